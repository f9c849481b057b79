package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"math"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// VectorStore holds the embeddings of an index's passages, each of length 1.
type VectorStore interface {
	// size is how many numbers a vector has.
	Size() int
	// has tells whether the vector of a passage is there.
	Has(ordinal int) bool
	// nearest gives the n passages of the engine whose cosines with a vector are
	// highest, best first, with the cosine as the score.
	Nearest(ctx context.Context, e Engine, q []float32, n int) ([]Candidate, error)
}

// NearestOf orders candidates by their scores and keeps n; of equal ones the first.
func NearestOf(all []Candidate, n int) []Candidate {
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	return all[:min(n, len(all))]
}

// Normalize scales a vector to length 1, so that a dot product is a cosine.
func Normalize(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		clear(v)
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
}

// TextKey identifies a text in a vector cache.
type TextKey [16]byte

func KeyOf(text string) TextKey {
	sum := sha256.Sum256([]byte(text))
	return TextKey(sum[:16])
}

// EmbedBatch is how many passages at most are embedded between two saves of progress.
const EmbedBatch = 32

// EmbedText is a passage as it is embedded: title, headings and text.
func EmbedText(p documents.Passage) string {
	head := append([]string{p.Title}, p.Section...)
	return strings.Join(slices.Compact(head), " – ") + "\n" + p.Body()
}
