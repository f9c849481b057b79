package meaning

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The kernels in use must give what those in Go alone give, bit for bit.

func needsFast(t *testing.T) {
	t.Helper()
	if !fast {
		t.Skip("this processor runs the kernels in Go alone")
	}
}

func numbersOf(r *rand.Rand, n int, size float64) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64() * size * math.Exp(r.NormFloat64()*3))
	}
	return out
}

func quantisedOf(r *rand.Rand, tokens, blocks int) *quantised {
	n := tokens * blocks
	q := &quantised{ints: make([]int8, n*block), scales: make([]float32, n), sums: make([]int32, n)}
	quantisePlain(q.ints, q.scales, q.sums, numbersOf(r, n*block, 1))
	return q
}

// panelOf is a panel with scales of all sizes and every weight.
func panelOf(r *rand.Rand, blocks int) []byte {
	p := make([]byte, blocks*q4*rowsOf)
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	for b := range blocks {
		for i := range rowsOf {
			p[b*q4*rowsOf+2*i+1] &^= 1 << 6 // below 2, so never infinite
		}
	}
	return p
}

func TestPanelIsThePlainOne(t *testing.T) {
	needsFast(t)
	samePanels(t)
	if was := vnni; was {
		defer func() { vnni = was }()
		vnni = false
		samePanels(t)
	}
}

func samePanels(t *testing.T) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		blocks, tokens := 12*(1+r.IntN(4)), tile*(1+r.IntN(5))
		q, p, bias := quantisedOf(r, tokens, blocks), panelOf(r, blocks), numbersOf(r, rowsOf, 1)
		if r.IntN(2) == 0 { // the largest sums
			for i := range q.ints {
				q.ints[i] = 127
				q.sums[i/block] = 8 * block * 127
			}
		}
		stride := rowsOf + r.IntN(9)
		want, got := make([]float32, tokens*stride), make([]float32, tokens*stride)
		panelPlain(want, stride, p, bias, q, blocks, tokens)
		panel(got, stride, p, bias, q, blocks, tokens)
		if !slices.Equal(want, got) {
			t.Fatalf("%d blocks, %d tokens (-plain +ours):\n%s", blocks, tokens, cmp.Diff(want, got))
		}
	}
}

func TestQuantiseIsThePlainOne(t *testing.T) {
	needsFast(t)
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		x := numbersOf(r, 32*(1+r.IntN(20)), 1)
		clear(x[:32*r.IntN(2)])
		if r.IntN(4) == 0 { // halves, which round to even
			for i := range x {
				x[i] = float32(r.IntN(255)-127) / 2
			}
			x[0] = 127
		}
		n := len(x) / block
		a, b := quantised{make([]int8, len(x)), make([]float32, n), make([]int32, n)}, quantised{make([]int8, len(x)), make([]float32, n), make([]int32, n)}
		quantisePlain(a.ints, a.scales, a.sums, x)
		quantise(b.ints, b.scales, b.sums, x)
		if !slices.Equal(a.ints, b.ints) || !slices.Equal(a.scales, b.scales) || !slices.Equal(a.sums, b.sums) {
			t.Fatalf("of %v: (-plain +ours)\n%s", x, cmp.Diff(a, b, cmp.AllowUnexported(quantised{})))
		}
	}
}

func TestWeighIsThePlainOne(t *testing.T) {
	needsFast(t)
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		n, stride := 1+r.IntN(300), columns+r.IntN(40)
		a, m := numbersOf(r, n, 1), numbersOf(r, n*stride+columns, 1)
		want, got := make([]float32, columns), make([]float32, columns)
		weighPlain(want, a, m, stride)
		weigh(got, a, m, stride)
		if !slices.Equal(want, got) {
			t.Fatalf("%d rows (-plain +ours):\n%s", n, cmp.Diff(want, got))
		}
	}
}

func TestSoftmaxIsThePlainOne(t *testing.T) {
	needsFast(t)
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		want := numbersOf(r, columns*(1+r.IntN(16)), 2)
		for i := len(want) - r.IntN(columns); i < len(want); i++ {
			want[i] = -1e30
		}
		got := slices.Clone(want)
		a, b := softmaxPlain(want, 0.17), softmax(got, 0.17)
		if a != b || !slices.Equal(want, got) {
			t.Fatalf("sums %v, %v (-plain +ours):\n%s", a, b, cmp.Diff(want, got))
		}
	}
}

func TestGeluIsThePlainOne(t *testing.T) {
	needsFast(t)
	r := rand.New(rand.NewPCG(9, 10))
	for range 500 {
		want := numbersOf(r, 8*(1+r.IntN(40)), 1)
		want[0], want[1] = 0, float32(math.Copysign(0, -1))
		got := slices.Clone(want)
		geluPlain(want)
		gelu(got)
		if !slices.Equal(want, got) {
			t.Fatalf("(-plain +ours):\n%s", cmp.Diff(want, got))
		}
	}
}

func TestDotIsThePlainOne(t *testing.T) {
	needsFast(t)
	r := rand.New(rand.NewPCG(11, 12))
	for range 500 {
		n := r.IntN(700)
		a, b := make([]int16, n), make([]int8, n)
		for i := range a {
			a[i], b[i] = int16(r.IntN(2*top16+1)-top16), int8(r.IntN(255)-127)
		}
		if want, got := dotPlain(a, b), dot(a, b); want != got {
			t.Fatalf("%d numbers: %d, expected %d", n, got, want)
		}
	}
}

func TestExpAndGeluAreNearTheTrueOnes(t *testing.T) {
	for x := -79.0; x <= 0; x += 0.0137 {
		want := math.Exp(float64(float32(x)))
		if got := float64(exp(float32(x))); math.Abs(got-want) > 3e-7*want {
			t.Errorf("exp(%v) = %v, expected %v", x, got, want)
		}
	}
	for x := -12.0; x <= 12; x += 0.0137 {
		got := []float32{float32(x)}
		geluPlain(got)
		want := 0.5 * x * math.Erfc(-x/math.Sqrt2)
		if math.Abs(float64(got[0])-want) > 1e-6+2e-7*math.Abs(x) {
			t.Errorf("gelu(%v) = %v, expected %v", x, got[0], want)
		}
	}
}
