package local

import (
	"encoding/binary"
	"math"

	"github.com/digitaskforce/taskforce/index/engine"
)

// Halved is a file of vectors in half the bytes of a [VectorCache]'s, for those that a
// program carries along: each number is what its vector differs by from a centre, in 4
// bits, times a scale of the vector. A product with a vector of length 1 is off by some
// 0.002 where the vectors lie 0.4 from the centre. What stands in it stays as it is, so
// that a file with the same texts is the same file.
//
// After "TFV2", 8 bytes of the model's hash and a uint32, the number of dimensions (an
// even one), come the centre, float32 each, and records: a key, a float32 of the scale
// and a byte for two numbers, the first of them low, each plus 8. All is little-endian.
type Halved struct {
	model   [8]byte
	centre  []float32
	records map[engine.TextKey][]byte
}

const (
	halvedMagic = "TFV2"
	halvedTop   = 7 // the greatest number of 4 bits with a sign
)

// NewHalved makes room for vectors of a model around a centre, of as many numbers as
// they have.
func NewHalved(model string, centre []float32) *Halved {
	return &Halved{OpenVectors("", model).model, centre, map[engine.TextKey][]byte{}}
}

// Take takes in what stands in a file of the same model and centre.
func (h *Halved) Take(file []byte) {
	model, centre, records, _ := readHalved(file)
	if model != h.model || len(centre) != len(h.centre) {
		return
	}
	for i, x := range centre {
		if x != h.centre[i] {
			return
		}
	}
	for _, r := range records {
		h.records[engine.TextKey(r[:16])] = r[16:]
	}
}

// Has tells whether a text's vector is there.
func (h *Halved) Has(key engine.TextKey) bool {
	_, ok := h.records[key]
	return ok
}

// Add takes in a vector of as many numbers as the centre has.
func (h *Halved) Add(key engine.TextKey, v []float32) {
	away := make([]float32, len(v))
	var most float32
	for i, x := range v {
		away[i] = x - h.centre[i]
		most = max(most, float32(math.Abs(float64(away[i]))))
	}
	record, least := []byte(nil), math.Inf(1)
	// A few numbers are far greater than the others, and are cut so that those lie finer.
	for cut := float32(1); cut > 0.5; cut -= 0.05 {
		if r, off := halve(away, cut*most/halvedTop); off < least {
			record, least = r, off
		}
	}
	h.records[key] = record
}

// halve gives a record without its key, and the sum of the squares that it is off by.
func halve(away []float32, scale float32) (record []byte, off float64) {
	record = binary.LittleEndian.AppendUint32(nil, math.Float32bits(scale))
	for i, x := range away {
		n := 0.0
		if scale > 0 {
			n = max(-halvedTop-1, min(halvedTop, math.RoundToEven(float64(x/scale))))
		}
		d := n*float64(scale) - float64(x)
		off += d * d
		if i%2 == 0 {
			record = append(record, byte(int(n)+8))
		} else {
			record[len(record)-1] |= byte(int(n)+8) << 4
		}
	}
	return record, off
}

// File gives those of some texts, in their order, as [VectorCache.Take] takes them in.
func (h *Halved) File(keys []engine.TextKey) []byte {
	data := append([]byte(halvedMagic), h.model[:]...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(h.centre)))
	for _, x := range h.centre {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	written := map[engine.TextKey]bool{}
	for _, k := range keys {
		if r, ok := h.records[k]; ok && !written[k] {
			written[k] = true
			data = append(append(data, k[:]...), r...)
		}
	}
	return data
}

// readHalved reads a file: its model, its centre and its records with their keys. It
// tells whether it is whole.
func readHalved(file []byte) (model [8]byte, centre []float32, records [][]byte, whole bool) {
	if len(file) < vectorHeader || string(file[:4]) != halvedMagic {
		return model, nil, nil, false
	}
	dims := int(binary.LittleEndian.Uint32(file[12:]))
	if dims <= 0 || dims > maxDims || dims%2 != 0 || len(file) < vectorHeader+4*dims {
		return model, nil, nil, false
	}
	for i := range dims {
		centre = append(centre, math.Float32frombits(binary.LittleEndian.Uint32(file[vectorHeader+4*i:])))
	}
	size := len(engine.TextKey{}) + 4 + dims/2
	at := vectorHeader + 4*dims
	for ; at+size <= len(file); at += size {
		records = append(records, file[at:at+size])
	}
	return [8]byte(file[4:12]), centre, records, at == len(file)
}

// unhalve sets dst to the vector of a record without its key.
func unhalve(dst, centre []float32, record []byte) {
	scale := math.Float32frombits(binary.LittleEndian.Uint32(record))
	for i, b := range record[4:] {
		dst[2*i] = centre[2*i] + scale*float32(int(b&15)-8)
		dst[2*i+1] = centre[2*i+1] + scale*float32(int(b>>4)-8)
	}
}

// takeHalved is [VectorCache.Take] of such a file.
func (c *VectorCache) takeHalved(file []byte, wanted, seen map[engine.TextKey]bool) bool {
	model, centre, records, whole := readHalved(file)
	if model != c.model || c.packed != nil && c.packed.Dim() != len(centre) {
		return false
	}
	v := make([]float32, len(centre))
	for _, r := range records {
		key := engine.TextKey(r[:16])
		if seen != nil {
			seen[key] = true
		}
		if wanted[key] && !c.Has(key) {
			c.enter(key, len(v))
			unhalve(v, centre, r[16:])
			c.packed.Append(v)
		}
	}
	return whole
}
