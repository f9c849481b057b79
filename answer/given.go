package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Given is a text of another system with the passages it is checked against.
type Given struct {
	ID       string `json:"id,omitempty" maxLength:"200"`
	Question string `json:"question,omitempty" maxLength:"2000"`
	// Lang is the language of the question, "da" or "en"; "" is "da".
	Lang    string        `json:"lang,omitempty"`
	Sources []GivenSource `json:"sources" required:"true" maxItems:"20"`
	Text    string        `json:"text" required:"true" maxLength:"20000"`
}

// GivenSource is a passage of a [Given]; its text may hold lists ("- ") and
// tables in Markdown.
type GivenSource struct {
	N       int      `json:"n"`
	Title   string   `json:"title,omitempty" maxLength:"300"`
	Section []string `json:"section,omitempty" maxItems:"20"`
	Text    string   `json:"text" required:"true" maxLength:"40000"`
}

// Checked is what became of a [Given]: shown where all of its sentences are.
type Checked struct {
	ID       string     `json:"id"`
	Shown    bool       `json:"shown"`
	Reason   string     `json:"reason"` // of the first sentence that is withheld
	Evidence []Evidence `json:"evidence"`
}

// Evidence are words of a passage that carry a sentence.
type Evidence struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

// Errors of a Given.
var (
	ErrNoText    = errors.New("answer: there is no text to check")
	ErrNoSources = errors.New("answer: there are no passages to check against")
)

// Checker checks texts against passages that are given with them, without an
// index. It is safe for use by several goroutines.
type Checker struct {
	Synonyms *danish.Synonyms // of the field; may be nil
}

// Check verifies each sentence of a text. A sentence without citation marks is
// checked against all of the passages.
func (c *Checker) Check(_ context.Context, in Given) (Checked, error) {
	out := Checked{ID: in.ID, Shown: true, Evidence: []Evidence{}}
	pieces := piecesOf(in.Text)
	switch {
	case len(pieces) == 0:
		return out, ErrNoText
	case len(in.Sources) == 0:
		return out, ErrNoSources
	}
	v := verify.Verifier{Sources: in.sources(), English: in.Lang == "en"}
	v.Index = lexiconOf(v.Sources, c.Synonyms)
	marks := ""
	for _, s := range v.Sources {
		marks += fmt.Sprintf("[%d]", s.N)
	}
	for _, p := range pieces {
		text := p.text
		if !verify.Citation.MatchString(text) {
			text += " " + marks
		}
		verdict := v.Check(text)
		if verdict.Reason != "" && out.Shown {
			out.Shown, out.Reason = false, verdict.Reason
		}
		for i, q := range v.Quotes(verdict.Text, verdict.Sources) {
			if q != "" {
				out.Evidence = append(out.Evidence, Evidence{verdict.Sources[i], q})
			}
		}
	}
	return out, nil
}

func piecesOf(text string) []piece {
	var c cutter
	return append(c.add(danish.Clean(text)), c.flush()...)
}

// sources are the passages as sentences are checked against them.
func (in Given) sources() []verify.Source {
	out := make([]verify.Source, len(in.Sources))
	for i, s := range in.Sources {
		out[i] = verify.Source{N: s.N, Title: s.Title, Section: s.Section, Text: rowsOf(s.Text)}
		if s.N == 0 {
			out[i].N = i + 1
		}
	}
	return out
}

// rowsOf writes the tables of a text in Markdown as passages hold them.
func rowsOf(text string) string {
	var out, header []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		cells, ok := cellsOf(line)
		switch {
		case !ok:
			header = nil
			out = append(out, line)
		case header == nil:
			header = cells
		case strings.Trim(line, "|-: ") != "":
			out = append(out, documents.RowText(header, cells))
		}
	}
	return strings.Join(out, "\n")
}

func cellsOf(line string) ([]string, bool) {
	if len(line) < 2 || line[0] != '|' || line[len(line)-1] != '|' {
		return nil, false
	}
	cells := strings.Split(line[1:len(line)-1], "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, true
}

// lexicon is an analyser for texts without an index.
type lexicon struct{ *danish.Lexicon }

func (lexicon) Spread(danish.Word) int { return 0 }
func (lexicon) Count() int             { return 1 }

// lexiconOf knows the words of the sources beside those of the language.
func lexiconOf(sources []verify.Source, synonyms *danish.Synonyms) lexicon {
	known := map[string]bool{}
	for _, s := range sources {
		for _, t := range danish.Tokenize(s.Title + "\n" + strings.Join(s.Section, "\n") + "\n" + s.Text) {
			known[danish.Canonical(t.Text)] = true
		}
	}
	return lexicon{danish.NewLexicon(func(stem string) bool { return known[stem] }, synonyms)}
}
