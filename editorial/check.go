package editorial

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/documents"
)

// Judge is a second key: a model that is asked whether passages carry a sentence.
type Judge interface {
	// Carries gives "" where they do, else why not, in Danish. The error is that
	// the judge could not be asked.
	Carries(ctx context.Context, sentence string, passages []documents.Passage) (string, error)
}

// Doubt is a sentence that a check does not find carried.
type Doubt struct {
	Sentence int    `json:"sentence"` // from 1
	Text     string `json:"text"`
	Reason   string `json:"reason"` // in Danish
}

// Checked is what a check found.
type Checked struct {
	Doubts   []Doubt
	Evidence []Evidence // what carries the sentences without a doubt
}

// Check holds each sentence of an answer against the sections it cites, by the
// program's own rules and by a judge where there is one (nil for none). The
// error is the context's, or the judge's.
func Check(ctx context.Context, m Materials, judge Judge, a *Answer) (Checked, error) {
	var out Checked
	r := newResolver(ctx, m)
	for i, s := range a.Sentences {
		evidence, err := r.carried(s)
		if err == nil && judge != nil {
			err = judged(ctx, judge, r, s)
		}
		var doubt *documents.Fault
		switch {
		case errors.As(err, &doubt):
			out.Doubts = append(out.Doubts, Doubt{i + 1, s.Text, doubt.Error()})
		case err != nil:
			return out, err
		}
		for _, e := range evidence {
			e.Sentence = i + 1
			out.Evidence = append(out.Evidence, e)
		}
	}
	return out, ctx.Err()
}

// judged asks the judge; a doubt of it is a Fault.
func judged(ctx context.Context, judge Judge, r *resolver, s Sentence) error {
	var all []documents.Passage
	for _, c := range s.Cites {
		some, err := r.section(c)
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	reason, err := judge.Carries(ctx, s.Text, all)
	if err == nil && reason != "" {
		err = documents.Faultf(nil, "dommeren: %s", reason)
	}
	return err
}

// carried gives the statements that carry a sentence, one for each section it
// cites; a doubt is a Fault.
func (r *resolver) carried(s Sentence) ([]Evidence, error) {
	sources, cites, err := r.sources(s)
	if err != nil {
		return nil, err
	}
	if reason := verified(r.m, s.Text, sources); reason != "" {
		return nil, documents.Faultf(nil, "kilden bærer den ikke: den %s", reason)
	}
	return r.evidenceOf(s, sources, cites), nil
}

// sources are the passages of the sections that a sentence cites, each with its cite.
func (r *resolver) sources(s Sentence) (sources []verify.Source, cites []Cite, err error) {
	for _, c := range s.Cites {
		some, err := r.section(c)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range some {
			sources = append(sources, verify.Source{N: len(sources) + 1, Title: p.Title, Section: p.Section, Text: p.Text})
			cites = append(cites, c)
		}
	}
	return sources, cites, nil
}

// verified is why sources do not carry a sentence, "" where they do: the one
// place that knows how sentences are verified.
func verified(m Materials, sentence string, sources []verify.Source) string {
	v := verify.Verifier{Index: m, Sources: sources}
	return v.Check(sentence + marks(sources)).Reason
}

// evidenceOf is, for each cite, the statement of its section that shows most of
// the sentence, one that carries it alone where there is such.
func (r *resolver) evidenceOf(s Sentence, sources []verify.Source, cites []Cite) []Evidence {
	v := verify.Verifier{Index: r.m, Sources: sources}
	best := map[Cite]string{}
	for i, c := range cites {
		got := v.Check(s.Text + marks(sources[i:i+1]))
		for _, e := range got.Evidence {
			quote := asItStands([]documents.Passage{{Text: sources[i].Text}}, e.Text)
			if quote != "" && (best[c] == "" || got.Reason == "") {
				best[c] = quote
				break
			}
		}
	}
	var out []Evidence
	for _, c := range s.Cites {
		if best[c] != "" {
			out = append(out, Evidence{Source: c.String(), Quote: best[c]})
		}
	}
	return out
}

// marks are the citations of sources, as a model writes them.
func marks(sources []verify.Source) string {
	var b strings.Builder
	for _, s := range sources {
		fmt.Fprintf(&b, " [%d]", s.N)
	}
	return b.String()
}

// Nearest are the statements nearest to each sentence in the sections that it
// cites, whatever the check says; an owner may stand by them all the same.
func Nearest(ctx context.Context, m Materials, a *Answer) ([]Evidence, error) {
	r := newResolver(ctx, m)
	var out []Evidence
	for i, s := range a.Sentences {
		sources, cites, err := r.sources(s)
		if err != nil {
			return nil, err
		}
		for _, e := range r.evidenceOf(s, sources, cites) {
			e.Sentence = i + 1
			out = append(out, e)
		}
	}
	return out, nil
}
