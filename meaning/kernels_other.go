//go:build !amd64 && !arm64

package meaning

// fast tells that there are kernels in assembly, vnni that one of them has a
// faster form; here are none.
var fast, vnni = false, false

func panel(y []float32, stride int, p []byte, bias []float32, q *quantised, blocks, tokens int) {
	panelPlain(y, stride, p, bias, q, blocks, tokens)
}

func quantise(ints []int8, scales []float32, sums []int32, x []float32) {
	quantisePlain(ints, scales, sums, x)
}

func weigh(y, a, m []float32, stride int) { weighPlain(y, a, m, stride) }

func softmax(x []float32, scale float32) float32 { return softmaxPlain(x, scale) }

func gelu(x []float32) { geluPlain(x) }

func dot(a []int16, b []int8) int32 { return dotPlain(a, b) }
