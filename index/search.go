package index

import (
	"context"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
)

// Hit is a passage that was found.
type Hit struct {
	documents.Passage
	Score float64 `json:"score"`
	Match Match   `json:"-"` // why it was found
}

// Search finds the k best passages for a query, best first. Passages that say
// the same as a better one (one text in two formats) are left out.
func (x *Index) Search(ctx context.Context, q *Query, k int) ([]Hit, error) {
	var out []Hit
	err := x.with(func(s *state) error {
		var err error
		out, err = s.search(ctx, q, k)
		return err
	})
	return out, err
}

// scored is a candidate with its rank.
type scored struct {
	ordinal int
	match   Match
}

func (s *state) search(ctx context.Context, q *Query, k int) ([]Hit, error) {
	found, err := s.rank(ctx, q)
	if err != nil {
		return nil, err
	}
	found = s.distinct(found, k)
	hits := make([]Hit, 0, len(found))
	for _, f := range found {
		p, err := s.engine.passage(f.ordinal)
		if err != nil {
			return nil, err
		}
		hits = append(hits, Hit{Passage: p, Score: f.match.Score, Match: f.match})
	}
	return hits, nil
}

// rank orders the candidates of a query.
func (s *state) rank(ctx context.Context, q *Query) ([]scored, error) {
	terms := s.selective(q)
	if len(terms) == 0 {
		return nil, nil
	}
	cands, err := s.engine.candidates(ctx, terms, s.params.Pool)
	if err != nil {
		return nil, err
	}
	m := newMatcher(q, s.params, s.manifest.AvgWords)
	out := make([]scored, len(cands))
	for i, c := range cands {
		match := m.score(s.forward.record(c.ordinal))
		match.BM25 = c.score
		out[i] = scored{ordinal: c.ordinal, match: match}
	}
	sortMatches(out, func(c scored) float64 { return c.match.Score })
	return out, nil
}

// postingBudget bounds the postings that one search reads, so that its time
// grows slower than the materials: beyond it, frequent terms only help to rank
// what rarer ones found.
const postingBudget = 60_000

// selective picks the terms that find candidates: all of them in small
// materials, the rarest in large ones.
func (s *state) selective(q *Query) []weighted {
	type cost struct {
		weighted
		df float64
	}
	var all []cost
	for _, c := range q.Concepts {
		for _, run := range [][]variant{c.exact, c.parts} {
			for _, v := range run {
				all = append(all, cost{weighted{v.term, c.Weight * v.weight}, v.idf})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b cost) int {
		switch {
		case a.df > b.df:
			return -1
		case a.df < b.df:
			return 1
		}
		return 0
	})
	var out []weighted
	at := map[string]int{}
	spent := 0
	for _, t := range all {
		if i, ok := at[t.term]; ok {
			out[i].weight = max(out[i].weight, t.weight)
			continue
		}
		n := s.engine.frequency(t.term)
		if len(out) > 0 && spent+n > postingBudget {
			break
		}
		spent += n
		at[t.term] = len(out)
		out = append(out, t.weighted)
	}
	return out
}

// distinct keeps the best k, without those whose terms are nearly the same as
// a better one's in another document.
func (s *state) distinct(found []scored, k int) []scored {
	var out []scored
	var sets []map[uint32]bool
	for _, f := range found {
		if len(out) == k {
			break
		}
		set := termSet(s.forward.record(f.ordinal))
		if !slices.ContainsFunc(sets, func(o map[uint32]bool) bool { return alike(set, o) }) {
			out = append(out, f)
			sets = append(sets, set)
		}
	}
	return out
}

func termSet(r record) map[uint32]bool {
	set := make(map[uint32]bool, len(r.text)/entrySize)
	for i := 0; i < len(r.text)/entrySize; i++ {
		h, _ := entryAt(r.text, i)
		set[h] = true
	}
	return set
}

// alike tells whether two passages share nine tenths of their terms.
func alike(a, b map[uint32]bool) bool {
	if len(a) < 8 || len(b) < 8 {
		return false
	}
	shared := 0
	for h := range a {
		if b[h] {
			shared++
		}
	}
	return float64(shared) >= 0.9*float64(len(a)+len(b)-shared)
}
