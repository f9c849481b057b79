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
	LangDanish:  setOf("function-words-da.txt"),
	LangEnglish: setOf("function-words-en.txt"),
	"sv":        setOf("function-words-sv.txt"),
	"no":        setOf("function-words-no.txt"),
	"de":        setOf("function-words-de.txt"),
	"fr":        setOf("function-words-fr.txt"),
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
