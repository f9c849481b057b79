package meaning

import (
	"encoding/binary"
	"math"
)

// The kernels in Go alone. Those in assembly do the same operations on float32
// in the same order, so that every processor gives the same vectors; hence each
// product is converted, which keeps the compiler from fusing it with a sum.

// columns is how many numbers weigh computes at once.
const columns = 32

// panelPlain sets 8 columns of y, which has stride columns, to the products of
// the quantised tokens (a multiple of tile) and a panel's rows, with biases.
func panelPlain(y []float32, stride int, panel []byte, bias []float32, q *quantised, blocks, tokens int) {
	var w [2][block]int64
	for t := range tokens {
		copy(y[t*stride:t*stride+rowsOf], bias)
	}
	for b := range blocks {
		p := panel[b*q4*rowsOf : (b+1)*q4*rowsOf]
		unpackPanel(&w, p[2*rowsOf:])
		for t := range tokens {
			ints := (*[block]int8)(q.ints[(t*blocks+b)*block:])
			out := y[t*stride : t*stride+rowsOf]
			for g, sums := range dotRows(&w, ints) {
				addRows(out[4*g:], p[8*g:], sums, q.scales[t*blocks+b])
			}
		}
	}
}

// unpackPanel unpacks the weights of a block of 8 rows: column by column those
// of 4 rows in one number, as 16-bit digits, of which each may be negative.
func unpackPanel(w *[2][block]int64, packed []byte) {
	*w = [2][block]int64{}
	for i, p := range packed[:block*rowsOf/2] {
		row, column := i%32/4, i/32*8+i%4
		w[row/4][column] += int64(int(p&15)-8) << (16 * (row % 4))
		w[row/4][column+4] += int64(int(p>>4)-8) << (16 * (row % 4))
	}
}

// dotRows multiplies integers with the weights of 8 rows, 4 rows at once: no
// sum exceeds 32*8*127, which 16 bits hold.
func dotRows(w *[2][block]int64, ints *[block]int8) [2]int64 {
	var s0, s1 int64
	for i, n := range ints {
		s0 += w[0][i] * int64(n)
		s1 += w[1][i] * int64(n)
	}
	return [2]int64{s0, s1}
}

// addRows adds the 4 digits of sums to y, each times the scale of its row and
// the token's.
func addRows(y []float32, scales []byte, sums int64, token float32) {
	for r := range 4 {
		digit := int16(sums)
		sums = (sums - int64(digit)) >> 16
		scale := float32(half(binary.LittleEndian.Uint16(scales[2*r:])) * token)
		y[r] += float32(float32(digit) * scale)
	}
}

// quantisePlain makes integers of each 32 numbers, such that the largest
// becomes 127, with the scale and 8 times the integers' sum.
func quantisePlain(ints []int8, scales []float32, sums []int32, x []float32) {
	for b := range scales {
		in, out := x[b*block:(b+1)*block], ints[b*block:(b+1)*block]
		var top float32
		for _, v := range in {
			top = max(top, float32(math.Abs(float64(v))))
		}
		scales[b], sums[b] = float32(top*(1.0/127)), 0
		if !(top > 1e-30) {
			clear(out)
			continue
		}
		by := 127 / top
		for i, v := range in {
			n := roundEven(float32(v * by))
			out[i] = int8(n)
			sums[b] += 8 * n
		}
	}
}

// magic is 1.5 * 2^23: adding it to a number below 2^22 rounds to an integer,
// halves to even, which the lowest bits then hold.
const magic = 12582912

func roundEven(x float32) int32 { return int32(float32(x+magic) - magic) }

// weighPlain sets y, 32 numbers, to the sum of the rows of m, which are stride
// apart, each times its number of a.
func weighPlain(y, a, m []float32, stride int) {
	var sum [columns]float32
	for i, f := range a {
		for j, v := range m[i*stride:][:columns] {
			sum[j] += float32(f * v)
		}
	}
	copy(y, sum[:])
}
