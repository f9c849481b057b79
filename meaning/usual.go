package meaning

import (
	_ "embed"
	"math"
	"sync"
)

// usualRecords are vectors of passages on many things, as [Packed.Record] gives
// them. tools/usual makes them.
//
//go:embed data/usual.bin
var usualRecords []byte

// usual is what is usual for the model.
type usual struct {
	others *Packed
	all    []int32
}

var readUsual = sync.OnceValue(func() usual {
	n := len(usualRecords) / RecordSize(width)
	p := NewPacked(width, n)
	for i := range n {
		p.AppendRecord(usualRecords[i*RecordSize(width):])
	}
	u := usual{others: p}
	for i := range n {
		u.all = append(u.all, int32(i))
	}
	return u
})

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
