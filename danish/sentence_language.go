package danish

import (
	"maps"
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
// shares with others; the Danish ones folded too, as a question's words are.
var functionWords = map[string]map[string]bool{
	LangDanish:  withFolded(setOf("function-words-da.txt")),
	LangEnglish: EnglishStop,
	"sv":        setOf("function-words-sv.txt"),
	"no":        setOf("function-words-no.txt"),
	"de":        setOf("function-words-de.txt"),
	"fr":        setOf("function-words-fr.txt"),
}

func withFolded(words map[string]bool) map[string]bool {
	out := maps.Clone(words)
	for w := range words {
		out[Fold(w)] = true
	}
	return out
}

// functions counts the function words of each language among words in small
// letters. Single letters tell nothing of English: "KL's" has one.
func functions(words []string) map[string]int {
	counts := map[string]int{}
	for _, w := range words {
		for lang, known := range functionWords {
			if known[w] && (lang != LangEnglish || len(w) > 1) {
				counts[lang]++
			}
		}
	}
	return counts
}

// spoken is the language with most function words: Danish, where another has not more.
func spoken(counts map[string]int) string {
	best := LangDanish
	for _, lang := range []string{LangEnglish, "sv", "no", "de", "fr"} {
		if counts[lang] > counts[best] {
			best = lang
		}
	}
	return best
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
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	counts := functions(words)
	switch best := spoken(counts); {
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
