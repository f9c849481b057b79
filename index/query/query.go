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
	Kind     Kind
	English  bool   // the question is in English
	FollowUp bool   // the question leans on the history, which was taken in
	Before   string // the question before a follow-up
	Said     string // the answer to it
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

// kindWords tell the kind of answer by the words a question begins with, in
// folded form; the first that occurs decides.
var kindWords = []struct {
	phrase string
	kind   Kind
}{
	{"hvor mange", KindNumber}, {"hvor meget", KindNumber}, {"hvor stor", KindNumber}, {"hvor hoej", KindNumber}, {"hvor lang tid", KindSpan},
	{"hvor lang", KindNumber}, {"hvor laenge", KindSpan}, {"hvor tit", KindSpan}, {"hvor ofte", KindSpan}, {"hvor hurtig", KindSpan}, {"how long", KindSpan}, {"how often", KindSpan},
	{"hvor gammel", KindNumber}, {"hvor gamle", KindNumber}, {"hvor dyr", KindNumber}, {"hvad koster", KindNumber}, {"koster", KindNumber}, {"pris", KindNumber}, {"how many", KindNumber}, {"how much", KindNumber}, {"hvilket tal", KindNumber}, {"hvilken andel", KindNumber},
	{"hvornaar", KindDate}, {"hvilken dag", KindDate}, {"hvilke dage", KindDate}, {"hvilket tidspunkt", KindDate}, {"hvad tid", KindDate}, {"hvilke tidspunkter", KindDate}, {"hvilket aar", KindDate}, {"hvilken dato", KindDate}, {"when", KindDate}, {"what year", KindDate},
	{"inden hvilken frist", KindDate},
	{"hvem er medlem", KindList}, {"hvem sidder", KindList}, {"hvem alle", KindList}, {"nævn", KindList}, {"naevn", KindList}, {"oplist", KindList},
	{"hvilken", KindAny}, {"hvilket", KindAny}, {"hvilke", KindList}, {"which", KindList}, {"list", KindList}, {"who are", KindList},
	{"hvem", KindPerson}, {"hvis ansvar", KindPerson}, {"who", KindPerson}, {"vem", KindPerson},
	{"hvor kommer", KindPlace}, {"hvor ligger", KindPlace}, {"hvorfor", KindReason}, {"why", KindReason}, {"hvordan", KindManner}, {"how", KindManner},
	{"hvad er", KindDefinition}, {"hvad betyder", KindDefinition}, {"what is", KindDefinition}, {"hvor", KindPlace}, {"where", KindPlace},
}

// KindOf finds the kind of answer in the folded words of a question.
func KindOf(words []string) Kind {
	text := " " + strings.Join(words, " ") + " "
	best, kind := len(text), KindAny
	for _, k := range kindWords {
		if at := strings.Index(text, " "+k.phrase); at >= 0 && at < best {
			best, kind = at, k.kind
		}
	}
	return kind
}

// measures are the words after "hvor" that say what kind of answer is asked
// for and nothing of what about: "længe", "gammel".
var measures = func() []string {
	var out []string
	for _, k := range kindWords {
		if first, second, ok := strings.Cut(k.phrase, " "); ok && (first == "hvor" || first == "how") && k.kind != KindPlace {
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
	for _, w := range strings.Fields(`findes finder finde naevnes naevner naevn betyder betyde handler handle siger sige staar goere goer
		bruges bruger bruge brug gaelder skal oensker vide fortael forklar beskriv beskrives kort gerne information oplysninger
		spoergsmaal ting slags type typer eksempel eksempler fx konkret generelt navn hedder kaldes mener synes tror svarer
		forskel rolle del vigtig vigtige vigtigste indeholder omfatter indgaar drejer kommer komme giv give faa hjaelp hjaelpe
		maa boer stille stiller saette taenker taenke ser se laeser opremses opremse foreslaar vaelge antal fremgaar bestaar
		fremgaar forhold kriterium kriterier kriterie faktor faktorer aspekt aspekter element elementer parameter parametre foregaar sker ske altid gang gange overhovedet egentlig lige helt mulig muligt`) {
		set[danish.Canonical(w)] = true
	}
	return set
}()

// Standalone is the question with what it leans on.
func (q *Query) Standalone() string {
	if q.FollowUp && q.Before != "" {
		return q.Before + " " + q.Text
	}
	return q.Text
}
