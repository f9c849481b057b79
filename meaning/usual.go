package meaning

import (
	_ "embed"
	"math"
	"slices"
	"sync"
)

// usualRecords are vectors of passages on many things, as [Packed.Record] gives
// them. tools/usual makes them.
//
//go:embed data/usual.bin
var usualRecords []byte

// elsewhereRecords are vectors of [Encoder.Asked] of questions that people ask at
// work and that are about other things than an authority's materials, as
// [Packed.Record] gives them. tools/usual makes them.
//
//go:embed data/elsewhere.bin
var elsewhereRecords []byte

// usual is what is usual for the model.
type usual struct {
	others *Packed
	all    []int32
}

// packedOf are the vectors of some records.
func packedOf(records []byte) usual {
	n := len(records) / RecordSize(width)
	p := NewPacked(width, n)
	for i := range n {
		p.AppendRecord(records[i*RecordSize(width):])
	}
	u := usual{others: p}
	for i := range n {
		u.all = append(u.all, int32(i))
	}
	return u
}

var (
	readUsual     = sync.OnceValue(func() usual { return packedOf(usualRecords) })
	readElsewhere = sync.OnceValue(func() usual { return packedOf(elsewhereRecords) })
)

// Usual is the mean of the vectors of those passages, which all vectors lie around:
// 384 numbers, shared by all callers.
func Usual() []float32 { return usualMean() }

var usualMean = sync.OnceValue(func() []float32 {
	u, out := readUsual(), make([]float32, width)
	for i := range u.all {
		for k, x := range u.others.At(i) {
			out[k] += x / float32(len(u.all))
		}
	}
	return out
})

// Spread tells how near a vector of length 1 comes to passages that have, all
// but a few, nothing to do with it: the mean of the cosines, from -1 to 1, and
// their standard deviation.
func (e *Encoder) Spread(q []float32) (mean, deviation float64) {
	u := readUsual()
	var sum, squares float64
	for _, c := range u.others.Similarities(make([]float32, 0, len(u.all)), q, u.all) {
		sum += float64(c)
		squares += float64(c) * float64(c)
	}
	n := float64(len(u.all))
	mean = sum / n
	return mean, math.Sqrt(max(0, squares/n-mean*mean))
}

// Elsewhere tells how near a question's vector of length 1 comes to the nearest of
// the questions that people ask at work about other things, on the scale of
// [Encoder.Asked].
func (e *Encoder) Elsewhere(q []float32) float64 {
	u := readElsewhere()
	return float64(slices.Max(u.others.Similarities(make([]float32, 0, len(u.all)), q, u.all)))
}
