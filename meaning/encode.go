package meaning

import (
	"context"
	"encoding/binary"
	"math"
)

// tile is how many tokens the kernels take at once; the tokens of a text are
// filled up to a multiple of it.
const tile = 4

// chunk is how many tokens go through the wide part of a layer at once, which
// bounds what it needs.
const chunk = 64

// scratch is what encoding a text needs; it grows to the longest text.
type scratch struct {
	text  []byte
	steps []step
	ids   []int32

	x, q, k, v []float32 // tokens by width
	keys       []float32 // per head: its numbers by tokens, filled up to columns
	probs      []float32
	mid        []float32 // chunk by inner
	quantised
}

// quantised are tokens whose numbers are integers of -127..127 with a scale
// for each 32.
type quantised struct {
	ints   []int8
	scales []float32
	sums   []int32 // 8 times the sum of the integers, by which weights of 0..15 are too large
}

// grow makes room for tokens, a multiple of tile.
func (s *scratch) grow(tokens int) {
	if n := tokens * width; len(s.x) < n {
		s.x, s.q, s.k, s.v = make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	}
	if n := padded(tokens, columns) * width; len(s.keys) < n {
		s.keys, s.probs = make([]float32, n), make([]float32, n/width)
	}
	part := min(tokens, chunk)
	if n := part * inner; len(s.mid) < n {
		s.mid = make([]float32, n)
	}
	if n := max(tokens*width, part*inner); len(s.ints) < n {
		s.ints, s.scales, s.sums = make([]int8, n), make([]float32, n/block), make([]int32, n/block)
	}
}

func padded(n, to int) int { return (n + to - 1) / to * to }

// vector runs the tokens s.ids through the layers, by the numbers of one
// kind of text, and gives the mean of what they become, scaled to length 1.
func (m *model) vector(ctx context.Context, s *scratch, through *[layers]layer) ([]float32, error) {
	count := len(s.ids)
	tokens := padded(count, tile)
	s.grow(tokens)
	m.embed(s, tokens)
	for i := range through {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		through[i].run(s, count, tokens)
	}
	return mean(s.x, count), nil
}

// embed sets x to the rows of the pieces and their places.
func (m *model) embed(s *scratch, tokens int) {
	clear(s.x[:tokens*width])
	for t, id := range s.ids {
		x := s.x[t*width : (t+1)*width]
		unpackRow(x, m.words[int(id)*width/block*q4:])
		for i := range x {
			x[i] += float(m.place, t*width+i)
		}
	}
	layerNorm(s.x[:tokens*width], nil, m.scale, m.shift)
}

// unpackRow unpacks a Q4 row.
func unpackRow(x []float32, row []byte) {
	for b := 0; b < len(x)/block; b++ {
		scale := half(binary.LittleEndian.Uint16(row[b*q4:]))
		for j, w := range row[b*q4+2 : (b+1)*q4] {
			x[b*block+j] = float32(int(w&15)-8) * scale
			x[b*block+j+16] = float32(int(w>>4)-8) * scale
		}
	}
}

// half is a finite float16 as float32.
func half(h uint16) float32 {
	bits := uint32(int32(int16(h))<<13) & 0x8fffe000
	return math.Float32frombits(bits) * 0x1p112
}

// run takes x through a layer: attention, then the two wide matrices, each
// added to what was there and normed. count of the tokens are the text's.
func (l *layer) run(s *scratch, count, tokens int) {
	n := tokens * width
	x, q, k, v := s.x[:n], s.q[:n], s.k[:n], s.v[:n]
	s.quantise(x)
	s.times(q, &l.query, tokens)
	s.times(k, &l.key, tokens)
	s.times(v, &l.value, tokens)
	s.attend(count)
	s.quantise(q)
	s.times(k, &l.out, tokens)
	layerNorm(x, k, l.midScale, l.midShift)
	for from := 0; from < tokens; from += chunk {
		part := min(chunk, tokens-from)
		mid := s.mid[:part*inner]
		s.quantise(x[from*width : (from+part)*width])
		s.times(mid, &l.up, part)
		gelu(mid)
		s.quantise(mid)
		s.times(k[from*width:(from+part)*width], &l.down, part)
	}
	layerNorm(x, k, l.endScale, l.endShift)
}

// quantise makes integers of numbers, a multiple of 32 of them.
func (q *quantised) quantise(x []float32) {
	n := len(x)
	quantise(q.ints[:n], q.scales[:n/block], q.sums[:n/block], x)
}

// times sets y to the product of the quantised tokens and a matrix, with its
// biases.
func (q *quantised) times(y []float32, m *matrix, tokens int) {
	size := m.blocks * q4 * rowsOf
	for p := range m.rows / rowsOf {
		panel(y[p*rowsOf:], m.rows, m.panels[p*size:(p+1)*size], m.bias[p*rowsOf:(p+1)*rowsOf], q, m.blocks, tokens)
	}
}

// mean is the mean of tokens, scaled to length 1.
func mean(x []float32, count int) []float32 {
	out := make([]float32, width)
	for t := range count {
		for i, v := range x[t*width : (t+1)*width] {
			out[i] += v
		}
	}
	sum := 0.0
	for _, v := range out {
		sum += float64(float64(v) * float64(v))
	}
	if sum == 0 {
		return out
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range out {
		out[i] *= scale
	}
	return out
}
