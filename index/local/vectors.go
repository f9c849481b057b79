package local

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// Vectors are a vector store in memory. Passages that have no vectors yet are
// not found by it.
type Vectors struct {
	packed    *meaning.Packed
	pieces    [][]int32 // of each passage, where the vectors of its pieces lie; nil where one is missing
	sentences [][]int32 // those of its sentences; nil where none is asked for
	asked     [][]int32 // those of the questions that it is known to answer
	vain      [][]int32 // those of what is asked near to it in vain
	count     int       // passages that have vectors
	turn      int       // of the cache that the slots are numbers of
}

// Keys are what a passage's vectors are found by: those of its pieces, and of
// its sentences, of what it is known to answer and of what is asked in vain, which
// may be none.
type Keys struct{ Pieces, Sentences, Asked, Vain []engine.TextKey }

// All are the keys of all four, in this order.
func (k Keys) All() []engine.TextKey { return slices.Concat(k.Pieces, k.Sentences, k.Asked, k.Vain) }

// Pick gives the vectors of other passages: from names each one's ordinal here,
// -1 where it has none.
func (v *Vectors) Pick(from []int) *Vectors {
	out := NoVectors(len(from))
	out.packed, out.turn = v.packed, v.turn
	for i, n := range from {
		if n >= 0 && v.pieces[n] != nil {
			out.pieces[i], out.sentences[i], out.asked[i], out.vain[i] = v.pieces[n], v.sentences[n], v.asked[n], v.vain[n]
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
	pieces, asked := v.cosines(q, v.pieces), v.cosines(q, v.asked)
	best := make([]float32, len(pieces))
	for i, c := range pieces {
		best[i] = max(c, asked[i])
	}
	known := slices.DeleteFunc(slices.Clone(best), func(c float32) bool { return c == unknown })
	if len(known) == 0 {
		return nil, nil
	}
	slices.Sort(known)
	low := known[max(0, len(known)-engine.Looked*n)]
	var out []engine.Candidate
	for i, c := range best {
		if c >= low {
			near := engine.Near(float64(pieces[i]), v.of(v.sentences[i], q), asked[i:i+min(1, len(v.asked[i]))])
			out = append(out, engine.Candidate{Ordinal: i, Score: near})
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

// Closely is [engine.VectorStore.Closely].
func (v *Vectors) Closely(_ context.Context, ordinals []int, _ []documents.Passage, q []float32) ([]engine.Closeness, error) {
	out := make([]engine.Closeness, len(ordinals))
	for i, n := range ordinals {
		out[i] = engine.Closeness{Sentences: v.of(v.sentences[n], q), Asked: v.of(v.asked[n], q), Vain: v.of(v.vain[n], q)}
	}
	return out, nil
}

// of are the cosines of some vectors with another; nil of none.
func (v *Vectors) of(slots []int32, q []float32) []float32 {
	if slots == nil {
		return nil
	}
	return v.packed.Similarities(make([]float32, 0, len(slots)), q, slots)
}

// unknown stands for the cosine of a passage without vectors, below all others.
const unknown = -2

// cosines gives the cosine of the nearest of each passage's texts.
func (v *Vectors) cosines(q []float32, texts [][]int32) []float32 {
	n := len(texts)
	step := max(4096, n/runtime.GOMAXPROCS(0)+1)
	out := make([]float32, n)
	var group errgroup.Group
	for from := 0; from < n; from += step {
		group.Go(func() error {
			to := min(from+step, n)
			v.nearest(out[from:to], q, texts[from:to])
			return nil
		})
	}
	_ = group.Wait() // no error is given
	return out
}

// nearest sets dst to the cosine of the nearest of the texts of each passage.
func (v *Vectors) nearest(dst, q []float32, texts [][]int32) {
	cos := v.packed.Similarities(nil, q, slices.Concat(texts...))
	for i, slots := range texts {
		dst[i] = unknown
		for _, c := range cos[:len(slots)] {
			dst[i] = max(dst[i], c)
		}
		cos = cos[len(slots):]
	}
}
