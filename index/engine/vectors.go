package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"math"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// VectorStore holds the embeddings of the pieces of an index's passages, and of
// their sentences, each of length 1. A passage is as near to a vector as [Near] says.
type VectorStore interface {
	// size is how many numbers a vector has.
	Size() int
	// has tells whether the vectors of a passage are there.
	Has(ordinal int) bool
	// nearest gives the n passages of the engine that are nearest to a vector, best
	// first, with how near they are as the score, among the [Looked] times n whose
	// nearest piece has the highest cosines.
	Nearest(ctx context.Context, e Engine, q []float32, n int) ([]Candidate, error)
	// Closely gives how near the texts of some passages, which have these ordinals,
	// come to a vector.
	Closely(ctx context.Context, ordinals []int, passages []documents.Passage, q []float32) ([]Closeness, error)
}

// Closeness is how near the texts of a passage come to a vector: the cosine of each
// of its sentences, in the order of [documents.Passage.Sentences], and how near what
// is asked of it comes, and what is asked in vain, in the order of
// [documents.Passage.Asked] and of [documents.Passage.Vain]. Each is nil where it is
// not known.
type Closeness struct{ Sentences, Asked, Vain []float32 }

// Looked is how many times as many passages are looked at by their pieces as by
// their sentences too.
const Looked = 2

// Near is how near a passage comes by the cosines of its nearest piece, which
// stands for what it is about, and of its sentences, the nearest of which says it
// most plainly: the mean of both. Where the sentences' are not known, the piece's
// alone. Where questions are known that it answers, the nearest of these counts as
// much as the passage itself.
func Near(piece float64, sentences, asked []float32) float64 {
	near := piece
	if len(sentences) > 0 {
		near = (piece + float64(slices.Max(sentences))) / 2
	}
	if len(asked) > 0 {
		near = (near + float64(slices.Max(asked))) / 2
	}
	return near
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

// KeysOf are the keys of texts, in order.
func KeysOf(texts []string) []TextKey {
	out := make([]TextKey, len(texts))
	for i, t := range texts {
		out[i] = KeyOf(t)
	}
	return out
}

// EmbedBatch is how many passages at most are embedded between two saves of progress.
const EmbedBatch = 32

// pieceWords is how many words a piece of a passage has at most, but for a
// longer sentence: a vector of a few sentences says more clearly what they mean
// than one of many.
const pieceWords = 60

// Pieces are the texts of a passage that are embedded: some sentences each,
// under the document's title and the passage's heading. A passage has at least one.
func Pieces(p documents.Passage) []string {
	head := strings.Join(slices.Compact([]string{p.Title, p.Heading()}), " – ") + "\n"
	var out, piece []string
	words := 0
	for line := range strings.Lines(p.Body()) {
		for _, s := range danish.Sentences(documents.TrimItem(strings.TrimSpace(line))) {
			n := len(strings.Fields(s))
			if words > 0 && words+n > pieceWords {
				out = append(out, head+strings.Join(piece, " "))
				piece, words = piece[:0], 0
			}
			piece = append(piece, s)
			words += n
		}
	}
	if len(piece) > 0 || len(out) == 0 {
		out = append(out, head+strings.Join(piece, " "))
	}
	return out
}

// Sentences are the texts of a passage's sentences, which are embedded each by
// itself: without title and heading, which all of a passage share.
func Sentences(p documents.Passage) []string {
	var out []string
	for _, s := range p.Sentences() {
		out = append(out, s.Text)
	}
	return out
}
