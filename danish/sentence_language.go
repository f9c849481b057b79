package danish

import (
	"regexp"
	"strings"
	"unicode"
)

// Languages of a sentence, as languageOf tells them.
const (
	LangDanish  = "da"
	LangEnglish = "en"
	Foreign     = "other"
)

// functionWords are the small words that tell a language, also those that it
// shares with others.
var functionWords = map[string]map[string]bool{
	LangDanish: WordSet(`og er ikke af at en et det den de der som på til med for har kan skal må jeg hvis eller også være bliver blev
		efter fra ved om men kun mellem uden når hvor hver vil ville skulle kunne havde var sig sin sine deres denne dette disse
		alle alt man over under inden bør før gennem meget noget nogen hvad hvem hvordan derfor fordi samt både i to`),
	LangEnglish: WordSet(`the of and to a is are was were be been that this these those it its they their not for with as at by from on
		which who what when where how can could must shall should may might will would has have had does do an or but if also
		only between without after before all any each other than there in you your we our`),
	"sv": WordSet(`och är inte av att en ett det den de som på till med för har kan ska skall måste jag om eller också vara blir blev
		efter från vid men bara mellan utan när var varje vill skulle kunde hade sig sin sina deras denna detta dessa alla allt
		man över under innan bör genom mycket något någon vad vem hur därför samt både i får`),
	"no": WordSet(`og er ikke av å at en et det den de som på til med for har kan skal må jeg hvis eller også være blir ble etter fra ved
		om men bare mellom uten når hvor hver vil ville skulle kunne hadde var seg sin sine deres denne dette disse alle alt man
		over under innen bør før gjennom mye noe noen hva hvem hvordan derfor fordi samt både i to`),
	"de": WordSet(`und ist sind nicht der die das den dem des ein eine einer einem einen zu von mit für auf im in an bei aus nach über
		unter wird werden wurde kann muss müssen soll darf dürfen auch nur wenn oder als wie dass es sie er ich wir ihr haben hat
		zwischen ohne vor durch um am zum zur`),
	"fr": WordSet(`le la les un une des du de et est sont ne pas que qui dans pour par sur avec au aux ce cette ces il elle ils elles on
		nous vous doit peut être a ont ou mais plus entre sans après avant selon`),
}

// Quoted finds what stands between quotation marks.
var Quoted = regexp.MustCompile(`["“”»«„]([^"“”»«„]{3,})["“”»«„]`)

// LanguageOf tells the language of a sentence by its function words and its
// script: Danish, English, foreign for any other, and "" where too few words
// tell. What stands between quotation marks does not count.
func LanguageOf(text string) string {
	text = Quoted.ReplaceAllString(text, " ")
	if otherScript(text) {
		return Foreign
	}
	counts := map[string]int{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for lang, words := range functionWords {
			if words[w] {
				counts[lang]++
			}
		}
	}
	best := LangDanish
	for _, lang := range []string{LangEnglish, "sv", "no", "de", "fr"} {
		if counts[lang] > counts[best] {
			best = lang
		}
	}
	switch {
	case counts[best] == 0, best != LangDanish && counts[best] < 2:
		return ""
	case best == LangDanish || best == LangEnglish:
		return best
	}
	return Foreign
}

// otherScript tells whether most letters are not Latin.
func otherScript(text string) bool {
	letters, latin := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
		}
	}
	return letters > 2*latin
}
