package local

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// Vectors are a vector store in memory. Passages that have no vectors yet are
// not found by it.
type Vectors struct {
	packed    *meaning.Packed
	pieces    [][]int32 // of each passage, where the vectors of its pieces lie; nil where one is missing
	sentences [][]int32 // those of its sentences; nil where none is asked for
	count     int       // passages that have vectors
	turn      int       // of the cache that the slots are numbers of
}

// Keys are what a passage's vectors are found by: those of its pieces and of
// its sentences, which may be none.
type Keys struct{ Pieces, Sentences []engine.TextKey }

// All are the keys of both.
func (k Keys) All() []engine.TextKey { return slices.Concat(k.Pieces, k.Sentences) }

// Pick gives the vectors of other passages: from names each one's ordinal here,
// -1 where it has none.
func (v *Vectors) Pick(from []int) *Vectors {
	out := NoVectors(len(from))
	out.packed, out.turn = v.packed, v.turn
	for i, n := range from {
		if n >= 0 && v.pieces[n] != nil {
			out.pieces[i], out.sentences[i] = v.pieces[n], v.sentences[n]
			out.count++
		}
	}
	return out
}

// Missing are the ordinals of the passages without vectors.
func (v *Vectors) Missing() []int {
	out := make([]int, 0, len(v.pieces)-v.count)
	for n, slots := range v.pieces {
		if slots == nil {
			out = append(out, n)
		}
	}
	return out
}

func (v *Vectors) Size() int { return v.packed.Dim() }

func (v *Vectors) Has(ordinal int) bool { return v.pieces[ordinal] != nil }

// Count is how many passages have vectors.
func (v *Vectors) Count() int { return v.count }

func (v *Vectors) Nearest(ctx context.Context, e engine.Engine, q []float32, n int) ([]engine.Candidate, error) {
	cos := v.cosines(q)
	best := make([]float32, 0, v.count)
	for _, slots := range v.pieces {
		if slots != nil {
			best = append(best, highest(cos, slots))
		}
	}
	if len(best) == 0 {
		return nil, nil
	}
	slices.Sort(best)
	low := best[max(0, len(best)-n)]
	var out []engine.Candidate
	for i, slots := range v.pieces {
		if slots == nil {
			continue
		}
		if c := highest(cos, slots); c >= low {
			out = append(out, engine.Candidate{Ordinal: i, Score: float64(c)})
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

// Sentences is [engine.VectorStore.Sentences].
func (v *Vectors) Sentences(ordinal int, q []float32) []float32 {
	slots := v.sentences[ordinal]
	if slots == nil {
		return nil
	}
	out := make([]float32, 0, len(slots))
	for _, s := range slots {
		out = v.packed.Similarities(out, q, int(s), int(s)+1)
	}
	return out
}

func highest(cos []float32, slots []int32) float32 {
	best := cos[slots[0]]
	for _, s := range slots[1:] {
		best = max(best, cos[s])
	}
	return best
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
