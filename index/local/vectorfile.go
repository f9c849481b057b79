package local

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// Save adds to the file what is known and does not stand there.
func (c *VectorCache) Save() error {
	if c.path == "" || len(c.fresh) == 0 {
		c.fresh = nil
		return nil
	}
	if len(c.kept) == 0 || c.broken {
		return c.rewrite(nil)
	}
	f, err := os.OpenFile(c.path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return fmt.Errorf("keeping the vectors: %w", err)
	}
	var data []byte
	for _, slot := range c.fresh {
		data = c.record(data, slot)
	}
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("keeping the vectors: %w", err)
	}
	c.saved()
	return nil
}

func (c *VectorCache) record(dst []byte, slot int32) []byte {
	key := c.keys[slot]
	return c.packed.Record(append(dst, key[:]...), int(slot))
}

func (c *VectorCache) saved() {
	for _, slot := range c.fresh {
		c.kept[c.keys[slot]] = true
	}
	c.fresh = nil
}

// Keep forgets vectors of texts that are not wanted where there are more of
// them than may be spared.
func (c *VectorCache) Keep(wanted map[engine.TextKey]bool) error {
	c.wanted = len(wanted)
	if len(c.keys) > 2*len(wanted)+1000 {
		c.shrink(wanted)
	}
	if c.path == "" || c.packed == nil || len(c.kept) <= len(wanted)+spareVectors {
		return nil
	}
	return c.rewrite(wanted)
}

// shrink forgets in memory what is not wanted.
func (c *VectorCache) shrink(wanted map[engine.TextKey]bool) {
	c.turn++
	old, keys := c.packed, c.keys
	c.packed, c.keys, c.fresh, c.slots = nil, nil, nil, make(map[engine.TextKey]int32, len(wanted))
	for i, k := range keys {
		if wanted[k] {
			c.enter(k, old.Dim())
			c.packed.AppendRecord(old.Record(nil, i))
		}
	}
}

// rewrite writes the file anew, with what is known of the wanted; nil is all.
func (c *VectorCache) rewrite(wanted map[engine.TextKey]bool) error {
	if err := os.MkdirAll(filepath.Dir(c.path), 0o755); err != nil {
		return fmt.Errorf("keeping the vectors: %w", err)
	}
	data := c.head()
	clear(c.kept)
	for slot, k := range c.keys {
		if wanted == nil || wanted[k] {
			data = c.record(data, int32(slot))
			c.kept[k] = true
		}
	}
	c.fresh, c.broken = nil, false
	return whole.Replace(c.path, data)
}

// head is the header of a file of this model's vectors.
func (c *VectorCache) head() []byte {
	data := append([]byte(vectorMagic), c.model[:]...)
	return binary.LittleEndian.AppendUint32(data, uint32(c.Dims()))
}
