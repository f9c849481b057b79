package local

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// VectorCache knows vectors of one model by the hash of their text, and keeps
// them in a file: a header of 16 bytes, then records, each a key and a vector
// as [meaning.Packed.Record] gives it. Records are only ever added, so that
// whoever is killed loses none but the last.
type VectorCache struct {
	path   string // "" keeps nothing
	model  [8]byte
	packed *meaning.Packed // nil while no vector is known
	slots  map[engine.TextKey]int32
	keys   []engine.TextKey        // of the vectors in packed
	kept   map[engine.TextKey]bool // those that stand in the file
	fresh  []int32                 // slots of those that do not
	broken bool                    // the file is not of this form, or was cut off
	turn   int                     // grows whenever vectors get other slots
	wanted int                     // vectors that were wanted when all texts were known last
}

const (
	vectorMagic  = "TFV1"
	vectorHeader = 16 // magic, 8 bytes of the model's hash, the number of dimensions
	maxDims      = 1 << 16
	// spareVectors is how many vectors of other texts the file may hold: those
	// of other collections, or of documents that may come back.
	spareVectors = 100_000
)

// OpenVectors are the vectors of a model that dir keeps; "" keeps none. They
// are read by [VectorCache.Read].
func OpenVectors(dir, model string) *VectorCache {
	sum := sha256.Sum256([]byte(model))
	c := &VectorCache{model: [8]byte(sum[:8]), slots: map[engine.TextKey]int32{}, kept: map[engine.TextKey]bool{}}
	if dir != "" {
		c.path = filepath.Join(dir, hex.EncodeToString(sum[:8])+".vectors")
	}
	return c
}

// Read takes in those vectors of the file that are wanted and not known yet.
// A file that is damaged gives what is whole.
func (c *VectorCache) Read(wanted map[engine.TextKey]bool) error {
	if c.path == "" {
		return nil
	}
	data, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		clear(c.kept)
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the vectors: %w", err)
	}
	whole := c.Take(data, wanted, c.kept)
	c.broken = !whole
	return nil
}

// Take takes in the wanted vectors of a file of this model, its own or a [Halved], and notes in seen,
// which may be nil, all that stand there; of another model it takes none. It
// tells whether the file is whole.
func (c *VectorCache) Take(data []byte, wanted, seen map[engine.TextKey]bool) bool {
	if len(data) >= len(halvedMagic) && string(data[:len(halvedMagic)]) == halvedMagic {
		return c.takeHalved(data, wanted, seen)
	}
	dims, ok := c.header(data)
	if !ok {
		return false
	}
	size := len(engine.TextKey{}) + meaning.RecordSize(dims)
	at := vectorHeader
	for ; at+size <= len(data); at += size {
		key := engine.TextKey(data[at : at+16])
		if seen != nil {
			seen[key] = true
		}
		if wanted[key] && !c.Has(key) {
			c.enter(key, dims)
			c.packed.AppendRecord(data[at+16 : at+size])
		}
	}
	return at == len(data)
}

// header reads a file's header: how many numbers a vector has.
func (c *VectorCache) header(data []byte) (dims int, ok bool) {
	if len(data) < vectorHeader || string(data[:4]) != vectorMagic || [8]byte(data[4:12]) != c.model {
		return 0, false
	}
	dims = int(binary.LittleEndian.Uint32(data[12:]))
	return dims, dims > 0 && dims <= maxDims && (c.packed == nil || c.packed.Dim() == dims)
}

// Dims is how many numbers a vector has, 0 while none is known.
func (c *VectorCache) Dims() int {
	if c.packed == nil {
		return 0
	}
	return c.packed.Dim()
}

// Has tells whether a text's vector is known.
func (c *VectorCache) Has(key engine.TextKey) bool {
	_, ok := c.slots[key]
	return ok
}

// Vector is that of a text, nil where it is not known.
func (c *VectorCache) Vector(key engine.TextKey) []float32 {
	slot, ok := c.slots[key]
	if !ok {
		return nil
	}
	return c.packed.At(int(slot))
}

// Add takes a vector in; a change of dimensions forgets all others.
func (c *VectorCache) Add(key engine.TextKey, v []float32) {
	if c.packed != nil && c.packed.Dim() != len(v) {
		c.forget()
		c.broken = true
	}
	if c.Has(key) {
		return
	}
	c.fresh = append(c.fresh, c.enter(key, len(v)))
	c.packed.Append(v)
}

// enter gives a text the slot of the vector that is appended next.
func (c *VectorCache) enter(key engine.TextKey, dims int) int32 {
	if c.packed == nil {
		c.packed = meaning.NewPacked(dims, 0)
	}
	slot := int32(c.packed.Len())
	c.slots[key] = slot
	c.keys = append(c.keys, key)
	return slot
}

func (c *VectorCache) forget() {
	c.turn++
	c.packed, c.keys, c.fresh = nil, nil, nil
	clear(c.slots)
	clear(c.kept)
}

// Serves tells whether vectors that were made by [VectorCache.With] may be added to:
// their slots are those of now, and no more is held than may be spared.
func (c *VectorCache) Serves(v *Vectors) bool {
	return v.turn == c.turn && len(c.keys) <= 2*c.wanted+1000 && len(c.kept) <= c.wanted+spareVectors
}

// Stands tells whether a wanted vector that is not known stands in the file.
func (c *VectorCache) Stands(wanted map[engine.TextKey]bool) bool {
	for k := range wanted {
		if c.kept[k] && !c.Has(k) {
			return true
		}
	}
	return false
}

// With gives vectors with those of more passages, by their keys, as far as they
// are known; nil where none is.
func (c *VectorCache) With(v *Vectors, ordinals []int, keys []Keys) *Vectors {
	if c.packed == nil {
		return nil
	}
	if v.turn != c.turn {
		v = NoVectors(len(v.pieces))
	}
	out := &Vectors{packed: c.packed.View(), pieces: slices.Clone(v.pieces), sentences: slices.Clone(v.sentences), asked: slices.Clone(v.asked), vain: slices.Clone(v.vain), count: v.count, turn: c.turn}
	for i, n := range ordinals {
		if out.pieces[n] != nil {
			continue
		}
		pieces, sentences, asked, vain := c.slotsOf(keys[i].Pieces), c.slotsOf(keys[i].Sentences), c.slotsOf(keys[i].Asked), c.slotsOf(keys[i].Vain)
		if len(pieces)+len(sentences)+len(asked)+len(vain) == len(keys[i].All()) {
			out.pieces[n], out.sentences[n], out.asked[n], out.vain[n] = pieces, sentences, asked, vain
			out.count++
		}
	}
	return out
}

// slotsOf are the slots of some vectors; nil where one is not known, or of none.
func (c *VectorCache) slotsOf(keys []engine.TextKey) []int32 {
	var slots []int32
	for _, k := range keys {
		slot, ok := c.slots[k]
		if !ok {
			return nil
		}
		slots = append(slots, slot)
	}
	return slots
}

// NoVectors are the vectors of so many passages while none is known.
func NoVectors(passages int) *Vectors {
	return &Vectors{pieces: make([][]int32, passages), sentences: make([][]int32, passages), asked: make([][]int32, passages), vain: make([][]int32, passages)}
}
