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
		case ends && i > 0 && (words[i-1].Common && withArticle(words[i-1].Text) || i+1 < len(words) && words[i+1].Text == "ikke"):
			return false
		}
	}
	return true
}

// Conjugated tells whether a folded word ends as the present, the past or the
// passive of a Danish verb.
func Conjugated(word string) bool {
	return slices.ContainsFunc([]string{"r", "s", "ede", "te", "de"}, func(e string) bool { return strings.HasSuffix(word, e) })
}

// Auxiliaries are the folded forms of verbs that are function words.
var Auxiliaries = setOf("auxiliaries.txt")

// The folded words that tell the order of a clause's words: in Danish a question has
// its finite verb before the subject ("hvad skal vi"), a clause that belongs to another
// has the subject first ("…, hvad vi skal").
var (
	subjects     = classOf("questions.txt", "subject")     // a clause's subject by themselves, or the beginning of one
	prepositions = classOf("questions.txt", "preposition") // what follows is no subject
)

// subordinate tells whether what begins with a question word is no question but a
// clause of the one before: a subject stands before its verb. English is taken for
// a question.
func subordinate(clause string) bool {
	clause, _, _ = strings.Cut(clause, ",")
	words := Whole(Tokenize(clause))
	if len(words) < 2 || !clausal(clause) {
		return false
	}
	if beginsSubject(words[1]) {
		return true
	}
	if words[0].Text != "hvor" && !strings.HasPrefix(words[0].Text, "hvilk") { // no words go with it
		return false
	}
	for i := 2; i < len(words); i++ {
		switch {
		case finite[words[i-1].Text]:
			return false
		case subjects[words[i].Text] && !prepositions[words[i-1].Text]:
			return i+1 < len(words) && verb(words[i+1].Text)
		}
	}
	return false
}

// clausal tells whether a text begins with a Danish question word, as clauses that
// belong to others do too.
func clausal(text string) bool { return strings.HasPrefix(strings.ToLower(text), "hv") }

// beginsSubject tells whether a word is or begins a subject, as far as its form tells.
func beginsSubject(w Token) bool {
	return subjects[w.Text] || withArticle(w.Text) || StartsUpper(w.Raw)
}

// statement tells whether a text tells something though it begins with a verb: its
// subject, who writes it, is left out ("har tabt mit kort"). Where a question begins
// with a verb, its subject comes next.
func statement(text string) bool {
	words := Whole(Tokenize(text))
	return len(words) > 1 && finite[words[0].Text] && !beginsSubject(words[1])
}

// verb tells whether a folded word is a finite verb, as far as its form tells.
func verb(word string) bool {
	return finite[word] || Auxiliaries[word] || Conjugated(word) && !StopWords[word]
}

// withArticle tells whether a folded word is a noun with its article, as far as its form
// tells: "udvalget", "reglerne". No other noun stands right after it, so a word that
// ends as a verb there is one ("udvalget mødes").
func withArticle(word string) bool {
	s := stem(word)
	return !StopWords[word] && s != word && !Verbal(s) && (strings.HasSuffix(word, "en") || strings.HasSuffix(word, "et") || strings.HasSuffix(word, "ne"))
}
