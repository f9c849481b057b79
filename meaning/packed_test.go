package meaning

import (
	"math"
	"math/rand/v2"
	"testing"
)

// unit is a random vector of length 1.
func unit(r *rand.Rand) []float32 {
	v := make([]float32, width)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return mean(v, 1)
}

// upTo are the numbers from 0 to before n.
func upTo(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

func TestPackedKeepsSimilarities(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	all, p := [][]float32{make([]float32, width)}, NewPacked(width, 50)
	for _, rec := range readRecorded(t)[:100] {
		all = append(all, mean(rec.vector, 1))
	}
	for range 100 {
		all = append(all, unit(r))
	}
	for _, v := range all {
		p.Append(v)
	}
	if p.Len() != len(all) {
		t.Fatalf("%d vectors, expected %d", p.Len(), len(all))
	}
	worst := 0.0
	for _, q := range all {
		for i, got := range p.Similarities(nil, q, upTo(p.Len())) {
			worst = max(worst, math.Abs(float64(got-Similarity(q, all[i]))))
		}
	}
	if worst > 0.002 {
		t.Errorf("a similarity is off by %v", worst)
	}
	if got := p.Similarities(nil, all[7], []int32{7, 3}); len(got) != 2 || got[0] < 0.999 {
		t.Errorf("the similarities of two vectors, the first the same: %v", got)
	}
	if c := Similarity(p.At(5), all[5]); c < 0.999 {
		t.Errorf("the similarity of a vector and what is kept of it is %v", c)
	}
	t.Logf("a similarity is off by at most %.5f", worst)
}

func BenchmarkSimilarities(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	p, q := NewPacked(width, 30000), unit(r)
	for range 30000 {
		p.Append(unit(r))
	}
	dst, which := make([]float32, 0, 30000), upTo(p.Len())
	slowly(b, func(b *testing.B) {
		for b.Loop() {
			dst = p.Similarities(dst[:0], q, which)
		}
	})
}
