package guard

import (
	"regexp"
	"strings"
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
func addressed(text string) string {
	var b strings.Builder
	from := 0
	for _, at := range append(ends.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if s := text[from:at[0]]; addresses(s) {
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
	if second.MatchString(said) || ordering.MatchString(said) {
		return true
	}
	return !asking.MatchString(said) && (bare != sentence || !telling.MatchString(said))
}
