package editorial

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/digitaskforce/taskforce/meaning"
)

// Encoder turns texts into vectors of length 1 that lie near each other when
// the texts mean the same; *meaning.Encoder is one.
type Encoder interface {
	Query(ctx context.Context, text string) ([]float32, error)
	Passages(ctx context.Context, texts []string) ([][]float32, error)
	Model() string // names what makes the vectors
}

// textKey names a text.
type textKey [16]byte

func keyOf(text string) textKey {
	sum := sha256.Sum256([]byte(text))
	return textKey(sum[:16])
}

// vectors are those of answers, by their text, of one model.
type vectors struct {
	model string
	of    map[textKey][]float32
}

// Pack writes vectors as a file: the model's name, a zero, how many numbers a
// vector has, and for each its key and its record as [meaning.Packed] writes it.
func (v *vectors) Pack() []byte {
	keys := make([]textKey, 0, len(v.of))
	dim := 0
	for k, x := range v.of {
		keys, dim = append(keys, k), len(x)
	}
	slices.SortFunc(keys, func(a, b textKey) int { return bytes.Compare(a[:], b[:]) })
	out := append([]byte(v.model), 0)
	out = binary.LittleEndian.AppendUint32(out, uint32(dim))
	packed := meaning.NewPacked(dim, len(keys))
	for i, k := range keys {
		out = append(out, k[:]...)
		packed.Append(v.of[k])
		out = packed.Record(out, i)
	}
	return out
}

// unpack reads a file of vectors; what is cut off is left out.
func unpack(data []byte) *vectors {
	v := &vectors{of: map[textKey][]float32{}}
	name, rest, ok := bytes.Cut(data, []byte{0})
	if !ok || len(rest) < 4 {
		return v
	}
	v.model = string(name)
	dim := int(binary.LittleEndian.Uint32(rest))
	if dim < 1 || dim > 1<<14 {
		return v
	}
	packed := meaning.NewPacked(dim, 0)
	size := len(textKey{}) + meaning.RecordSize(dim)
	for rest = rest[4:]; len(rest) >= size; rest = rest[size:] {
		packed.AppendRecord(rest[len(textKey{}):size])
		v.of[textKey(rest)] = packed.At(packed.Len() - 1)
	}
	return v
}

// add computes the vectors of texts that are not there yet.
func (v *vectors) add(ctx context.Context, e Encoder, texts []string) error {
	for _, t := range texts {
		k := keyOf(t)
		if v.of[k] != nil {
			continue
		}
		x, err := e.Passages(ctx, []string{t})
		if err != nil {
			return err
		}
		v.of[k] = x[0]
	}
	return nil
}
