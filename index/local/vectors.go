package local

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/index/engine"
)

// Vectors are a vectorStore in memory.
type Vectors struct {
	Dims int
	Flat []float32 // passage by passage
}

// of is the vector of a passage.
func (v *Vectors) of(ordinal int) []float32 {
	return v.Flat[ordinal*v.Dims : (ordinal+1)*v.Dims]
}

func (v *Vectors) Size() int { return v.Dims }

func (v *Vectors) Nearest(ctx context.Context, e engine.Engine, q []float32, n int) ([]engine.Candidate, error) {
	cos := v.cosines(q)
	if len(cos) == 0 {
		return nil, nil
	}
	sorted := slices.Clone(cos)
	slices.Sort(sorted)
	low := sorted[max(0, len(sorted)-n)]
	var out []engine.Candidate
	for i, c := range cos {
		if c >= low {
			out = append(out, engine.Candidate{Ordinal: i, Score: float64(c)})
		}
	}
	out = engine.NearestOf(out, n)
	ordinals := make([]int, len(out))
	for i, c := range out {
		ordinals[i] = c.Ordinal
	}
	records, err := e.Records(ctx, ordinals)
	for i, r := range records {
		out[i].Record = r
	}
	return out, err
}

// cosines gives the cosine of every passage with a vector.
func (v *Vectors) cosines(q []float32) []float32 {
	n := len(v.Flat) / max(1, v.Dims)
	out := make([]float32, n)
	var group errgroup.Group
	step := max(4096, n/runtime.GOMAXPROCS(0)+1)
	for from := 0; from < n; from += step {
		group.Go(func() error {
			for i := from; i < min(from+step, n); i++ {
				out[i] = dot(q, v.of(i))
			}
			return nil
		})
	}
	_ = group.Wait() // no error is given
	return out
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

// VectorCache keeps vectors by the hash of their text, for one model: a file
// of records, each a key and the vector's numbers as little-endian float32. A
// record that was cut off by a crash is left out, and overwritten.
type VectorCache struct {
	path  string // "" keeps nothing
	Dims  int    // 0 while no vector is known
	Known map[engine.TextKey][]float32
}

// OpenVectors reads what is known of a model's vectors in dir.
func OpenVectors(dir, model string) (*VectorCache, error) {
	c := &VectorCache{Known: map[engine.TextKey][]float32{}}
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

func (c *VectorCache) read(data []byte) {
	if len(data) < 4 {
		return
	}
	c.Dims = int(binary.LittleEndian.Uint32(data))
	size := 16 + 4*c.Dims
	if c.Dims <= 0 || c.Dims > 1<<16 {
		c.Dims = 0
		return
	}
	for at := 4; at+size <= len(data); at += size {
		v := make([]float32, c.Dims)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[at+16+4*i:]))
		}
		c.Known[engine.TextKey(data[at:at+16])] = v
	}
}

// Add takes a vector in; a change of dimensions forgets all others.
func (c *VectorCache) Add(key engine.TextKey, v []float32) {
	if len(v) != c.Dims {
		c.Dims = len(v)
		c.Known = map[engine.TextKey][]float32{}
	}
	c.Known[key] = v
}

// Keep writes the vectors with the given keys, and no others.
func (c *VectorCache) Keep(keys []engine.TextKey) error {
	if c.path == "" || c.Dims == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(c.path), 0o755); err != nil {
		return fmt.Errorf("keeping the vectors: %w", err)
	}
	data := binary.LittleEndian.AppendUint32(nil, uint32(c.Dims))
	written := map[engine.TextKey]bool{}
	for _, k := range keys {
		v, ok := c.Known[k]
		if !ok || written[k] {
			continue
		}
		written[k] = true
		data = append(data, k[:]...)
		for _, x := range v {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
		}
	}
	return WriteFile(c.path, data)
}
