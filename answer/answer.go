// Package answer turns a question into a verified, cited answer or an honest
// refusal. Start with [New] and [Engine.Ask].
package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/llm"
)

// Turn is an earlier question of the conversation and its answer.
type Turn struct {
	Question string `json:"question" maxLength:"2000"`
	Answer   string `json:"answer" maxLength:"20000"`
}

// Request is what a reader asks.
type Request struct {
	Question string `json:"question" required:"true" maxLength:"2000" visible:"true"`
	History  []Turn `json:"history,omitempty" maxItems:"20"` // oldest first
	// Language is that of refusals and notices: "da", "en", or "" for the
	// question's own.
	Language string `json:"language,omitempty"`
}

// Modes of an answer.
const (
	ModeLLM     = "llm"     // written by a model, verified
	ModeExtract = "extract" // the sources' own sentences
)

// Why the model's text is not the whole answer, see [Answer].
const (
	FallbackFailed   = "failed"   // the model failed before a sentence could be used
	FallbackCut      = "cut"      // it failed after some; they are the answer
	FallbackWithheld = "withheld" // the sources carried nothing of what it said
	FallbackDeclined = "declined" // it would not answer
	FallbackBudget   = "budget"   // what models may cost in a day is used up, so none was asked
)

// Kinds of refusal.
const (
	RefusalUnanswered = string(extract.Unanswered) // on the subject, but the materials do not say
	RefusalOffTopic   = string(extract.OffTopic)   // outside the subject
	RefusalAttack     = "attack"                   // tries to change the rules or to see the instructions
)

// How sure an answer is, see [Answer].
const (
	CertaintyAnswer  = string(extract.Answered) // the sources show what is asked
	CertaintyNearest = string(extract.Nearest)  // what the materials say that is nearest to it
)

// How a sentence begins, see [Sentence].
const (
	BreakItem      = "item"
	BreakParagraph = "paragraph"
)

// Sentence is one verified sentence, with the numbers of the sources that carry it.
type Sentence struct {
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
	// Quotes are the words of each source, in the order of Sources, that carry the sentence.
	Quotes []string `json:"quotes,omitempty"`
	// Break says that the sentence begins a new line: "" (runs on), "item" (a
	// list item) or "paragraph".
	Break string `json:"break,omitempty"`
	// Checked is how the sentence was checked: "verbatim" (it is a statement of
	// a source letter by letter), "words" (nearly one) or "meaning" (a judge
	// found that the sources say it).
	Checked string `json:"checked,omitempty"`
	// Gap says that the sentence tells what the materials do not say; it has no source.
	Gap bool `json:"gap,omitempty"`
}

// Source is a passage that an answer cites.
type Source struct {
	N        int      `json:"n"` // number in the answer, from 1
	ID       string   `json:"id"`
	Document string   `json:"document"`
	Title    string   `json:"title"`
	Page     int      `json:"page"`
	Section  []string `json:"section"`
	Text     string   `json:"text"`
	URL      string   `json:"url"` // path on this service that shows the passage in its document
	// PublicURL is the address of what the section reports on: its first
	// reference, else the publication of the document; "" where there is none.
	PublicURL   string `json:"public_url,omitempty"`
	Publication string `json:"publication,omitempty"`
	// Kind is whose words the text is, as its editor names it: "lov",
	// "vejledning", "udtalelse", "strategi", "oversigt" or another; "" where not told.
	Kind      string `json:"kind,omitempty"`
	Publisher string `json:"publisher,omitempty"` // of the text
	Issued    string `json:"issued,omitempty"`    // date of the publication, ISO 8601
	Checked   string `json:"checked,omitempty"`   // day on which the text was held against its sources, ISO 8601
	Date      string `json:"-"`                   // of the text, ISO 8601
	Hash      string `json:"-"`                   // SHA-256 of the document's file, hex
	// References are the places that the section names as its sources.
	References []documents.Reference `json:"references,omitempty"`
	// Advice is "anbefaling" or "vurdering" where the section is its editor's own, on the grounds of the References.
	Advice string `json:"advice,omitempty"`
}

// Withheld is a sentence of the model that did not reach the reader.
type Withheld struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// Timings in milliseconds from the start of the question; FirstSentence is 0 where there is none.
type Timings struct {
	Search        float64 `json:"search"`
	FirstSentence float64 `json:"first_sentence"`
	Total         float64 `json:"total"`
}

// Answer is the whole result; its JSON is a contract (docs/api.md).
type Answer struct {
	ID       string `json:"id"`       // made anew for each answer
	Question string `json:"question"` // without private data
	Answer   string `json:"answer"`   // the sentences as text, with [n] after each
	Mode     string `json:"mode"`
	Refused  bool   `json:"refused"`
	Refusal  string `json:"refusal"` // "" or one of the kinds of refusal
	Grounded bool   `json:"grounded"`
	// Certainty is "answer" or "nearest", "" for a refusal.
	Certainty string     `json:"certainty"`
	Sentences []Sentence `json:"sentences"`
	Sources   []Source   `json:"sources"`
	Withheld  []Withheld `json:"withheld"`
	// Editorial tells whose answer it is where an editor wrote it; nil otherwise.
	Editorial *Editorial `json:"editorial,omitempty"`
	// Nearest are the sections nearest to a question that was refused.
	Nearest []Source `json:"nearest,omitempty"`
	// Contact is whom to ask where the question was refused or only the nearest is told,
	// an e-mail address or a link; "" where nobody is named.
	Contact string `json:"contact,omitempty"`
	// Next are up to three questions that the materials answer near this one.
	Next []string `json:"next,omitempty"`
	// Masked are the kinds of private data that were hidden in the question (see
	// [Mask]); the Notice tells the reader.
	Masked []string `json:"masked,omitempty"`
	// Notice tells the reader what was unusual, such as a model that failed.
	Notice string `json:"notice,omitempty"`
	// Fallback is "" or why the model's text is not the whole answer.
	Fallback string    `json:"fallback,omitempty"`
	Model    string    `json:"model"`
	Usage    llm.Usage `json:"usage"`
	Timings  Timings   `json:"timings_ms"`
	// Record opens the record of the answer to whoever asked; "" where none is kept.
	Record string `json:"record,omitempty"`

	Making Making `json:"-"`
}

// Sink receives an answer while it is made; a returned error ends the answer.
// Nil functions are skipped.
type Sink struct {
	Sources  func([]Source) error
	Sentence func(Sentence) error
}

// Unled is the text of an answer without the words that lead in what is nearest,
// for a reader to whom Notice has said the same.
func (a *Answer) Unled() string {
	for _, in := range []texts{danishTexts, englishTexts} {
		if text, ok := strings.CutPrefix(a.Answer, in.nearestLead+"\n\n"); ok {
			return text
		}
	}
	return a.Answer
}
