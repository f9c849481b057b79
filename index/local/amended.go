package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	api "github.com/blevesearch/bleve_index_api"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
)

// amended is an engine that was built whole without the passages that are no
// more, and one in memory of those that were added. Scores are those of one
// engine of all passages.
type amended struct {
	*engine.Amended
	layers [2]*embedded // the base, and what was added
	places *engine.Places
	by     [2]statistics
}

// NewAmender starts an engine that amends one that was built whole, in memory.
// The base stays open as long as what comes of it.
func NewAmender(base engine.Engine) (engine.Builder, error) {
	e, ok := base.(*embedded)
	if !ok {
		return nil, fmt.Errorf("index: amending another engine than %T", base)
	}
	w, err := NewWriter("")
	if err != nil {
		return nil, err
	}
	w.base = e
	return w, nil
}

func newAmended(base, added *embedded, m engine.Manifest) (*amended, error) {
	a := &amended{Amended: engine.Amend(base.Vocabulary, added.Vocabulary), layers: [2]*embedded{base, added}, places: m.Layout.Places()}
	if a.places.Count() != m.Count {
		return nil, errors.Join(fmt.Errorf("index: places for %d of %d passages", a.places.Count(), m.Count), added.Close())
	}
	dead, err := base.set(a.places.Dead(base.count))
	if err != nil {
		return nil, errors.Join(err, added.Close())
	}
	a.by[1] = statistics{count: m.Count, avgTerms: m.AvgTerms, frequency: a.Frequency}
	a.by[0] = a.by[1]
	a.by[0].dead = dead
	base.users.Add(1)
	return a, nil
}

// set gives some passages by Bleve's numbers.
func (e *embedded) set(ordinals []int) (deadSet, error) {
	if len(ordinals) == 0 {
		return nil, nil
	}
	out := make(deadSet, e.count/64+1)
	for _, n := range ordinals {
		id, err := e.reader.InternalID(engine.OrdinalID(n))
		if err != nil || id == nil {
			return nil, fmt.Errorf("looking up passage %d: not in the index (%w)", n, err)
		}
		doc := api.IndexInternalID(id).Value()
		out[doc/64] |= 1 << (doc % 64)
	}
	return out, nil
}

func (a *amended) Candidates(ctx context.Context, terms []engine.Weighted, k int) ([]engine.Candidate, error) {
	var out []engine.Candidate
	for i, e := range a.layers {
		found, err := e.candidates(ctx, terms, k, a.by[i])
		if err != nil {
			return nil, err
		}
		for _, c := range found {
			var ok bool
			if c.Ordinal, ok = a.places.Of(i == 1, c.Ordinal); ok {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y engine.Candidate) int {
		return cmp.Or(cmp.Compare(y.Score, x.Score), cmp.Compare(x.Ordinal, y.Ordinal))
	})
	return out[:min(k, len(out))], nil
}

func (a *amended) Records(_ context.Context, ordinals []int) ([]rank.Record, error) {
	out := make([]rank.Record, len(ordinals))
	for i, n := range ordinals {
		added, at := a.places.At(n)
		out[i] = a.layer(added).forward.record(at)
	}
	return out, nil
}

func (a *amended) Passages(_ context.Context, ordinals []int) ([]documents.Passage, error) {
	out := make([]documents.Passage, len(ordinals))
	for i, n := range ordinals {
		added, at := a.places.At(n)
		var err error
		if out[i], err = a.layer(added).passage(at); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (a *amended) layer(added bool) *embedded {
	if added {
		return a.layers[1]
	}
	return a.layers[0]
}

func (a *amended) Find(ctx context.Context, id string) (int, bool, error) {
	for i := len(a.layers) - 1; i >= 0; i-- { // a passage that is no more may have the ID of one that was added
		n, ok, err := a.layers[i].Find(ctx, id)
		if err != nil {
			return 0, false, err
		}
		if ok {
			if n, ok = a.places.Of(i == 1, n); ok {
				return n, true, nil
			}
		}
	}
	return 0, false, nil
}

func (a *amended) Close() error { return errors.Join(a.layers[1].Close(), a.layers[0].Close()) }
