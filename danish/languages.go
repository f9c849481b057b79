package danish

import (
	"slices"
	"strings"
	"sync"
)

// EnglishStop are the function words of English: its closed classes, such as
// auxiliaries, pronouns, prepositions and conjunctions.
var EnglishStop = setOf("english-stop-words.txt")

// Language tells the language of a question: "en" where it is English, else "da".
func Language(question string) string {
	if English(Folded(Tokenize(Clean(question)))) {
		return "en"
	}
	return "da"
}

// English tells whether a question, in folded words, is in English: most of its
// function words are, but for those that are Danish too ("at", "i"). A short one
// may have a single one.
func English(words []string) bool {
	own := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return EnglishStop[w] && functionWords[LangDanish][w] })
	counts := functions(own)
	return spoken(counts) == LangEnglish && (counts[LangEnglish] >= 2 || len(words) <= 6 && counts[LangDanish] == 0)
}

var foreign = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range linesOf("foreign.txt") {
		f := strings.Fields(line)
		key := strings.ReplaceAll(f[0], "-", "") // as the tokens of a question join it
		m[key] = append(m[key], f[1:]...)
	}
	return m
})

// Translations gives the Danish words for a folded foreign word, best first;
// plural and other simple endings are taken off where the word itself is not
// listed.
func Translations(word string) []string {
	m := foreign()
	for _, w := range []string{word, strings.TrimSuffix(word, "s"), strings.TrimSuffix(word, "es"),
		strings.TrimSuffix(word, "ies") + "y", strings.TrimSuffix(word, "ed"), strings.TrimSuffix(word, "d"),
		strings.TrimSuffix(word, "ing"), strings.TrimSuffix(word, "ing") + "e"} {
		if t := m[w]; len(t) > 0 && len(w) > 1 {
			return t
		}
	}
	return nil
}
