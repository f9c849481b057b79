package meaning

import (
	"encoding/binary"
	"math"
)

// Packed are vectors of length 1 in a quarter of the memory: each number an
// int8 of -127..127, each vector with a scale. A similarity is off by less
// than 0.002, mostly by less than 0.0005.
type Packed struct {
	dim    int
	ints   []int8
	scales []float32
}

// NewPacked makes room for count vectors of dim numbers.
func NewPacked(dim, count int) *Packed {
	return &Packed{dim: dim, ints: make([]int8, 0, dim*count), scales: make([]float32, 0, count)}
}

// Append adds a vector of dim numbers; it is the program's fault to give
// another.
func (p *Packed) Append(v []float32) {
	if len(v) != p.dim {
		panic("meaning: a vector of another size")
	}
	scale := largest(v) / math.MaxInt8
	for _, x := range v {
		p.ints = append(p.ints, int8(scaled(x, scale)))
	}
	p.scales = append(p.scales, scale)
}

// Dim is how many numbers a vector has.
func (p *Packed) Dim() int { return p.dim }

// View holds what p holds now. It may be read while p goes on growing.
func (p *Packed) View() *Packed {
	v := *p
	return &v
}

// RecordSize is how many bytes a vector of dim numbers takes as Record gives it.
func RecordSize(dim int) int { return 4 + dim }

// Record appends to dst a vector as bytes: its scale, a little-endian float32,
// and a byte for each number.
func (p *Packed) Record(dst []byte, i int) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, math.Float32bits(p.scales[i]))
	for _, n := range p.ints[i*p.dim : (i+1)*p.dim] {
		dst = append(dst, byte(n))
	}
	return dst
}

// AppendRecord adds a vector as Record gave it, of RecordSize(p.Dim()) bytes.
func (p *Packed) AppendRecord(record []byte) {
	p.scales = append(p.scales, math.Float32frombits(binary.LittleEndian.Uint32(record)))
	for _, n := range record[4 : 4+p.dim] {
		p.ints = append(p.ints, int8(n))
	}
}

// Len is how many vectors there are.
func (p *Packed) Len() int { return len(p.scales) }

// At gives a vector, its numbers rounded.
func (p *Packed) At(i int) []float32 {
	out := make([]float32, p.dim)
	for k, n := range p.ints[i*p.dim : (i+1)*p.dim] {
		out[k] = float32(n) * p.scales[i]
	}
	return out
}

// top16 is the largest number of a question's vector as integers; it is less
// where so many products with int8 would not fit into 32 bits.
const top16 = 8191

// Similarities appends to dst the similarity with q, of dim numbers, of each of
// the vectors whose numbers, from 0, are given.
func (p *Packed) Similarities(dst, q []float32, which []int32) []float32 {
	ints := make([]int16, p.dim)
	scale := largest(q) / float32(min(top16, math.MaxInt32/math.MaxInt8/p.dim))
	for i, x := range q[:p.dim] {
		ints[i] = int16(scaled(x, scale))
	}
	for _, i := range which {
		n := dot(ints, p.ints[int(i)*p.dim:int(i+1)*p.dim])
		dst = append(dst, float32(n)*float32(scale*p.scales[i]))
	}
	return dst
}

func largest(v []float32) float32 {
	var top float32
	for _, x := range v {
		top = max(top, float32(math.Abs(float64(x))))
	}
	return top
}

// scaled is the integer nearest to x/scale, 0 where all numbers are 0.
func scaled(x, scale float32) int32 {
	if !(scale > 1e-30) {
		return 0
	}
	return roundEven(x / scale)
}

// dotPlain is the dot product of two vectors of integers.
func dotPlain(a []int16, b []int8) int32 {
	var sum int32
	for i, n := range a {
		sum += int32(n) * int32(b[i])
	}
	return sum
}
