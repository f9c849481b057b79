// Package query turns a question into the concepts that it asks about, each
// with the terms that show it. Start with [Parser.Parse].
package query

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Kind is the kind of answer a question asks for.
type Kind string

// The kinds of answer.
const (
	KindAny        Kind = ""
	KindPerson     Kind = "person"
	KindNumber     Kind = "number"
	KindDate       Kind = "date"
	KindSpan       Kind = "span" // how long, how often
	KindPlace      Kind = "place"
	KindList       Kind = "list"
	KindReason     Kind = "reason"
	KindDefinition Kind = "definition"
	KindManner     Kind = "manner"
)

// Turn is an earlier question and its answer.
type Turn struct{ Question, Answer string }

// Query is a question made ready for the index.
type Query struct {
	Text     string // the question as asked, without invisible characters
	Spelt    string // the text with misspelt words as they are spelt: what is looked for and encoded
	Kind     Kind
	English  bool   // the question is in English
	FollowUp bool   // the question leans on the history, which was taken in
	Before   string // the question before a follow-up
	Said     string // the answer to it
	Among    bool   // it asks which of the things that were said ("hvem af dem …")
	Concepts []Concept
	Focus    int  // number of the concept that is asked for ("hvor mange timer", "hvilken region"), -1 where there is none
	Counts   bool // the question asks how many of the focus there are
	Polar    bool // the question asks yes or no: "må vi …", "er det lovligt …"
}

// Concept is one thing the question asks about, with the terms that show it.
type Concept struct {
	Word    string  // as in the question
	Weight  float64 // 1 for a word of meaning, less for general words and words carried over
	Known   bool    // some passage holds one of its terms
	Rare    float64 // greatest inverse document frequency among its terms, 0 where unknown
	Fixed   string  // the spelling that was taken instead of a misspelt word
	Carried bool    // from the history
	Verb    bool    // a verb: it says less of what is asked about than a noun
	Exact   []Variant
	Parts   []Variant
	number  bool
	proper  bool
}

// Proper tells whether the concept is written as a name in the question.
func (c Concept) Proper() bool { return c.proper }

// IsNumber tells whether the concept is a number.
func (c Concept) IsNumber() bool { return c.number }

// InPieces tells whether the materials hold no more of the concept, a compound,
// than its parts.
func (c Concept) InPieces() bool { return len(c.Exact) == 0 && len(c.Parts) > 0 }

// PartIDF is the greatest inverse document frequency among the parts.
func (c Concept) PartIDF() float64 {
	best := 0.0
	for _, v := range c.Parts {
		best = max(best, v.IDF)
	}
	return best
}

// Variant is a term that shows a concept: fully (exact) or in part.
type Variant struct {
	Term   string
	Hash   uint32
	Weight float64
	DF     int // passages that hold it
	IDF    float64
}

// KindOf tells what kind of answer the folded words of a question ask for.
func KindOf(words []string) Kind {
	return Kind(danish.QuestionKind(words))
}

// measures are the words after "hvor" that say what kind of answer is asked
// for and nothing of what about: "længe", "gammel".
var measures = func() []string {
	var out []string
	for phrase, kind := range danish.QuestionKinds() {
		if first, second, ok := strings.Cut(phrase, " "); ok && (first == "hvor" || first == "how") && Kind(kind) != KindPlace {
			out = append(out, strings.Fields(second)[0])
		}
	}
	return out
}()

// measure tells whether a folded word only asks after the one before it.
func measure(before, word string) bool {
	return (before == "hvor" || before == "how") && slices.ContainsFunc(measures, func(m string) bool { return strings.HasPrefix(word, m) })
}

// generalWords are stems that questions use to ask, more than to say what
// about; they weigh little.
var generalWords = func() map[string]bool {
	set := map[string]bool{}
	for w := range danish.GeneralWords {
		set[danish.Canonical(w)] = true
	}
	return set
}()
