package index

import (
	"cmp"
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
)

// vectorStore holds the embeddings of an index's passages, each of length 1.
type vectorStore interface {
	// size is how many numbers a vector has.
	size() int
	// nearest gives the n passages of the engine whose cosines with a vector are
	// highest, best first, with the cosine as the score.
	nearest(ctx context.Context, e engine, q []float32, n int) ([]candidate, error)
}

// vectors are a vectorStore in memory.
type vectors struct {
	dims int
	flat []float32 // passage by passage
}

// of is the vector of a passage.
func (v *vectors) of(ordinal int) []float32 {
	return v.flat[ordinal*v.dims : (ordinal+1)*v.dims]
}

func (v *vectors) size() int { return v.dims }

func (v *vectors) nearest(ctx context.Context, e engine, q []float32, n int) ([]candidate, error) {
	cos := v.cosines(q)
	if len(cos) == 0 {
		return nil, nil
	}
	sorted := slices.Clone(cos)
	slices.Sort(sorted)
	low := sorted[max(0, len(sorted)-n)]
	var out []candidate
	for i, c := range cos {
		if c >= low {
			out = append(out, candidate{ordinal: i, score: float64(c)})
		}
	}
	out = nearestOf(out, n)
	ordinals := make([]int, len(out))
	for i, c := range out {
		ordinals[i] = c.ordinal
	}
	records, err := e.records(ctx, ordinals)
	for i, r := range records {
		out[i].record = r
	}
	return out, err
}

// nearestOf orders candidates by their scores and keeps n; of equal ones the first.
func nearestOf(all []candidate, n int) []candidate {
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.ordinal, b.ordinal))
	})
	return all[:min(n, len(all))]
}

// cosines gives the cosine of every passage with a vector.
func (v *vectors) cosines(q []float32) []float32 {
	n := len(v.flat) / max(1, v.dims)
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
