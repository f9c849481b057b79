package editorial

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
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
// vector has, and for each its key, its scale and its numbers as int8.
func (v *vectors) Pack() []byte {
	keys := make([]textKey, 0, len(v.of))
	dim := 0
	for k, x := range v.of {
		keys, dim = append(keys, k), len(x)
	}
	slices.SortFunc(keys, func(a, b textKey) int { return bytes.Compare(a[:], b[:]) })
	out := append([]byte(v.model), 0)
	out = binary.LittleEndian.AppendUint32(out, uint32(dim))
	for _, k := range keys {
		out = append(out, k[:]...)
		scale := largest(v.of[k]) / math.MaxInt8
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(scale))
		for _, x := range v.of[k] {
			out = append(out, byte(int8(math.Round(float64(x/scale)))))
		}
	}
	return out
}

func largest(v []float32) float32 {
	most := float32(math.SmallestNonzeroFloat32)
	for _, x := range v {
		most = max(most, x, -x)
	}
	return most
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
	for rest = rest[4:]; len(rest) >= 20+dim; rest = rest[20+dim:] {
		scale := math.Float32frombits(binary.LittleEndian.Uint32(rest[16:]))
		x := make([]float32, dim)
		for i := range x {
			x[i] = scale * float32(int8(rest[20+i]))
		}
		v.of[textKey(rest)] = x
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

func similarity(a, b []float32) float64 {
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}
