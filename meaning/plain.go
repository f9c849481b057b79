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

// softmaxPlain sets x, a multiple of 8 numbers, to e^(x*scale) less what makes
// the largest 1, and gives their sum.
func softmaxPlain(x []float32, scale float32) float32 {
	top := float32(math.Inf(-1))
	for _, v := range x {
		top = max(top, float32(v*scale))
	}
	var sum [8]float32
	for i, v := range x {
		x[i] = exp(float32(v*scale) - top)
		sum[i%8] += x[i]
	}
	return sumLanes(&sum)
}

// sumLanes adds up 8 numbers in one order.
func sumLanes(s *[8]float32) float32 {
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

// The constants of exp: those of Cephes' expf, relative error below 2e-7.
const (
	expLow = -80
	log2e  = 1.44269504088896341
	ln2a   = 0.693359375
	ln2b   = -2.12194440e-4
	exp0   = 1.9875691500e-4
	exp1   = 1.3981999507e-3
	exp2   = 8.3334519073e-3
	exp3   = 4.1665795894e-2
	exp4   = 1.6666665459e-1
	exp5   = 5.0000001201e-1
)

// exp is e^x for x of at most 0; below -80 it is e^-80.
func exp(x float32) float32 {
	x = max(x, expLow)
	shifted := float32(x*log2e) + magic
	n := shifted - magic
	x -= float32(n * ln2a)
	x -= float32(n * ln2b)
	p := float32(exp0*x) + exp1
	p = float32(p*x) + exp2
	p = float32(p*x) + exp3
	p = float32(p*x) + exp4
	p = float32(p*x) + exp5
	p = float32(float32(p*x)*x) + x + 1
	return math.Float32frombits(math.Float32bits(p) + math.Float32bits(shifted)<<23)
}

// The constants of gelu: erf by Abramowitz and Stegun 7.1.26, error below 1.5e-7.
const (
	root1_2 = 0.70710678118654752440
	erfP    = 0.3275911
	erf1    = 0.254829592
	erf2    = -0.284496736
	erf3    = 1.421413741
	erf4    = -1.453152027
	erf5    = 1.061405429
)

// geluPlain replaces each x by x times the normal distribution's part below x.
func geluPlain(x []float32) {
	for i, v := range x {
		z := float32(float32(math.Abs(float64(v))) * root1_2)
		t := 1 / (float32(z*erfP) + 1)
		p := float32(erf5*t) + erf4
		p = float32(p*t) + erf3
		p = float32(p*t) + erf2
		p = float32(p*t) + erf1
		p = float32(float32(p*t) * exp(-float32(z*z))) // 1 - erf(z)
		if math.Float32bits(v)>>31 == 0 {
			p = 2 - p
		}
		x[i] = float32(float32(v*0.5) * p)
	}
}

// layerNorm adds y (where there is one) to the tokens of x and gives each the
// mean 0 and the variance 1, then scale and shift.
func layerNorm(x, y, scale, shift []float32) {
	for from := 0; from < len(x); from += width {
		row := x[from : from+width]
		if y != nil {
			for i, v := range y[from : from+width] {
				row[i] += v
			}
		}
		var sum, square [8]float32
		for i := 0; i < width; i += 8 {
			for j, v := range row[i : i+8] {
				sum[j] += v
			}
		}
		mean := sumLanes(&sum) / width
		for i := 0; i < width; i += 8 {
			for j, v := range row[i : i+8] {
				d := v - mean
				square[j] += float32(d * d)
			}
		}
		by := 1 / float32(math.Sqrt(float64(sumLanes(&square)/width+1e-12)))
		for i, v := range row {
			row[i] = float32(float32((v-mean)*by)*scale[i]) + shift[i]
		}
	}
}
