package danish

import (
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

// English tells whether a question is in English: more of its words are
// English function words than Danish ones.
func English(words []string) bool {
	en, da := 0, 0
	for _, w := range words {
		switch {
		case EnglishStop[w] && StopWords[w]:
		case EnglishStop[w]:
			en++
		case StopWords[w] || strings.HasPrefix(w, "hv"):
			da++
		}
	}
	return en > da && (en >= 2 || len(words) <= 6 && en >= 1 && da == 0)
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
