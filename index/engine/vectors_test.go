package engine

import (
	"math"
	"testing"
)

// TestNear weighs a piece as much as the nearest sentence, and what is asked as
// much as both.
func TestNear(t *testing.T) {
	for _, c := range []struct {
		sentences, asked []float32
		want             float64
	}{{nil, nil, 0.5}, {[]float32{0.25, 0.75}, nil, 0.625}, {nil, []float32{0.125, 1}, 0.75}, {[]float32{0.75, 0.25}, []float32{0.125}, 0.375}} {
		if got := Near(0.5, c.sentences, c.asked); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("sentences %v, asked %v: %v, want %v", c.sentences, c.asked, got, c.want)
		}
	}
}
