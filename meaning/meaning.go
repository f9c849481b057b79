// Package meaning turns texts into vectors that lie near each other when the
// texts mean the same. It is the model multilingual-e5-small, its numbers in
// the binary (data/e5-small.bin, made by data/convert.py), its arithmetic in
// Go and in Go's assembly: no service, no download, no C. The same text gives
// the same vector, bit for bit, on every processor. See docs/meaning.md.
package meaning

import (
	"context"
	"encoding/hex"
	"sync"
)

// arithmetic is raised whenever the same numbers give other vectors than
// before: another way to cut texts into pieces, to round, to add up.
const arithmetic = "1"

// MaxTokens is how many pieces of a text are looked at, its prefix, its
// beginning and its end among them; what comes after is cut off.
const MaxTokens = places

// Encoder is the model. It may be used by many goroutines at once, each call
// keeping one core busy and at most 6 MB of memory.
type Encoder struct {
	name string
	load func() (*model, error)
	pool sync.Pool // of *scratch
}

// Open gives the encoder in the binary. It looks at the head of the numbers
// only; the rest is read, piece by piece, when a text is first encoded. The
// error tells that the numbers in the binary are not of the form expected.
func Open() (*Encoder, error) {
	h, err := readHeader(numbers)
	if err != nil {
		return nil, err
	}
	return &Encoder{
		name: "multilingual-e5-small-" + hex.EncodeToString(h.sum[:4]) + "-" + arithmetic,
		load: sync.OnceValues(func() (*model, error) { return readModel(numbers) }),
		pool: sync.Pool{New: func() any { return new(scratch) }},
	}, nil
}

// Model names the model, its numbers and its arithmetic; vectors of encoders
// with the same name may be compared, and kept under it.
func (e *Encoder) Model() string { return e.name }

// Dim is how many numbers a vector has.
func (e *Encoder) Dim() int { return width }

// Query gives the vector of a question, of length 1, by the question's own
// numbers (asking.go). A text of more than MaxTokens pieces is cut. The error is
// the context's, which is looked at between the layers, or Open's.
func (e *Encoder) Query(ctx context.Context, text string) ([]float32, error) {
	return e.encode(ctx, "query: ", text, asAsked)
}

// Passages gives a vector of length 1 for each text that may answer a
// question, as Query does for a question. It keeps one core busy.
func (e *Encoder) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		v, err := e.encode(ctx, "passage: ", t, asText)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// The numbers by which a text is read.
func asText(m *model) *[layers]layer  { return &m.layers }
func asAsked(m *model) *[layers]layer { return &m.asking }

// encode gives a text's vector, by the numbers that through names.
func (e *Encoder) encode(ctx context.Context, prefix, text string, through func(*model) *[layers]layer) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m, err := e.load()
	if err != nil {
		return nil, err
	}
	s := e.pool.Get().(*scratch)
	defer e.pool.Put(s)
	s.ids = m.cut(s, prefix, text)
	return m.vector(ctx, s, through(m))
}

// Similarity is the cosine of two vectors of length 1 and of one number of
// dimensions, from -1 to 1.
func Similarity(a, b []float32) float32 {
	var s [4]float32
	b = b[:len(a)]
	n := len(a) &^ 3
	for i := 0; i < n; i += 4 {
		s[0] += float32(a[i] * b[i])
		s[1] += float32(a[i+1] * b[i+1])
		s[2] += float32(a[i+2] * b[i+2])
		s[3] += float32(a[i+3] * b[i+3])
	}
	for i := n; i < len(a); i++ {
		s[0] += float32(a[i] * b[i])
	}
	return s[0] + s[1] + s[2] + s[3]
}
