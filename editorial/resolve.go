package editorial

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// resolver finds the sections that answers cite; it reads a document once.
type resolver struct {
	ctx      context.Context
	m        Texts
	byName   map[string][]string // name in letters -> IDs of documents
	passages map[string][]documents.Passage
}

func newResolver(ctx context.Context, m Texts) *resolver {
	r := &resolver{ctx: ctx, m: m, byName: map[string][]string{}, passages: map[string][]documents.Passage{}}
	for _, d := range m.Documents() {
		base := path.Base(d.Path)
		for _, name := range []string{d.ID, strings.TrimSuffix(base, path.Ext(base))} {
			key := danish.Letters(name)
			if !slices.Contains(r.byName[key], d.ID) {
				r.byName[key] = append(r.byName[key], d.ID)
			}
		}
	}
	return r
}

// section gives the passages of the section that a cite names. The error is
// one Danish line.
func (r *resolver) section(c Cite) ([]documents.Passage, error) {
	ids := r.byName[danish.Letters(c.Document)]
	switch {
	case len(ids) == 0:
		return nil, noDocument.Fault(nil, c.Document)
	case len(ids) > 1:
		return nil, manyNamed.Fault(nil, c.Document, strings.Join(ids, ", "))
	}
	all, known := r.passages[ids[0]]
	if !known {
		var err error
		if all, err = r.m.Passages(r.ctx, ids[0]); err != nil {
			return nil, err
		}
		r.passages[ids[0]] = all
	}
	heading := danish.Letters(c.Section)
	var out []documents.Passage
	for _, p := range all {
		if slices.ContainsFunc(p.Section, func(h string) bool { return danish.Letters(h) == heading }) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, noHeading.Fault(nil, c.Document, c.Section)
	}
	return out, nil
}

// gap stands in a quote where words of the passage are left out.
const gap = " … "

// holding is the first of passages that holds a quote, or each of its pieces
// between gaps, by its letters and digits.
func holding(passages []documents.Passage, quote string) (documents.Passage, bool) {
	for _, p := range passages {
		text := danish.Letters(p.Text)
		held := !slices.ContainsFunc(strings.Split(quote, gap), func(piece string) bool {
			key := danish.Letters(piece)
			return key == "" || !strings.Contains(text, key)
		})
		if held {
			return p, true
		}
	}
	return documents.Passage{}, false
}

// maxPieces is how many pieces a quote may have; more is no statement.
const maxPieces = 6

// joint is how many letters a word has at most that a reader of lists puts
// between items.
const joint = 3

// asItStands is a statement as a passage has it: a list's item that was read
// with its lead-in stands apart from it there. It is "" where no passage has it.
func asItStands(passages []documents.Passage, statement string) string {
	if _, ok := holding(passages, statement); ok {
		return statement
	}
	var pieces []string
	for rest := strings.Fields(statement); len(rest) > 0; {
		n := len(rest)
		for ; n > 0; n-- {
			if _, ok := holding(passages, strings.Join(rest[:n], " ")); ok {
				break
			}
		}
		switch piece := strings.Join(rest[:n], " "); {
		case len(danish.Letters(piece)) > joint:
			pieces = append(pieces, piece)
		case len(danish.Letters(rest[0])) > joint:
			return ""
		}
		rest = rest[max(n, 1):]
	}
	if parted := strings.Join(pieces, gap); len(pieces) <= maxPieces {
		if _, ok := holding(passages, parted); ok {
			return parted
		}
	}
	return ""
}

// CiteOf names a passage's section as an answer cites it: by the file's name
// where only one document has it.
func CiteOf(m Texts, p documents.Passage) Cite {
	c := Cite{p.Document, p.Heading()}
	if c.Section == "" {
		c.Section = p.Title
	}
	r := newResolver(context.Background(), m)
	for _, d := range m.Documents() {
		base := strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path))
		if d.ID == p.Document && len(r.byName[danish.Letters(base)]) == 1 && !strings.Contains(base, "§") {
			c.Document = base
		}
	}
	return c
}

// NewFile is the file of an answer that was not looked at by anybody: a draft.
// review is the day to look at it again, day the day of today, both ISO 8601.
func NewFile(question, owner, day, review string, sentences []Sentence) ([]byte, error) {
	return file(head{Question: question, Owner: owner, Date: day, Review: review}, Body(sentences)+"\n")
}

// Body writes sentences as a file has them, each with the sections that it cites.
func Body(sentences []Sentence) string {
	var b strings.Builder
	for i, s := range sentences {
		switch {
		case s.Break == "item":
			b.WriteString("\n- ")
		case s.Break == "paragraph" && i > 0:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		var cites []string
		for _, c := range s.Cites {
			cites = append(cites, c.String())
		}
		b.WriteString(s.Text + " [" + strings.Join(cites, "; ") + "]")
	}
	return b.String()
}

// Citing gives what finds the passages of the section that a cite names. Its
// error is one Danish line.
func Citing(ctx context.Context, m Texts) func(Cite) ([]documents.Passage, error) {
	return newResolver(ctx, m).section
}

// Name makes a file's name of a question: small letters and hyphens.
func Name(question string) string {
	words := strings.FieldsFunc(danish.Fold(question), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words[:min(len(words), 8)], "-")
	return strings.Trim(name[:min(len(name), 60)], "-")
}
