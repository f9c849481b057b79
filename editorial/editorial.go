// Package editorial holds answers that somebody wrote and stands by: files of
// Markdown whose every sentence cites sections of the materials. It reads and
// checks them, keeps the words that carry an approved one, takes it out of
// service when those change, and finds the answer that a question asks for.
// Start with [Open] and [Book.In]; [Check] and [Approve] serve the editor.
package editorial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Answer is one file: a question, other ways to ask it, and what is answered.
type Answer struct {
	ID        string // the file's name without its ending
	File      string // path as shown to users
	Disk      string // path on disk; "" where it ships in the binary
	Question  string
	Also      []string // other ways to ask
	Owner     string   // who stands by it
	Date      string   // day on which it was written, ISO 8601
	Review    string   // day on which it is to be looked at again, ISO 8601
	Approved  *Approval
	Sentences []Sentence

	source Source // where it was read, and under which name there
	name   string
}

// Sentence is one sentence of an answer with the sections that it cites.
type Sentence struct {
	Text  string
	Break string // "", or how it begins a new line: "item" or "paragraph"
	Cites []Cite
}

// Cite names a section of the materials.
type Cite struct {
	Document string // the document's ID, or its file's name without ending
	Section  string // a heading
}

// String is the cite as it is written between brackets.
func (c Cite) String() string { return c.Document + " § " + c.Section }

// Approval is what the owner stood by: the answer as it was (its hash) and the
// words of the materials that carry it.
type Approval struct {
	By       string     `yaml:"by"`
	Date     string     `yaml:"date"`
	Hash     string     `yaml:"hash"`
	Evidence []Evidence `yaml:"evidence"`
}

// Evidence is a statement of the materials that carries a sentence.
type Evidence struct {
	Sentence int    `yaml:"sentence" json:"sentence"` // from 1
	Source   string `yaml:"source" json:"source"`     // a cite of that sentence
	Quote    string `yaml:"quote" json:"quote"`       // words that stand in that section
}

// Texts are what answers cite.
type Texts interface {
	Documents() []documents.Info
	Passages(ctx context.Context, document string) ([]documents.Passage, error)
}

// Materials are texts with what is known of their words; a snapshot of an index
// is such.
type Materials interface {
	Texts
	danish.Analyser
	Spread(w danish.Word) int // passages that hold a word
	Count() int               // passages in all
}

// hash names what an approval stands for: whatever a reader is told, the
// questions it is told for, and the evidence.
func (a *Answer) hash(evidence []Evidence) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q\n", a.Question, a.Also)
	for _, s := range a.Sentences {
		fmt.Fprintf(h, "%q %q %q\n", s.Break, s.Text, s.Cites)
	}
	for _, e := range evidence {
		fmt.Fprintf(h, "%d %q %q\n", e.Sentence, e.Source, e.Quote)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Text is the answer as plain text: paragraphs, and items that begin with "- ".
func (a *Answer) Text() string {
	var b strings.Builder
	for i, s := range a.Sentences {
		switch {
		case i == 0 && s.Break == "item":
			b.WriteString("- ")
		case s.Break == "item":
			b.WriteString("\n- ")
		case s.Break == "paragraph":
			b.WriteString("\n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(s.Text)
	}
	return b.String()
}
