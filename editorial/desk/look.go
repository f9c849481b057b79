package desk

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
)

// Look is what a check shows of an answer.
type Look struct {
	Sentences []Seen
	Doubting  string // names the doubts, for [Desk.Approve]; "" for none
	Binding   bool   // some doubt keeps it from being approved
}

// Seen is a sentence with what carries it.
type Seen struct {
	Text     string
	Places   []Place              // that it cites
	Evidence []editorial.Evidence // statements of the sections that carry it; with a doubt, those nearest to it
	Doubt    *editorial.Doubt     // nil where they do
}

// Place is a section that is cited.
type Place struct {
	Cite     string // as it is written between brackets
	Document string // and Passage are IDs of where it begins; "" where it is not there
	Passage  string
}

// Check holds what an editor wrote against the materials, without keeping it.
// The error says in one Danish line what is wrong with what was written.
func (d *Desk) Check(ctx context.Context, collection string, form editorial.Form) (Look, error) {
	f, err := d.folder(collection)
	if err != nil {
		return Look{}, err
	}
	m, release, err := f.Snapshot()
	if err != nil {
		return Look{}, err
	}
	defer release()
	a, got, err := d.checked(ctx, m, form)
	if err != nil {
		return Look{}, err
	}
	out := Look{Doubting: got.Doubting(), Binding: got.Binding()}
	evidence := got.Evidence
	if len(got.Doubts) > 0 { // what who stands by them would keep; a section that is missing has nothing
		if nearest, err := editorial.Nearest(ctx, m, a); err == nil {
			evidence = nearest
		}
	}
	citing := editorial.Citing(ctx, m)
	for i, s := range a.Sentences {
		seen := Seen{Text: s.Text}
		for _, c := range s.Cites {
			place := Place{Cite: c.String()}
			if found, err := citing(c); err == nil {
				place.Document, place.Passage = found[0].Document, found[0].ID
			}
			seen.Places = append(seen.Places, place)
		}
		for _, e := range evidence {
			if e.Sentence == i+1 {
				seen.Evidence = append(seen.Evidence, e)
			}
		}
		for _, doubt := range got.Doubts {
			if doubt.Sentence == i+1 {
				seen.Doubt = &doubt
			}
		}
		out.Sentences = append(out.Sentences, seen)
	}
	return out, nil
}

// Default are what a new answer has where nobody has said otherwise.
const (
	defaultMonths = 6 // before it is to be looked at again
	maxAlso       = 10
)

// New is the form of a new answer to a question, of other ways to ask it, with
// no text yet.
func (d *Desk) New(question string, also []string) editorial.Form {
	now := d.cfg.Now()
	const day = "2006-01-02"
	return editorial.Form{Question: question, Also: also[:min(len(also), maxAlso)], Date: now.Format(day), Review: now.AddDate(0, defaultMonths, 0).Format(day)}
}

// Draft is the text of a first answer, of the nearest passages. The error is a
// [documents.Fault] where there are none.
func (d *Desk) Draft(ctx context.Context, collection, question string) (string, error) {
	f, err := d.folder(collection)
	if err != nil {
		return "", err
	}
	sentences, err := f.Draft(ctx, question)
	if err != nil {
		return "", err
	}
	return editorial.Body(sentences), nil
}

// Section is a section that an answer may cite.
type Section struct {
	Cite    string // as it is written between brackets
	Passage documents.Passage
}

// Find gives the sections nearest to a text.
func (d *Desk) Find(ctx context.Context, collection, text string) ([]Section, error) {
	f, err := d.folder(collection)
	if err != nil {
		return nil, err
	}
	passages, err := f.Find(ctx, text)
	if err != nil {
		return nil, err
	}
	m, release, err := f.Snapshot()
	if err != nil {
		return nil, err
	}
	defer release()
	var out []Section
	for _, p := range passages {
		out = append(out, Section{editorial.CiteOf(m, p).String(), p})
	}
	return out, nil
}
