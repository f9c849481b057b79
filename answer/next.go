package answer

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	asked    bool   // the heading is a question itself
}

// suggest makes a question of a section's heading; false where it names
// nothing by itself, such as a number.
func suggest(p documents.Passage) (suggestion, bool) {
	h := strings.TrimSpace(p.Heading())
	s := suggestion{question: askedAlone(h), section: sectionKey(p)}
	if !strings.HasSuffix(h, "?") {
		s.question = "Hvad siger materialet om »" + strings.Trim(h, " .:") + "«?"
	}
	s.asked = strings.HasSuffix(h, "?")
	n := len([]rune(letters(h)))
	return s, n >= minHeading && h != p.Title && utf8.RuneCountInString(s.question) <= maxSuggest
}

// pointing are words that point back to what stands before them.
var pointing = set(`den det de dem denne dette disse her`)

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

// next are questions that the sections beside the answer's first source
// answer, the nearest first.
func (w *work) next(ctx context.Context) []string {
	if w.out.Refused || len(w.out.Sources) == 0 {
		return nil
	}
	asked := map[string]bool{letters(w.out.Question): true}
	for _, t := range w.req.History {
		asked[letters(t.Question)] = true
	}
	var out []string
	for i, s := range w.neighbours(ctx) {
		if len(out) == maxNext || i == maxProbes || ctx.Err() != nil {
			break
		}
		if !asked[letters(s.question)] && w.eng.answers(ctx, w.snap, s) {
			asked[letters(s.question)] = true
			out = append(out, s.question)
		}
	}
	return out
}

// neighbours are the sections of the first source's document that the answer
// does not cite, by their distance from it.
func (w *work) neighbours(ctx context.Context) []suggestion {
	first := w.out.Sources[0]
	all, err := w.snap.Passages(ctx, first.Document)
	if err != nil {
		return nil
	}
	cited := map[string]bool{}
	for _, s := range w.out.Sources {
		cited[sectionKey(documents.Passage{Document: s.Document, Section: s.Section})] = true
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
func (e *Engine) answers(ctx context.Context, snap *index.Snapshot, s suggestion) bool {
	return e.probes.ask(snap.Build(), s, func() (bool, error) {
		q := snap.Parse(s.question, nil)
		hits, err := snap.Search(ctx, q, searchDepth)
		return err == nil && answered(ctx, snap, q, hits, s), err
	})
}

// answered tells whether the hits for a suggested question answer it from its
// own section.
func answered(ctx context.Context, snap *index.Snapshot, q *query.Query, hits []index.Hit, s suggestion) bool {
	if len(hits) == 0 || attack(s.question) {
		return false
	}
	if !slices.ContainsFunc(hits, func(h index.Hit) bool { return sectionKey(h.Passage) == s.section }) {
		return false // weighing what is said is dear
	}
	ex := newExtractor(ctx, snap, q, hits)
	best := ex.best()
	return best >= 0 && sectionKey(ex.hits[ex.units[best].hit].Passage) == s.section && refusal(ex, 0) == ""
}

// Examples are at most n questions that the materials answer, spread over the
// documents. Headings that are questions themselves come before others. It runs
// a search for each question it tries.
func (e *Engine) Examples(ctx context.Context, n int) []string {
	snap, err := e.cfg.Index.Snapshot()
	if err != nil {
		return nil
	}
	defer snap.Release()
	infos := snap.Documents()
	n = min(n, len(infos))
	var out []string
	for i := range n {
		group := infos[i*len(infos)/n : (i+1)*len(infos)/n]
		group = group[:min(len(group), maxLooked)] // else a start would read large materials whole
		if q := e.example(ctx, snap, group); q != "" {
			out = append(out, q)
		}
	}
	return out
}

// example is a question that one of the documents answers, "" where none is
// found.
func (e *Engine) example(ctx context.Context, snap *index.Snapshot, group []documents.Info) string {
	var asked, named []suggestion
	for _, d := range group {
		passages, err := snap.Passages(ctx, d.ID)
		if err != nil {
			return ""
		}
		for _, p := range passages {
			switch s, ok := suggest(p); {
			case !ok:
			case s.asked:
				asked = append(asked, s)
			default:
				named = append(named, s)
			}
		}
	}
	for _, s := range append(asked, named...)[:min(len(asked)+len(named), maxProbes)] {
		if ctx.Err() == nil && e.answers(ctx, snap, s) {
			return s.question
		}
	}
	return ""
}
