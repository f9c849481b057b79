package meaning

import "math"

// What is computed in float32, number by number; see plain.go for the order.

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
