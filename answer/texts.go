package answer

import (
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
)

// texts is what the service itself says to a reader, in one language.
type texts struct {
	attack, offTopic, unanswered string
	service                      string // what the service is, to who asks about it or greets it
	nearestLead, nearestNotice   string // before what is nearest to the question
	nearestPart, unsaidPart      string // of one part of a question: before its nearest, and where there is none
	nearestAgain                 string // of one whose nearest was told of another
	contact                      string // after a refusal: where to ask
	thanked, greeted             string
	modelDown, modelCut          string
	modelRefused, modelNothing   string
	modelDeclined                string
	modelSpent, judgeSpent       string // what models may cost in a day is used up
	danishOnly                   string // before extracts that answer a question in another language
	masked                       string // before the kinds of what was masked
	kinds                        map[string]string
	and                          string
}

var danishTexts = texts{
	attack: "Det kan jeg ikke hjælpe med. Jeg svarer kun på spørgsmål om Digital Taskforce for kunstig intelligens og det materiale, der ligger til grund for tjenesten.",
	offTopic: "Spørgsmålet ligger uden for det, jeg kan svare på. " +
		"Du kan spørge om Digital Taskforce for kunstig intelligens: strategien og målene for 2030 og 2035, de vejledende principper og de juridiske rammer for kunstig intelligens i det offentlige.",
	service: "Jeg er en automatisk tjeneste, der bruger kunstig intelligens, og ikke et menneske. Jeg svarer kun ud fra materialet om Digital Taskforce for kunstig intelligens og viser kilden til hver sætning. " +
		"Du kan spørge om strategien og målene for 2030 og 2035, de vejledende principper og de juridiske rammer for kunstig intelligens i det offentlige.",
	unanswered:    "Det fremgår ikke af materialet.",
	nearestLead:   "Jeg er ikke sikker på, at materialet svarer på det. Det nærmeste, det siger, er:",
	nearestPart:   "Det nærmeste om »%s«:",
	nearestAgain:  "Det nærmeste om »%s« står allerede i svaret.",
	unsaidPart:    "Det fremgår ikke af materialet: »%s«",
	contact:       "Du kan spørge her: %s",
	thanked:       "Selv tak. Spørg gerne igen.",
	greeted:       "Hej. Spørg om materialet, så svarer jeg med kilder.",
	nearestNotice: "Jeg er ikke sikker på, at materialet svarer på det. Her er det nærmeste, det siger.",
	modelDown:     "Sprogmodellen svarede ikke. Svaret er derfor lavet uden den.",
	modelCut:      "Sprogmodellen blev afbrudt, så svaret kan mangle noget. Det, der står, er kontrolleret mod kilderne.",
	modelRefused:  "Sprogmodellen kunne ikke bruges til dette svar. Der er kun søgt i materialet.",
	modelNothing:  "Sprogmodellens svar kunne ikke findes i kilderne. Svaret er derfor lavet uden den.",
	modelDeclined: "Sprogmodellen afviste at svare. Svaret er derfor lavet uden den.",
	modelSpent:    "Dagens budget for sprogmodellen er brugt. Indtil midnat er svarene uddrag af kilderne.",
	judgeSpent:    "Dagens budget for sprogmodellen er brugt. Indtil midnat afgør ordene alene, om kilderne bærer en sætning.",
	masked:        "Dette blev skjult i det, du skrev, før det blev brugt: ",
	kinds: map[string]string{guard.MaskCPR: "CPR-nummer", guard.MaskEmail: "e-mailadresse",
		guard.MaskPhone: "telefonnummer", guard.MaskCard: "kortnummer"},
	and: " og ",
}

