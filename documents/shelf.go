package documents

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// ErrLost says that the text of a document is no longer where it was kept.
// Reading the sources again brings it back.
var ErrLost = errors.New("documents: the text that was kept is gone")

// ErrChanged says that the file of a document is no longer the one that was read.
var ErrChanged = errors.New("documents: the file is another than the one that was read")

// Full is the document with its Blocks, also where they were left in a cache.
// The error is then ErrLost where they are not there any more.
func (d *Document) Full() (*Document, error) {
	if d.Shelf == "" {
		return d, nil
	}
	full := *d
	full.Shelf = ""
	var info Info
	if err := ReadEntry(d.Shelf, &info, &full.Blocks, &full.Losses, &full.Layer); err != nil {
		_ = os.Remove(d.Shelf) // so that the file is read anew
		return nil, fmt.Errorf("%w: %s: %w", ErrLost, d.Path, err)
	}
	return &full, nil
}

// Kept tells whether the document's text is still there.
func (d *Document) Kept() bool {
	if d == nil || d.Shelf == "" {
		return d != nil
	}
	_, err := os.Stat(d.Shelf)
	return err == nil
}

// Alone is a document as its file tells it, since a sidecar may say something
// else the next time.
func Alone(d *Document) *Document {
	if d.Own == nil {
		return d
	}
	return &Document{Info: *d.Own, Blocks: d.Blocks, Losses: d.Losses, Layer: d.Layer, Shelf: d.Shelf}
}

// ReadEntry decodes the parts of an entry, or the first of them.
func ReadEntry(path string, parts ...any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return err
	}
	dec := json.NewDecoder(z)
	for _, p := range parts {
		if err := dec.Decode(p); err != nil {
			return err
		}
	}
	return nil
}
