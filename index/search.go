package index

import (
	"context"
	"errors"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/index/rank"
	"github.com/digitaskforce/taskforce/internal/breaker"
)

// Hit is a passage that was found.
type Hit struct {
	documents.Passage
	Score float64    `json:"score"`
	Match rank.Match `json:"-"` // why it was found
	// Meant is how near each sentence comes to the question in meaning: a cosine,
	// from -1 to 1, in the order of [documents.Passage.Sentences]; nil where it is
	// not known. Answers is, in the same order, how near the nearest of the
	// questions comes that each sentence is known to answer; 0 where there is none.
	Meant, Answers []float64 `json:"-"`
	// Worded is, in the same order, the share of the question that the words of one
	// of these show, from 0 to 1.
	Worded []float64 `json:"-"`
	// Vain is how near the nearest of the questions comes that are asked near to the
	// passage in vain, as in Answers; 0 where there is none.
	Vain float64 `json:"-"`
}

// Search finds the k best passages for a query of the snapshot, best first.
// Passages that say the same as a better one (one text in two formats) are left out.
func (s *Snapshot) Search(ctx context.Context, q *query.Query, k int) ([]Hit, error) {
	return s.searchBy(ctx, q, k, true)
}

// SearchWords is Search by words alone: it asks nothing of an embedder, so that
// who tries many questions is not kept waiting.
func (s *Snapshot) SearchWords(ctx context.Context, q *query.Query, k int) ([]Hit, error) {
	return s.searchBy(ctx, q, k, false)
}

func (s *Snapshot) searchBy(ctx context.Context, q *query.Query, k int, meaning bool) ([]Hit, error) {
	out, err := s.search(ctx, q, k, meaning)
	if errors.Is(err, engine.ErrGone) && s.gone != nil {
		s.gone()
	}
	return out, err
}

// scored is a candidate with its rank.
type scored struct {
	ordinal int
	record  rank.Record
	match   rank.Match
}

func (s *Snapshot) search(ctx context.Context, q *query.Query, k int, meaning bool) ([]Hit, error) {
	found, err := s.rank(ctx, q, meaning)
	if err != nil {
		return nil, err
	}
	found = distinct(s.inForce(q, found), k)
	ordinals := make([]int, len(found))
	for i, f := range found {
		ordinals[i] = f.ordinal
	}
	passages, err := s.engine.Passages(ctx, ordinals)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(found))
	m := s.matcher(q)
	for i, f := range found {
		hits[i] = Hit{Passage: passages[i], Score: f.match.Score, Match: f.match}
		hits[i].word(m, f.record)
	}
	if !meaning {
		return hits, nil
	}
	return hits, s.setMeant(ctx, q, ordinals, hits)
}

// word sets [Hit.Worded].
func (h *Hit) word(m *rank.Matcher, r rank.Record) {
	if len(h.Asked) == 0 {
		return
	}
	h.Worded = make([]float64, len(h.Sentences()))
	for i, share := range m.AskedShares(r, len(h.Asked)) {
		if at := h.Asked[i].Sentence; at < len(h.Worded) {
			h.Worded[at] = max(h.Worded[at], share)
		}
	}
}

// rank orders the candidates of a query.
func (s *Snapshot) rank(ctx context.Context, q *query.Query, meaning bool) ([]scored, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var meant *asking
	if meaning {
		meant = s.ask(ctx, q)
	}
	if meant != nil {
		defer meant.done(breaker.Unknown)
	}
	cands, err := s.engine.Candidates(ctx, s.selective(q), s.params.Pool)
	if err != nil {
		return nil, err
	}
	m := s.matcher(q)
	out := make([]scored, len(cands))
	for i, c := range cands {
		match := m.Score(c.Record)
		out[i] = scored{ordinal: c.Ordinal, record: c.Record, match: match}
	}
	out, err = s.fuse(ctx, q, meant, out)
	if err != nil {
		return nil, err
	}
	rank.SortMatches(out, func(c scored) float64 { return c.match.Score })
	return out, nil
}

