// Package suggest finds what to ask next: questions made of headings that the
// materials answer. Start with [Suggester.Next].
package suggest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

// Bounds of questions that are drawn from headings.
const (
	maxNext    = 3
	maxProbes  = 8  // questions that are tried for an answer's next ones
	maxLooked  = 20 // documents that are looked at for one example
	maxSuggest = 90 // characters of such a question
	minHeading = 4  // characters of a heading that names something
)

// suggestion is a question that a section answers.
type suggestion struct {
	question string
	section  string // its headings, as a key
}

// suggest is the question that a section's heading asks; false where it asks
// none: what people ask cannot be made of a heading that only names something.
func suggest(p documents.Passage) (suggestion, bool) {
	h := strings.TrimSpace(p.Heading())
	s := suggestion{question: askedAlone(h), section: sectionKey(p)}
	n := len([]rune(danish.Letters(h)))
	return s, strings.HasSuffix(h, "?") && n >= minHeading && h != p.Title && utf8.RuneCountInString(s.question) <= maxSuggest
}

// pointing are words that point back to what stands before them.
var pointing = danish.WordSet(`den det de dem denne dette disse her`)

// askedAlone is the question at the end of a heading such as "Kort svar:
// gælder loven?", where it can be understood without what stands before it.
func askedAlone(heading string) string {
	_, question, ok := strings.Cut(heading, ": ")
	if !ok || !strings.HasSuffix(question, "?") || slices.ContainsFunc(strings.Fields(question), func(w string) bool {
		return pointing[strings.ToLower(strings.Trim(w, "?,"))]
	}) {
		return heading
	}
	r, n := utf8.DecodeRuneInString(question)
	return string(unicode.ToUpper(r)) + question[n:]
}

func sectionKey(p documents.Passage) string {
	return p.Document + "\x00" + strings.Join(p.Section, "\x00")
}

// Suggester makes questions of headings, and remembers which of them the
// materials answer. The zero value is ready to use, by several goroutines.
type Suggester struct{ probes probes }

// Next are at most [maxNext] questions that the sections beside the first
// source answer, the nearest first. sources are those that an answer cites, of
// which document and section count; asked are the questions that were asked.
func (s *Suggester) Next(ctx context.Context, snap *index.Snapshot, sources []documents.Passage, asked []string) []string {
	if len(sources) == 0 {
		return nil
	}
	known := map[string]bool{}
	for _, q := range asked {
		known[danish.Letters(q)] = true
	}
	var out []string
	for i, near := range neighbours(ctx, snap, sources) {
		if len(out) == maxNext || i == maxProbes || ctx.Err() != nil {
			break
		}
		if key := danish.Letters(near.question); !known[key] && s.answers(ctx, snap, near) {
			known[key] = true
			out = append(out, near.question)
		}
	}
	return out
}

// neighbours are the sections of the first source's document that are not among
// the sources, by their distance from it.
func neighbours(ctx context.Context, snap *index.Snapshot, sources []documents.Passage) []suggestion {
	first := sources[0]
	all, err := snap.Passages(ctx, first.Document)
	if err != nil {
		return nil
	}
	cited := map[string]bool{}
	for _, s := range sources {
		cited[sectionKey(s)] = true
	}
	sections := slices.CompactFunc(all, func(a, b documents.Passage) bool { return sectionKey(a) == sectionKey(b) })
	at := slices.IndexFunc(sections, func(p documents.Passage) bool { return slices.Equal(p.Section, first.Section) })
	var out []suggestion
	for d := 1; d < len(sections) && at >= 0; d++ {
		for _, i := range []int{at + d, at - d} {
			if i < 0 || i >= len(sections) || cited[sectionKey(sections[i])] {
				continue
			}
			if s, ok := suggest(sections[i]); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// answers tells whether a suggested question is answered from its own section.
func (s *Suggester) answers(ctx context.Context, snap *index.Snapshot, to suggestion) bool {
	return s.probes.ask(snap.Build(), to, func() (bool, error) {
		q := snap.Parse(ctx, to.question, nil)
		hits, err := snap.SearchWords(ctx, q, extract.SearchDepth)
		return err == nil && answered(ctx, snap, q, hits, to), err
	})
}

// answered tells whether the hits for a suggested question answer it from its
// own section.
func answered(ctx context.Context, snap *index.Snapshot, q *query.Query, hits []index.Hit, s suggestion) bool {
	if len(hits) == 0 || guard.Attack(s.question) {
		return false
	}
	if !slices.ContainsFunc(hits, func(h index.Hit) bool { return sectionKey(h.Passage) == s.section }) {
		return false // weighing what is said is dear
	}
	ex := extract.New(ctx, snap, q, hits)
	best := ex.Best()
	return best >= 0 && sectionKey(ex.Hits[ex.Units[best].Hit].Passage) == s.section && ex.Judge(0) == extract.Answered
}

// Examples are at most n questions that the materials answer, spread over the
// documents. It runs a search for each question it tries.
func (s *Suggester) Examples(ctx context.Context, snap *index.Snapshot, n int) []string {
	infos := snap.Documents()
	n = min(n, len(infos))
	out := make([]string, n)
	var work sync.WaitGroup
	for i := range n {
		group := infos[i*len(infos)/n : (i+1)*len(infos)/n]
		group = group[:min(len(group), maxLooked)] // else a start would read large materials whole
		work.Go(func() { out[i] = s.example(ctx, snap, group) })
	}
	work.Wait()
	return slices.DeleteFunc(out, func(q string) bool { return q == "" })
}

// example is a question that one of the documents answers, "" where none is
// found.
func (s *Suggester) example(ctx context.Context, snap *index.Snapshot, group []documents.Info) string {
	var asked []suggestion
	for _, d := range group {
		passages, err := snap.Passages(ctx, d.ID)
		if err != nil {
			return ""
		}
		for _, p := range passages {
			if to, ok := suggest(p); ok {
				asked = append(asked, to)
			}
		}
	}
	for _, to := range asked[:min(len(asked), maxProbes)] {
		if ctx.Err() == nil && s.answers(ctx, snap, to) {
			return to.question
		}
	}
	return ""
}
