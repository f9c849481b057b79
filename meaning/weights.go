package meaning

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
)

// The shape of the model, and of the file that data/convert.py describes.
const (
	width   = 384  // numbers of a token
	layers  = 12   // of the encoder
	heads   = 12   // of attention
	head    = 32   // numbers of a head
	inner   = 1536 // numbers of a token between the two matrices of a layer
	places  = 512  // positions a token can have
	block   = 32   // weights that share a scale
	q4      = 18   // bytes of such a block
	rowsOf  = 8    // rows of a panel
	align   = 64   // of a section of the file
	version = 1    // of the file's form
)

// numbers are the model's. They are never written to; the operating system
// reads a part of them from the binary when it is first looked at.
//
//go:embed data/e5-small.bin
var numbers []byte

// header is the file's first 64 bytes.
type header struct {
	pieces, texts, norms, outputs int
	unknown                       float32
	sum                           [8]byte
}

// model is the file in use: views of its bytes, and what is small as numbers.
type model struct {
	vocabulary
	words        []byte // Q4 rows of the pieces; then begin, end, unknown
	place        []byte // float32 of the positions
	scale, shift []float32
	layers       [layers]layer // as a passage goes through them
	asking       [layers]layer // as a question does
}

// layer is one of the encoder's.
type layer struct {
	query, key, value, out, up, down       matrix
	midScale, midShift, endScale, endShift []float32
}

// matrix is a matrix of 4-bit weights in panels of 8 rows, and its biases.
type matrix struct {
	rows, blocks int    // blocks of 32 columns
	panels       []byte // rows/8 panels of blocks*144 bytes
	bias         []float32
}

// section reads the file from its beginning on.
type section struct {
	data []byte
	at   int
}

func (s *section) bytes(n int) []byte {
	s.at += n
	return s.data[s.at-n : s.at : s.at]
}

func (s *section) floats(n int) []float32 {
	b := s.bytes(4 * n)
	out := make([]float32, n)
	for i := range out {
		out[i] = float(b, i)
	}
	return out
}

func (s *section) end() { s.at = (s.at + align - 1) / align * align }

func (s *section) matrix(rows, columns int) matrix {
	m := matrix{rows: rows, blocks: columns / block}
	m.panels = s.bytes(rows * m.blocks * q4)
	m.bias = s.floats(rows)
	return m
}

// float is the i-th float32 of bytes.
func float(b []byte, i int) float32 {
	return math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
}

func readHeader(data []byte) (header, error) {
	if len(data) < align || string(data[:4]) != "TFE5" || binary.LittleEndian.Uint32(data[4:]) != version {
		return header{}, fmt.Errorf("meaning: the model's numbers are not of form %d; make them with data/convert.py", version)
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint32(data[8+4*i:])) }
	h := header{pieces: at(0), texts: at(1), norms: at(2), outputs: at(3), unknown: float(data[8:], 4)}
	copy(h.sum[:], data[28:36])
	if size := h.size(); size != len(data) {
		return header{}, fmt.Errorf("meaning: the model's numbers are %d bytes, expected %d", len(data), size)
	}
	return h, nil
}

// size is how many bytes a file with this header has.
func (h header) size() int {
	up := func(n int) int { return (n + align - 1) / align * align }
	matrices := q4 / 2 * (4*width*width + 2*width*inner) * 2 / block
	return align + up(8*h.pieces+4+h.texts) + up(8*h.norms+4+4*h.outputs) +
		up((h.pieces+3)*width/block*q4) + up(4*(places*width+2*width)) +
		layers*up(matrices+4*(5*width+inner+4*width))
}

func readModel(data []byte) (*model, error) {
	h, err := readHeader(data)
	if err != nil {
		return nil, err
	}
	m := &model{}
	s := &section{data: data, at: align}
	m.vocabulary = vocabulary{
		count: h.pieces, unknown: h.unknown,
		begins: s.bytes(4 * (h.pieces + 1)), scores: s.bytes(4 * h.pieces), texts: s.bytes(h.texts),
	}
	s.end()
	m.normaliser = normaliser{
		points: s.bytes(4 * h.norms), begins: s.bytes(4 * (h.norms + 1)), outputs: s.bytes(4 * h.outputs),
	}
	s.end()
	m.words = s.bytes((h.pieces + 3) * width / block * q4)
	s.end()
	m.place, m.scale, m.shift = s.bytes(4*places*width), s.floats(width), s.floats(width)
	for i := range m.layers {
		s.end()
		m.layers[i] = s.layer()
	}
	m.asking, err = asking(m.layers, questionNumbers)
	return m, err
}

func (s *section) layer() layer {
	return layer{
		query: s.matrix(width, width), key: s.matrix(width, width), value: s.matrix(width, width),
		out: s.matrix(width, width), up: s.matrix(inner, width), down: s.matrix(width, inner),
		midScale: s.floats(width), midShift: s.floats(width), endScale: s.floats(width), endShift: s.floats(width),
	}
}
