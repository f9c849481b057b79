package llmtest

import (
	"hash/fnv"
	"math"
	"net/http"
	"strings"
	"unicode"
)

func (f *Fake) embed(w http.ResponseWriter, r Request) {
	if f.EmbedStep.Status != 0 {
		writeError(w, f.EmbedStep)
		return
	}
	dimensions := f.Dimensions
	if dimensions == 0 {
		dimensions = 64
	}
	data := []any{}
	for i, text := range r.Input {
		data = append(data, map[string]any{"object": "embedding", "index": i, "embedding": Vector(text, dimensions)})
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": data, "model": r.Model})
}

// Vector is the embedding that the fake gives a text: a count of its words,
// each hashed to one of the dimensions, of length 1. Texts with the same words
// in any order and case are equal.
func Vector(text string, dimensions int) []float32 {
	counts := make([]float64, dimensions)
	sum := 0.0
	for _, word := range strings.FieldsFunc(strings.ToLower(text), notInWord) {
		h := fnv.New32a()
		h.Write([]byte(word))
		counts[h.Sum32()%uint32(dimensions)]++
	}
	for _, c := range counts {
		sum += c * c
	}
	vector := make([]float32, dimensions)
	if sum == 0 {
		vector[0], sum = 1, 1
	}
	for i, c := range counts {
		vector[i] += float32(c / math.Sqrt(sum))
	}
	return vector
}

func notInWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
