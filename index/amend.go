package index

import (
	"context"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/index/rank"
)

// A large index is not built whole for a few changed documents: it is amended.
// The passages of the others are searched where they are, in the build that was
// made whole, and those of the changed ones beside them. All that is counted is
// counted anew but for one thing: words that are new to the materials divide the
// compounds of the changed documents alone, until [Index.Fold].
const (
	amendFrom = 5_000  // passages; a smaller index is built whole in a second
	amendPart = 10     // of an index: where more than the tenth changes, it is built whole
	amendMost = 10_000 // passages that may change
)

// baseOf is an index that was built whole.
type baseOf struct {
	engine engine.Engine
	about  engine.Manifest
}

// amendment is how a library is made of a base and of what changed.
type amendment struct {
	baseOf
	lib   *documents.Library
	opt   Options
	fresh []int     // numbers of the documents that the base does not hold as they are
	cut   cutter    // gives their passages
	found *contents // what a first reading of them told
	next  engine.Manifest
}

// amend gives what amends a base to hold a library, nil where too much changed.
func amend(ctx context.Context, base baseOf, lib *documents.Library, opt Options) (engine.Fill, error) {
	if base.about.Count < opt.AmendFrom || base.about.Version != engine.Version {
		return nil, nil
	}
	a := &amendment{baseOf: base, lib: lib, opt: opt, next: describe(lib, opt)}
	same := sameDocuments(a.next.Documents, base.about.Documents)
	dead := base.about.Count
	for i, old := range same {
		if old < 0 {
			a.fresh = append(a.fresh, i)
			continue
		}
		from, to := base.about.Span(old)
		dead -= to - from
	}
	most := min(amendMost, base.about.Count/amendPart)
	if dead > most || len(a.fresh) > most {
		return nil, nil
	}
	a.cut = func(i int) ([]documents.Passage, error) { return cutOf(lib, opt)(a.fresh[i]) }
	var err error
	if a.found, err = learn(ctx, len(a.fresh), opt.workers(), a.cut); err != nil {
		return nil, err
	}
	if dead+a.found.passages > most {
		return nil, nil
	}
	a.lay(same)
	return a.fill, nil
}

// sameDocuments gives for each document the number of the very same one among
// others, -1 where it is not there.
func sameDocuments(of, among []documents.Info) []int {
	byID := make(map[string]int, len(among))
	for i, d := range among {
		byID[d.ID] = i
	}
	out := make([]int, len(of))
	for i, d := range of {
		n, known := byID[d.ID]
		if known {
			d.File = among[n].File // where it lies says nothing of the text
		}
		if out[i] = -1; known && d == among[n] && d.Hash != "" {
			out[i] = n
		}
	}
	return out
}

// lay finds the places of all passages.
func (a *amendment) lay(same []int) {
	m, added := &a.next, 0
	m.First = make([]int, len(m.Documents))
	for i, old := range same {
		m.First[i] = m.Count
		s := engine.Stretch{Added: old < 0}
		if s.Added {
			s.From, s.Count = a.found.first[added], a.found.count(added)
			added++
		} else {
			from, to := a.about.Span(old)
			s.From, s.Count = from, to-from
		}
		m.Count += s.Count
		m.Layout = m.Layout.Append(s)
	}
}

func (a *amendment) fill(ctx context.Context, b engine.Builder) (engine.Engine, engine.Manifest, error) {
	m := a.next
	if err := a.write(ctx, b, &m); err != nil {
		b.Abandon(ctx)
		return nil, m, err
	}
	e, err := b.Finish(ctx, m)
	return e, m, err
}

// write gives the builder what is no more and what was added.
func (a *amendment) write(ctx context.Context, b engine.Builder, m *engine.Manifest) error {
	if err := b.Begin(ctx, a.found.passages); err != nil {
		return err
	}
	words, terms := a.about.AvgWords*float64(a.about.Count), a.about.AvgTerms*float64(a.about.Count)
	former := danish.NewLexicon(a.holds, a.opt.Synonyms)
	dead := m.Layout.Places().Dead(a.about.Count)
	for from := 0; from < len(dead); from += chunk {
		passages, err := a.engine.Passages(ctx, dead[from:min(from+chunk, len(dead))])
		if err != nil {
			return err
		}
		for _, p := range passages {
			d := rank.Analyse(former, p)
			words, terms = words-float64(d.Words), terms-float64(d.Terms)
			b.Drop(d)
		}
	}
	lex := danish.NewLexicon(func(stem string) bool { return a.found.knows(stem) || a.holds(stem) }, a.opt.Synonyms)
	err := a.found.each(ctx, a.cut, func(p documents.Passage) rank.Analysed { return rank.Analyse(lex, p) }, func(p documents.Passage, d rank.Analysed) error {
		words, terms = words+float64(d.Words), terms+float64(d.Terms)
		return b.Add(ctx, p, d)
	})
	m.AvgWords, m.AvgTerms = max(1, words/float64(max(1, m.Count))), max(1, terms/float64(max(1, m.Count)))
	return err
}

func (a *amendment) holds(stem string) bool { return a.engine.Frequency(stem) > 0 }

// amended gives a snapshot of a library that amends a base; nil where too much changed.
func amended(ctx context.Context, base baseOf, lib *documents.Library, opt Options) (*Snapshot, error) {
	fill, err := amend(ctx, base, lib, opt)
	if err != nil || fill == nil {
		return nil, err
	}
	w, err := local.NewAmender(base.engine)
	if err != nil {
		return nil, err
	}
	e, m, err := fill(ctx, w)
	if err != nil {
		return nil, err
	}
	s := newSnapshot(e, m, opt)
	s.base = base
	return s, nil
}
