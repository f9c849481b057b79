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
	words := x.Words(text, false)
	for i, w := range words {
		ends := w.Common && !w.Stop && w.Raw == strings.ToLower(w.Raw) && Conjugated(w.Text)
		switch {
		case w.Value != "", Auxiliaries[w.Text], w.Verb && Conjugated(w.Text):
			return false
		case i == 0 && w.Verb && w.Text == w.Stem: // an order
			return false
		case ends && i > 0 && (definite(words[i-1]) || i+1 < len(words) && words[i+1].Text == "ikke"):
			return false
		}
	}
	return true
}

// definite tells whether a word is a noun with its article, as "udvalget" and
// "reglerne": no other noun stands right after it, so a word that ends as a verb
// there is one ("udvalget mødes").
func definite(w Word) bool {
	return w.Common && !w.Stop && !w.Verb && w.Stem != w.Text && slices.ContainsFunc([]string{"en", "et", "ne"}, func(e string) bool { return strings.HasSuffix(w.Text, e) })
}

// Conjugated tells whether a folded word ends as the present, the past or the
// passive of a Danish verb.
func Conjugated(word string) bool {
	return slices.ContainsFunc([]string{"r", "s", "ede", "te", "de"}, func(e string) bool { return strings.HasSuffix(word, e) })
}

// Auxiliaries are the folded forms of verbs that are function words.
var Auxiliaries = setOf("auxiliaries.txt")
