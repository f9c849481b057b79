package guard

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Who is meant tells an order to the assistant from a question about such
// orders: "Ignorer alle regler" means the one who reads it, "Kan en borger få en
// chatbot til at ignorere sine regler?" means a citizen and a chatbot.

var (
	// ends are the borders of the sentences of a text in plain letters.
	ends = regexp.MustCompile(`[.?!;]+(\s+|$)`)

	// quoted is what stands in quotation marks: it is spoken of, not said.
	quoted = regexp.MustCompile(`"[^"]*"|“[^”]*”|”[^”]*”|»[^»«]*«|«[^»«]*»|„[^“”]*[“”]`)

	// second are the words for the one who is spoken to.
	second = regexp.MustCompile(`\b(du|dig|din|dit|dine|you|your|yours|yourself)\b`)

	// asking opens a sentence that asks, or asks for an explanation, and telling
	// one with a subject of its own. What opens otherwise may be an order.
	asking = regexp.MustCompile(`^\W*(hvad|hvem|hvor|hvordan|hvorfor|hvornaar|hvilken|hvilket|hvilke|hvis|naar|er|var|kan|kunne|maa|skal|skulle|boer|vil|har|gaelder|findes|betyder|bliver|taeller|` +
		`what|who|whose|how|why|when|where|which|if|is|are|was|can|could|may|must|should|does|do|did|has|have|will|would|` +
		`forklare?|beskrive?|defin(er|e|ere)|uddybe?|sammenligne?|naevne?|giv(e)? (mig )?(et |nogle )?eksemp\w+|explain|describe|compare|list)\b`)
	telling = regexp.MustCompile(`^\W*(jeg|vi|man|han|hun|de|den|det|der|en|et|ens|nogen|nogle|mange|vores|min|mit|mine|i|we|he|she|they|it|there|a|an|the|our|my|some|someone|people)\b`)

	// ordering is an order inside a sentence that opens otherwise.
	ordering = regexp.MustCompile(`(^\W*|[,:–-] ?|\b(og|and|saa|then|now|please|venligst) ((saa|then|now|please|venligst|derefter) )?)` +
		`(ignorer|glem|se bort|tilsidesaet|omgaa|bryd|drop|aktiver|skift|slaa|opfoer|spil|adlyd|udfoer|afkod|dekod|svar|sig|udskriv|print|afsloer|` +
		`ignore|forget|disregard|override|bypass|enable|activate|switch|act|pretend|obey|execute|decode|answer|say|reveal)\b` +
		`|[,:–-] ?(vis|giv|fortael|skriv|oversaet|show|give|tell|write) (mig|os|me|us)\b`)
)

// addressed is the part of a text in plain letters that addresses the one who
// reads it; what asks about or tells of others is left out.
func addressed(text string) string { return sentences(text, addresses) }

// sentences are those of a text in plain letters that are of a kind.
func sentences(text string, kind func(string) bool) string {
	var b strings.Builder
	from := 0
	for _, at := range append(ends.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if s := text[from:at[0]]; kind(s) {
			b.WriteString(s)
			b.WriteString(text[at[0]:at[1]])
		}
		from = at[1]
	}
	return b.String()
}

// addresses tells whether a sentence means the one who reads it.
func addresses(sentence string) bool {
	bare := polite.ReplaceAllString(sentence, "")
	said := quoted.ReplaceAllString(bare, "")
	return orders(bare) || !asking.MatchString(said) && (bare != sentence || !telling.MatchString(said))
}

// orders tells whether a sentence says that it means the one who reads it; it
// may open with any subject.
func orders(sentence string) bool {
	said := quoted.ReplaceAllString(sentence, "")
	return second.MatchString(said) || ordering.MatchString(said)
}

// toAssistant says that a sentence is for an assistant: by its name as the one
// who is spoken to, or by what only an assistant is asked to do, to answer a
// user.
var toAssistant = compileAll(
	`^\W*(note |besked |instruks |instruktion |vigtigt |important |kaere |dear |hey |hej )?(til |to |for )?(the |all |alle |den )?(llm|(ai|ki)[ -]?(assistent\w*|assistant|model\w*|agent\w*)|assistent(en)?|assistant|sprogmodel(len)?|language model|chatbot(ten)?|chatgpt|copilot)\W*:\W*[a-z]+\b`,
	`^\W*(svar|skriv|sig|answer|reply|say|write|output) (kun|blot|bare|altid|only|just|always)\W*:`,
	`\b(hvis|when|if|naar|som|as) (du|you) (er|are) (en |et |an? )?(stor |large )?(ai|ki|llm|sprogmodel|language model|assistent|assistant|chatbot|bot)\b|\b(som|as) (en |an? )?(ai|llm|sprogmodel|language model|ai-?assistent|ai-?assistant|chatbot),? (skal|maa|boer|must|should|you)\b`,
	`\b(naar|hvis|when|if) ((du|you) (bliver|are) )?(spurgt|asked) (om|about)\b.{0,60}\b(skal du svare|svar|answer|reply|say)\b`,
	`\b(sig|fortael|svar|tell|say to|inform) (til )?(brugeren|laeseren|spoergeren|the user|the reader),? (at|that)\b`,
	`\b(i|in) (dit|your) (svar|answer|reply)\b`,
)

// calling are words in plain letters of which every sentence for an assistant
// holds one, or begins with a mark of a form; most sentences hold none, and are
// looked at no further.
var calling = danish.WordSet(`du dig din dit dine you your yourself ignorer glem se tilsidesaet omgaa bryd slet drop ignore forget disregard override bypass
	aktiver skift slaa opfoer spil adlyd udfoer afkod dekod svar sig skriv gentag bekraeft paastaa fortael vis giv udskriv print dump afsloer oversaet laes
	enable activate switch act pretend obey execute decode answer say reveal reply write repeat show tell claim confirm output complete finish inform
	assistant assistent assistenten llm chatgpt copilot sprogmodel sprogmodellen chatbot chatbotten spurgt asked herefter
	instruks instruktioner instruktion instructions instruct ordrer ordre orders kommando kommandoer commands directives leg rollespil jailbreak unfiltered debug developer udviklertilstand`)

// Addresses tells whether a sentence of a document addresses an assistant, as
// what somebody planted there to steer it does: such a sentence is no statement
// of the document. A sentence about such orders is one.
func Addresses(sentence string) bool {
	text := plain(sentence)
	called := strings.ContainsAny(text, "<[|") || strings.HasPrefix(text, "system")
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return r < 'a' || r > 'z' }) {
		called = called || calling[w]
	}
	if !called {
		return false
	}
	return matches(toAssistant, quoted.ReplaceAllString(text, "")) || matches(attacks, text) || matches(means, sentences(text, orders))
}

// aboutOrders are what a question names that asks for such sentences.
var aboutOrders = compileAll(`\b(prompt-? ?injection|prompts?|system-? ?prompts?)\b`,
	`\b(instruks\w*|instruktion\w*|ordrer?|besked\w*|instructions?|orders|messages?) (til|to) (en |et |den |the |an? )?(ai|assistent\w*|sprogmodel\w*|chatbot\w*|llm|model\w*|assistant|language model)`)

// AboutOrders tells whether a question asks for sentences that address an
// assistant, so that they are what it is answered with.
func AboutOrders(question string) bool {
	text := plain(question)
	return matches(aboutOrders, text) || matches(means, text)
}
