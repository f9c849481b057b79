package meaning

import (
	_ "embed"
	"math"
	"strings"
)

// leaningNumbers tell what a question has to do with the one before it: float32 of
// a constant, what the nearness of its two vectors weighs, the logarithm of its
// words and each number of its vector, for [Encoder.Leans]; then the same for
// [Encoder.Reshapes]. tools/leaning makes them.
//
//go:embed data/leaning.bin
var leaningNumbers []byte

// Leans gives the logarithm of the odds that a question leans on the one before
// it, as "og for regioner?" does: cannot be understood without. alone is the
// vector of the question, both that of the two as one text, the former first.
func (e *Encoder) Leans(question string, alone, both []float32) float64 {
	return odds(leaningNumbers, question, alone, both)
}

// Reshapes gives the logarithm of the odds that a question asks for the answer
// before in another form, as "kort sagt?" does, and for nothing else, of the same as
// Leans.
func (e *Encoder) Reshapes(question string, alone, both []float32) float64 {
	return odds(leaningNumbers[4*(3+width):], question, alone, both)
}

// odds adds up what the numbers weigh.
func odds(numbers []byte, question string, alone, both []float32) float64 {
	weight := func(i int) float64 { return float64(float(numbers, i)) }
	words := math.Log1p(float64(len(strings.Fields(question))))
	sum := weight(0) + weight(1)*float64(Similarity(alone, both)) + weight(2)*words
	for i, x := range alone {
		sum += weight(3+i) * float64(x)
	}
	return sum
}
