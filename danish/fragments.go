package danish

import (
	"slices"
	"strings"
)

// Analyser analyses texts; see [danish.Lexicon.Words].
type Analyser interface {
	Words(text string, english bool) []Word
}

// maxFragment is the number of words below which a text without a verb may be
// no sentence.
const maxFragment = 7

// Fragment tells whether a text only names something: a few words without a
// verb or a number.
func Fragment(x Analyser, text string, english bool) bool {
	if english || len(strings.Fields(text)) >= maxFragment {
		return false
	}
	return !slices.ContainsFunc(x.Words(text, false), func(w Word) bool {
		return w.Verb && Conjugated(w.Text) || w.Value != "" || Auxiliaries[w.Text]
	})
}

// Conjugated tells whether a folded word ends as the present, the past or the
// passive of a Danish verb.
func Conjugated(word string) bool {
	return slices.ContainsFunc([]string{"r", "s", "ede", "te", "de"}, func(e string) bool { return strings.HasSuffix(word, e) })
}

// Auxiliaries are the folded forms of verbs that are function words.
var Auxiliaries = setOf("auxiliaries.txt")
