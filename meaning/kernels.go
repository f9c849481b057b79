//go:build amd64 || arm64

package meaning

// The kernels in assembly where the processor can run them, those of plain.go
// elsewhere. What assembly reads and writes is checked here.

func panel(y []float32, stride int, p []byte, bias []float32, q *quantised, blocks, tokens int) {
	if !fast {
		panelPlain(y, stride, p, bias, q, blocks, tokens)
		return
	}
	_, _, _, _ = y[(tokens-1)*stride+rowsOf-1], q.ints[tokens*blocks*block-1], p[blocks*q4*rowsOf-1], bias[rowsOf-1]
	_, _ = q.scales[tokens*blocks-1], q.sums[tokens*blocks-1]
	if vnni {
		panelVNNI(&y[0], stride, &p[0], &bias[0], &q.ints[0], &q.scales[0], &q.sums[0], blocks, tokens/tile)
		return
	}
	panelVector(&y[0], stride, &p[0], &bias[0], &q.ints[0], &q.scales[0], &q.sums[0], blocks, tokens/tile)
}

func quantise(ints []int8, scales []float32, sums []int32, x []float32) {
	if !fast {
		quantisePlain(ints, scales, sums, x)
		return
	}
	n := len(scales)
	_, _, _ = ints[n*block-1], sums[n-1], x[n*block-1]
	quantiseVector(&ints[0], &scales[0], &sums[0], &x[0], n)
}

func weigh(y, a, m []float32, stride int) {
	if !fast {
		weighPlain(y, a, m, stride)
		return
	}
	_, _ = y[columns-1], m[(len(a)-1)*stride+columns-1]
	weighVector(&y[0], &a[0], &m[0], len(a), stride)
}

func softmax(x []float32, scale float32) float32 {
	if !fast {
		return softmaxPlain(x, scale)
	}
	var sum [8]float32
	_ = x[7]
	softmaxVector(&x[0], len(x)/8, scale, &sum)
	return sumLanes(&sum)
}

func gelu(x []float32) {
	if !fast {
		geluPlain(x)
		return
	}
	_ = x[7]
	geluVector(&x[0], len(x)/8)
}

func dot(a []int16, b []int8) int32 {
	whole := len(a) / block
	b = b[:len(a)]
	if !fast || whole == 0 {
		return dotPlain(a, b)
	}
	return dotVector(&a[0], &b[0], whole) + dotPlain(a[whole*block:], b[whole*block:])
}

//go:noescape
func panelVector(y *float32, stride int, p *byte, bias *float32, ints *int8, scales *float32, sums *int32, blocks, tiles int)

//go:noescape
func quantiseVector(ints *int8, scales *float32, sums *int32, x *float32, blocks int)

//go:noescape
func weighVector(y, a, m *float32, n, stride int)

//go:noescape
func softmaxVector(x *float32, eights int, scale float32, sum *[8]float32)

//go:noescape
func geluVector(x *float32, eights int)

//go:noescape
func dotVector(a *int16, b *int8, blocks int) int32
