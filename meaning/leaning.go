package meaning

import (
	_ "embed"
	"math"
	"strings"
)

// leaningNumbers tell whether a question leans on the one before it: float32 of
// the constant, what the nearness of its two vectors weighs, the logarithm of its
// words, and each number of its vector. tools/leaning makes them.
//
//go:embed data/leaning.bin
var leaningNumbers []byte

// Leans gives the logarithm of the odds that a question leans on the one before
// it, as "og for regioner?" does: cannot be understood without. alone is the
// vector of the question, both that of the two as one text, the former first.
func (e *Encoder) Leans(question string, alone, both []float32) float64 {
	at := func(i int) float64 { return float64(float(leaningNumbers, i)) }
	words := math.Log1p(float64(len(strings.Fields(question))))
	odds := at(0) + at(1)*float64(Similarity(alone, both)) + at(2)*words
	for i, x := range alone {
		odds += at(3+i) * float64(x)
	}
	return odds
}
