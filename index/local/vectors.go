package local

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// Vectors are a vector store in memory. Passages that have no vector yet are
// not found by it.
type Vectors struct {
	packed *meaning.Packed
	slots  []int32 // of each passage's vector; missing where there is none
	rows   []int32 // the passages that have one
}

// missing is the slot of a passage without a vector.
const missing = -1

func (v *Vectors) Size() int { return v.packed.Dim() }

func (v *Vectors) Has(ordinal int) bool { return v.slots[ordinal] != missing }

// Count is how many passages have a vector.
func (v *Vectors) Count() int { return len(v.rows) }

// Of is the vector of a passage, its numbers rounded; nil where there is none.
func (v *Vectors) Of(ordinal int) []float32 {
	if !v.Has(ordinal) {
		return nil
	}
	return v.packed.At(int(v.slots[ordinal]))
}

func (v *Vectors) Nearest(ctx context.Context, e engine.Engine, q []float32, n int) ([]engine.Candidate, error) {
	if len(v.rows) == 0 {
		return nil, nil
	}
	cos := v.cosines(q)
	all := make([]float32, len(v.rows))
	for i, r := range v.rows {
		all[i] = cos[v.slots[r]]
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	low := sorted[max(0, len(sorted)-n)]
	var out []engine.Candidate
	for i, c := range all {
		if c >= low {
			out = append(out, engine.Candidate{Ordinal: int(v.rows[i]), Score: float64(c)})
		}
	}
	out = engine.NearestOf(out, n)
	ordinals := make([]int, len(out))
	for i, c := range out {
		ordinals[i] = c.Ordinal
	}
	records, err := e.Records(ctx, ordinals)
	for i, r := range records {
		out[i].Record = r
	}
	return out, err
}

// cosines gives the cosine of every vector.
func (v *Vectors) cosines(q []float32) []float32 {
	n := v.packed.Len()
	step := max(4096, n/runtime.GOMAXPROCS(0)+1)
	out := make([]float32, n)
	var group errgroup.Group
	for from := 0; from < n; from += step {
		group.Go(func() error {
			to := min(from+step, n)
			v.packed.Similarities(out[from:from:to], q, from, to)
			return nil
		})
	}
	_ = group.Wait() // no error is given
	return out
}
