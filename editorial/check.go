package editorial

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Doubt is a sentence that a check does not find carried.
type Doubt struct {
	Sentence int    `json:"sentence"` // from 1
	Text     string `json:"text"`
	Reason   string `json:"reason"`    // in Danish
	English  string `json:"reason_en"` // the same in English
	// Binding says that the sentence cannot be approved as it is: a section is not
	// there, or a number, a name or a quotation is not in it. Any other doubt is of
	// the words alone, and who approves may see that they mean the same.
	Binding bool `json:"binding"`
}

// uncarried is a doubt on its way.
type uncarried struct {
	reason  string
	binding bool
}

func (u *uncarried) Error() string { return "sætningen " + u.reason }

func (u *uncarried) english() string {
	return "the sentence " + verify.English(u.reason)
}

// Checked is what a check found.
type Checked struct {
	Doubts   []Doubt
	Evidence []Evidence // what carries the sentences without a doubt
	Silent   int        // sentences on which a judge was asked and gave no verdict
}

// Check holds each sentence of an answer against the sections it cites, by the
// program's own rules and, where there is one, by a judge. The error is the
// context's, or the materials'.
func Check(ctx context.Context, m Materials, a *Answer, judge Judge) (Checked, error) {
	var out Checked
	r := newResolver(ctx, m)
	all := make([]held, len(a.Sentences))
	for i, s := range a.Sentences {
		all[i] = r.hold(m, s)
	}
	judgeAll(ctx, judge, a.Question, all)
	for i, s := range a.Sentences {
		if all[i].silent {
			out.Silent++
		}
		evidence, err := all[i].carried()
		var fault *documents.Fault
		var words *uncarried
		switch {
		case errors.As(err, &words):
			out.Doubts = append(out.Doubts, Doubt{i + 1, s.Text, words.Error(), words.english(), words.binding})
		case errors.As(err, &fault):
			out.Doubts = append(out.Doubts, Doubt{i + 1, s.Text, fault.Error(), fault.In(danish.LangEnglish), true})
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

// held is a sentence beside the sections that it cites.
type held struct {
	sentence Sentence
	cites    []Cite // of each source of the verifier
	err      error  // the sections are not there, or the materials cannot be read
	v        *verify.Verifier
	found    verify.Verdict
	judged   []verify.Evidence // what the judge's verdict rests on
	silent   bool              // the judge gave no verdict
}

// hold is what the program's own rules find of a sentence.
func (r *resolver) hold(m Materials, s Sentence) held {
	sources, cites, err := r.sources(s)
	if err != nil {
		return held{err: err}
	}
	v := &verify.Verifier{Index: m, Sources: sources, Editor: true}
	return held{sentence: s, cites: cites, v: v, found: v.Check(s.Text + marks(sources))}
}

// carried gives the statements that carry a sentence, one for each section it
// cites; a doubt is a Fault or uncarried.
func (h held) carried() ([]Evidence, error) {
	switch {
	case h.err != nil:
		return nil, h.err
	case h.found.Reason != "":
		return nil, &uncarried{h.found.Reason, h.found.Key != verify.Words}
	}
	return evidenceOf(h.v, h.sentence, h.cites, h.judged), nil
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

// evidenceOf is, for each cite, what a judge's verdict rests on in its section, else
// the statement of it that shows most of the sentence, one that carries it alone
// where there is such.
func evidenceOf(v *verify.Verifier, s Sentence, cites []Cite, judged []verify.Evidence) []Evidence {
	sources := v.Sources
	best, ruled := map[Cite]string{}, map[Cite]bool{}
	for _, e := range judged {
		if c := cites[e.N-1]; !ruled[c] {
			best[c], ruled[c] = e.Text, true
		}
	}
	for i, c := range cites {
		if ruled[c] {
			continue
		}
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
		for _, e := range evidenceOf(&verify.Verifier{Index: m, Sources: sources, Editor: true}, s, cites, nil) {
			e.Sentence = i + 1
			out = append(out, e)
		}
	}
	return out, nil
}