var englishTexts = texts{
	attack: "I cannot help with that. I only answer questions about the Digital Taskforce for Artificial Intelligence and the materials behind this service.",
	offTopic: "The question is outside what I can answer. " +
		"You can ask about Denmark's Digital Taskforce for Artificial Intelligence: its strategy and goals for 2030 and 2035, its guiding principles and the legal framework for AI in the public sector.",
	service: "I am an automatic service that uses artificial intelligence, not a human being. I only answer from the materials of Denmark's Digital Taskforce for Artificial Intelligence and show the source of each sentence. " +
		"You can ask about its strategy and goals for 2030 and 2035, its guiding principles and the legal framework for AI in the public sector.",
	unanswered:    "The materials do not say.",
	nearestLead:   "I am not sure that the materials answer this. The nearest that they say is:",
	nearestPart:   "The nearest about “%s”:",
	nearestAgain:  "The nearest about “%s” stands in the answer already.",
	unsaidPart:    "The materials do not say: “%s”",
	contact:       "You can ask here: %s",
	thanked:       "You are welcome.",
	greeted:       "Hello. Ask about the materials, and I answer with sources.",
	nearestNotice: "I am not sure that the materials answer this. Here is the nearest that they say.",
	modelDown:     "The language model did not answer, so the answer was made without it, of sources in Danish.",
	modelCut:      "The language model was interrupted, so the answer may be incomplete. What is shown has been checked against the sources.",
	modelRefused:  "The language model could not be used for this answer. Only the materials were searched.",
	modelNothing:  "The language model's answer could not be found in the sources, so the answer was made without it, of sources in Danish.",
	modelDeclined: "The language model declined to answer, so the answer was made without it, of sources in Danish.",
	modelSpent:    "Today's budget for the language model is used up. Until midnight, Danish time, answers consist of passages from the sources, in Danish.",
	judgeSpent:    "Today's budget for the language model is used up. Until midnight, Danish time, words alone decide whether the sources carry a sentence.",
	danishOnly:    "The materials are in Danish. The answer consists of their own sentences.",
	masked:        "This was hidden in what you wrote before it was used: ",
	kinds: map[string]string{guard.MaskCPR: "civil registration number (CPR)", guard.MaskEmail: "e-mail address",
		guard.MaskPhone: "phone number", guard.MaskCard: "card number"},
	and: " and ",
}

// other are the texts for a service that answers from an authority's own
// documents alone.
func (t texts) other(attack, offTopic, service string) *texts {
	t.attack, t.offTopic, t.service = attack, offTopic, service
	return &t
}

var (
	danishOther = danishTexts.other(
		"Det kan jeg ikke hjælpe med. Jeg svarer kun på spørgsmål om det materiale, der ligger til grund for tjenesten.",
		"Spørgsmålet ligger uden for det materiale, jeg svarer ud fra. Se dokumenterne for, hvad du kan spørge om.",
		"Jeg er en automatisk tjeneste, der bruger kunstig intelligens, og ikke et menneske. Jeg svarer kun ud fra tjenestens dokumenter og viser kilden til hver sætning.")
	englishOther = englishTexts.other(
		"I cannot help with that. I only answer questions about the materials behind this service.",
		"The question is outside the materials that I answer from. The documents show what you can ask about.",
		"I am an automatic service that uses artificial intelligence, not a human being. I only answer from this service's documents and show the source of each sentence.")
)

// say are the texts of an answer in the language that the reader asked for.
func (w *work) say() *texts {
	switch own := !w.snap.Shipped(); {
	case w.english() && own:
		return englishOther
	case w.english():
		return &englishTexts
	case own:
		return danishOther
	}
	return &danishTexts
}

func (w *work) english() bool {
	if w.req.Language != "" {
		return w.req.Language == "en"
	}
	return w.query != nil && w.query.English || w.query == nil && danish.Language(w.req.Question) == "en"
}

// refusal is what the reader is told for a kind of refusal.
func (t *texts) refusal(kind string) string {
	switch kind {
	case RefusalAttack:
		return t.attack
	case RefusalOffTopic:
		return t.offTopic
	}
	return t.unanswered
}

// onService is what a reader is told who greets the service, thanks it or asks
// what it is.
func (t *texts) onService(question string) string {
	switch guard.Greeting(question) {
	case guard.Thanks:
		return t.thanked
	case guard.Hello:
		return t.greeted
	}
	return t.service
}