// fuse adds what the vectors say to the scores by words, where there are
// vectors: each passage gains its place between the semanticPool-th best
// cosine and the best, times the parameter Semantic, in units of the best
// score by words. Passages near in meaning become candidates too; others gain
// nothing, so that their cosines need not be known. A passage whose vectors are
// not there yet is taken to be as near by meaning as it is by words, which is
// what passages are in the mean (docs/retrieval.md).
func (s *Snapshot) fuse(ctx context.Context, q *query.Query, meant *asking, found []scored) ([]scored, error) {
	if meant == nil {
		return found, nil
	}
	v := *s.vectors.Load()
	near, err := s.near(ctx, meant, v)
	if err != nil || len(near) == 0 {
		return found, err
	}
	high, low := near[0].Score, near[len(near)-1].Score
	unit := 1.0
	at := make(map[int]int, len(found))
	for i, f := range found {
		unit = max(unit, f.match.Score)
		at[f.ordinal] = i
	}
	for i, f := range found {
		if !v.Has(f.ordinal) {
			found[i].match.Meaning = s.params.Semantic * f.match.Score
			found[i].match.Score += found[i].match.Meaning
		}
	}
	m, least := s.matcher(q), s.apartFor(q)
	for _, c := range near {
		i, known := at[c.Ordinal]
		switch {
		case !known && c.Score > low:
			i = len(found)
			found = append(found, scored{ordinal: c.Ordinal, record: c.Record, match: m.Score(c.Record)})
		case !known:
			continue
		}
		f := &found[i].match
		f.Semantic = c.Score
		f.Meaning = s.params.Semantic * unit * (c.Score - low) / max(least, high-low)
		f.Score += f.Meaning
	}
	return found, nil
}

// semanticPool is how many passages the vectors may add as candidates.
const semanticPool = 30

// postingBudget bounds the postings that one search reads, so that its time
// grows slower than the materials: beyond it, the terms that add least to a
// score, mostly frequent ones, only help to rank what the others found.
const postingBudget = 20_000

// selective picks the terms that find candidates: all of them in small
// materials, in large ones those that may add most to a score.
func (s *Snapshot) selective(q *query.Query) []engine.Weighted {
	type entry struct {
		engine.Weighted
		df  int
		idf float64
	}
	var all []entry
	at := map[string]int{}
	for _, c := range q.Concepts {
		for _, run := range [][]query.Variant{c.Exact, c.Parts} {
			for _, v := range run {
				w := c.Weight * v.Weight
				if i, ok := at[v.Term]; ok {
					all[i].Weight = max(all[i].Weight, w)
					continue
				}
				at[v.Term] = len(all)
				all = append(all, entry{engine.Weighted{Term: v.Term, Weight: w}, v.DF, v.IDF})
			}
		}
	}
	rank.SortMatches(all, func(e entry) float64 { return e.Weight * e.idf })
	var out []engine.Weighted
	spent := 0
	for _, t := range all {
		if len(out) > 0 && spent+t.df > postingBudget {
			continue
		}
		spent += t.df
		out = append(out, t.Weighted)
	}
	return out
}

// distinct keeps the best k, without those whose terms are nearly the same as
// a better one's.
func distinct(found []scored, k int) []scored {
	var out []scored
	var sets [][]uint32
	for _, f := range found {
		if len(out) == k {
			break
		}
		set := termSet(f.record)
		if !slices.ContainsFunc(sets, func(o []uint32) bool { return alike(set, o) }) {
			out = append(out, f)
			sets = append(sets, set)
		}
	}
	return out
}

// termSet gives the different terms of a passage, sorted.
func termSet(r rank.Record) []uint32 {
	set := make([]uint32, len(r.Text)/rank.EntrySize)
	for i := range set {
		set[i], _ = rank.EntryAt(r.Text, i)
	}
	slices.Sort(set)
	return slices.Compact(set)
}

// alike tells whether two passages share nine tenths of their terms.
func alike(a, b []uint32) bool {
	if len(a) < 8 || len(b) < 8 || 10*min(len(a), len(b)) < 9*max(len(a), len(b)) {
		return false
	}
	shared := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			shared++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 10*shared >= 9*(len(a)+len(b)-shared)
}
