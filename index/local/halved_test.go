package local

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/digitaskforce/taskforce/index/engine"
)

// near gives vectors of length 1 that lie around a centre as those of texts do.
func near(n, dims int) (centre []float32, out [][]float32) {
	r := rand.New(rand.NewPCG(1, 2))
	for range dims {
		centre = append(centre, float32(r.NormFloat64()))
	}
	unit(centre, 0.9)
	for range n {
		v := make([]float32, dims)
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		v[0] *= 3 // a few numbers are greater
		unit(v, 0.4)
		for i := range v {
			v[i] += centre[i]
		}
		unit(v, 1)
		out = append(out, v)
	}
	return centre, out
}

func unit(v []float32, length float32) {
	by := length / float32(math.Sqrt(float64(dot(v, v))))
	for i := range v {
		v[i] *= by
	}
}

func dot(a, b []float32) (sum float32) {
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

// TestHalved writes vectors, reads them into a cache and holds each product
// against that of the vectors themselves.
func TestHalved(t *testing.T) {
	centre, vectors := near(50, 384)
	h, keys := NewHalved("a model", centre), []engine.TextKey(nil)
	for i, v := range vectors {
		keys = append(keys, engine.TextKey{byte(i)})
		h.Add(keys[i], v)
	}
	file := h.File(append(keys[:49:49], keys[0], engine.TextKey{99}))
	if want := vectorHeader + 4*384 + 49*(16+4+384/2); len(file) != want {
		t.Fatalf("%d bytes, not %d", len(file), want)
	}
	c, wanted, seen := OpenVectors("", "a model"), map[engine.TextKey]bool{keys[3]: true, keys[7]: true}, map[engine.TextKey]bool{}
	if !c.Take(file, wanted, seen) || len(seen) != 49 || len(c.keys) != 2 || c.Dims() != 384 {
		t.Fatalf("%d seen, %d taken of %d numbers", len(seen), len(c.keys), c.Dims())
	}
	for _, n := range []int{3, 7} {
		for _, q := range vectors {
			if off := dot(q, c.Vector(keys[n])) - dot(q, vectors[n]); off > 0.012 || off < -0.012 {
				t.Errorf("a product with vector %d is off by %f", n, off)
			}
		}
	}
	if other := OpenVectors("", "another model"); other.Take(file, wanted, nil) || other.Dims() != 0 {
		t.Error("vectors of another model are taken")
	}
	again := NewHalved("a model", centre)
	again.Take(file)
	if !again.Has(keys[48]) || again.Has(keys[49]) || !bytes.Equal(again.File(keys), file) {
		t.Error("what was read is not written as it stood")
	}
	elsewhere := NewHalved("a model", vectors[0])
	if elsewhere.Take(file); elsewhere.Has(keys[0]) {
		t.Error("what lies around another centre is taken")
	}
}

// TestHalvedDamaged takes what is whole of a file, and nothing of no file.
func TestHalvedDamaged(t *testing.T) {
	centre, vectors := near(3, 8)
	h, wanted := NewHalved("m", centre), map[engine.TextKey]bool{}
	var keys []engine.TextKey
	for i, v := range vectors {
		keys = append(keys, engine.TextKey{byte(i)})
		wanted[keys[i]] = true
		h.Add(keys[i], v)
	}
	file := h.File(keys)
	for cut, want := range map[int]int{1: 2, 25: 1, len(file) - 20: 0, len(file) - 3: 0} {
		c := OpenVectors("", "m")
		if c.Take(file[:len(file)-cut], wanted, nil) || len(c.keys) != want {
			t.Errorf("without its last %d bytes: %d vectors taken, not %d", cut, len(c.keys), want)
		}
	}
	odd := bytes.Clone(file)
	odd[12] = 7
	if c := OpenVectors("", "m"); c.Take(odd, wanted, nil) || c.Dims() != 0 {
		t.Error("a file with an odd number of numbers is taken")
	}
	zero := NewHalved("m", make([]float32, 8))
	zero.Add(keys[0], make([]float32, 8))
	c := OpenVectors("", "m")
	if !c.Take(zero.File(keys), wanted, nil) || dot(c.Vector(keys[0]), vectors[0]) != 0 {
		t.Error("a vector of nothing is something")
	}
}

// BenchmarkTake reads as many vectors as the shipped materials have.
func BenchmarkTake(b *testing.B) {
	centre, vectors := near(100, 384)
	h, own, wanted := NewHalved("m", centre), OpenVectors("", "m"), map[engine.TextKey]bool{}
	var keys []engine.TextKey
	for i := range 25_000 {
		k := engine.TextKey{byte(i), byte(i >> 8)}
		keys, wanted[k] = append(keys, k), true
		if i < 100 {
			h.Add(k, vectors[i])
		} else {
			h.records[k] = h.records[keys[i%100]]
		}
		own.Add(k, vectors[i%100])
	}
	files := map[string][]byte{"halved": h.File(keys)}
	data := own.head()
	for i := range keys {
		data = own.record(data, int32(i))
	}
	files["own"] = data
	for name, file := range files {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if c := OpenVectors("", "m"); !c.Take(file, wanted, nil) {
					b.Fatal("not whole")
				}
			}
		})
	}
}
