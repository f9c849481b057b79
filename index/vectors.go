package index

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

// vectors are the embeddings of an index's passages, each of length 1.
type vectors struct {
	dims int
	flat []float32 // passage by passage
}

// of is the vector of a passage.
func (v *vectors) of(ordinal int) []float32 {
	return v.flat[ordinal*v.dims : (ordinal+1)*v.dims]
}

// normalize scales a vector to length 1, so that a dot product is a cosine.
func normalize(v []float32) {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		clear(v)
		return
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
}

// dot is the dot product of two vectors of one length.
func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	n := len(a) &^ 3
	b = b[:len(a)]
	for i := 0; i < n; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for i := n; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// textKey identifies a text in a vector cache.
type textKey [16]byte

func keyOf(text string) textKey {
	sum := sha256.Sum256([]byte(text))
	return textKey(sum[:16])
}

// vectorCache keeps vectors by the hash of their text, for one model: a file
// of records, each a key and the vector's numbers as little-endian float32. A
// record that was cut off by a crash is left out, and overwritten.
type vectorCache struct {
	path  string // "" keeps nothing
	dims  int    // 0 while no vector is known
	known map[textKey][]float32
}

// openVectors reads what is known of a model's vectors in dir.
func openVectors(dir, model string) (*vectorCache, error) {
	c := &vectorCache{known: map[textKey][]float32{}}
	if dir == "" {
		return c, nil
	}
	sum := sha256.Sum256([]byte(model))
	c.path = filepath.Join(dir, hex.EncodeToString(sum[:8])+".vectors")
	data, err := os.ReadFile(c.path)
	if errors.Is(err, os.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the vectors: %w", err)
	}
	c.read(data)
	return c, nil
}

func (c *vectorCache) read(data []byte) {
	if len(data) < 4 {
		return
	}
	c.dims = int(binary.LittleEndian.Uint32(data))
	size := 16 + 4*c.dims
	if c.dims <= 0 || c.dims > 1<<16 {
		c.dims = 0
		return
	}
	for at := 4; at+size <= len(data); at += size {
		v := make([]float32, c.dims)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[at+16+4*i:]))
		}
		c.known[textKey(data[at:at+16])] = v
	}
}

// add takes a vector in; a change of dimensions forgets all others.
func (c *vectorCache) add(key textKey, v []float32) {
	if len(v) != c.dims {
		c.dims = len(v)
		c.known = map[textKey][]float32{}
	}
	c.known[key] = v
}

// keep writes the vectors with the given keys, and no others.
func (c *vectorCache) keep(keys []textKey) error {
	if c.path == "" || c.dims == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o755); err != nil {
		return fmt.Errorf("keeping the vectors: %w", err)
	}
	data := binary.LittleEndian.AppendUint32(nil, uint32(c.dims))
	written := map[textKey]bool{}
	for _, k := range keys {
		v, ok := c.known[k]
		if !ok || written[k] {
			continue
		}
		written[k] = true
		data = append(data, k[:]...)
		for _, x := range v {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
	}
	return writeFile(c.path, data)
}
