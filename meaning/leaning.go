package meaning

import (
	_ "embed"
	"math"
	"strings"
)

// leaningNumbers tell what a question has to do with the one before it: float32 of
// a constant, what the nearness of its two vectors weighs, the logarithm of its
// words and each number of its vector, for [Encoder.Leans]; the same without the
// nearness for [Encoder.Reshapes]. tools/leaning makes them.
//
//go:embed data/leaning.bin
var leaningNumbers []byte

// Leans gives the logarithm of the odds that a question leans on the one before
// it, as "og for regioner?" does: cannot be understood without. alone is the
// vector of the question, both that of the two as one text, the former first.
func (e *Encoder) Leans(question string, alone, both []float32) float64 {
	return odds(leaningNumbers, alone, float64(Similarity(alone, both)), words(question))
}

// words is the logarithm of one more than the words of a text.
func words(text string) float64 { return math.Log1p(float64(len(strings.Fields(text)))) }

// odds adds up what numbers weigh: a constant, signs, and the numbers of a vector.
func odds(numbers []byte, vector []float32, signs ...float64) float64 {
	sum := float64(float(numbers, 0))
	for i, s := range signs {
		sum += float64(float(numbers, 1+i)) * s
	}
	for i, x := range vector {
		sum += float64(float(numbers, 1+len(signs)+i)) * float64(x)
	}
	return sum
}

// Reshapes gives the logarithm of the odds that a question asks for the answer
// before in another form, as "kort sagt?" does, and for nothing else. alone is its
// vector.
func (e *Encoder) Reshapes(question string, alone []float32) float64 {
	return odds(leaningNumbers[4*(3+width):], alone, words(question))
}
