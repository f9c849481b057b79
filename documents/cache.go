package documents

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Cache keeps what files became, by content hash, in a folder, so that an
// unchanged file is not read again and texts need not be held in memory. The
// zero value keeps nothing. An entry is the Info and then the Blocks.
type Cache struct {
	Dir string // made when it is needed; "" keeps nothing
}

// cacheVersion changes whenever the readers or the entries do.
const cacheVersion = 2

// ErrLost says that the text of a document is no longer where it was kept.
// Reading the sources again brings it back.
var ErrLost = errors.New("documents: the text that was kept is gone")

func (c Cache) path(hash string) string {
	return filepath.Join(c.Dir, fmt.Sprintf("%s.v%d.json.gz", hash, cacheVersion))
}

// Known returns what the file with a content hash became, nil where that is
// not known or the entry is damaged; see [Options]. Its text stays in the cache.
func (c Cache) Known(hash string) *Document {
	if c.Dir == "" {
		return nil
	}
	doc := &Document{shelf: c.path(hash)}
	if err := readEntry(doc.shelf, &doc.Info); err != nil || doc.Hash != hash {
		return nil
	}
	return doc
}

// readEntry decodes the parts of an entry, or the first of them.
func readEntry(path string, parts ...any) error {
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

// Full is the document with its Blocks, also where they were left in a cache.
// The error is then ErrLost where they are not there any more.
func (d *Document) Full() (*Document, error) {
	if d.shelf == "" {
		return d, nil
	}
	full := *d
	full.shelf = ""
	var info Info
	if err := readEntry(d.shelf, &info, &full.Blocks); err != nil {
		_ = os.Remove(d.shelf) // so that the file is read anew
		return nil, fmt.Errorf("%w: %s: %w", ErrLost, d.Path, err)
	}
	return &full, nil
}

// kept tells whether the document's text is still there.
func (d *Document) kept() bool {
	if d == nil || d.shelf == "" {
		return d != nil
	}
	_, err := os.Stat(d.shelf)
	return err == nil
}

// shelve leaves a document's text in the cache; in memory, where that fails.
func (c Cache) shelve(d *Document) {
	if c.Dir != "" && d.shelf == "" && c.write(d) == nil {
		d.shelf, d.Blocks = c.path(d.Hash), nil
	}
}

// Add writes the documents of a library that are not kept yet.
func (c Cache) Add(lib *Library) error {
	if c.Dir == "" {
		return nil
	}
	for _, d := range lib.Documents {
		if err := c.add(d); err != nil {
			return err
		}
	}
	return nil
}

func (c Cache) add(d *Document) error {
	path := c.path(d.Hash)
	if _, err := os.Stat(path); err == nil || d.shelf == path {
		return nil
	}
	return c.write(d)
}

func (c Cache) write(d *Document) error {
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	if err := writeGzip(c.path(d.Hash), alone(d)); err != nil {
		return fmt.Errorf("keeping %s: %w", d.Path, err)
	}
	return nil
}

// Keep writes the documents of libraries that are not kept yet, and removes
// the entries of files that are no longer in any of them.
func (c Cache) Keep(libs ...*Library) error {
	if c.Dir == "" {
		return nil
	}
	wanted := map[string]bool{}
	for _, lib := range libs {
		if err := c.Add(lib); err != nil {
			return err
		}
		for _, d := range lib.Documents {
			wanted[filepath.Base(c.path(d.Hash))] = true
		}
	}
	entries, err := os.ReadDir(c.Dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			_ = os.Remove(filepath.Join(c.Dir, e.Name()))
		}
	}
	return nil
}

// alone is a document as its file tells it, since a sidecar may say something
// else the next time.
func alone(d *Document) *Document {
	if d.Own == nil {
		return d
	}
	return &Document{Info: *d.Own, Blocks: d.Blocks, shelf: d.shelf}
}

// writeGzip writes a document so that the file is whole or absent.
func writeGzip(path string, doc *Document) error {
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	z := gzip.NewWriter(f)
	enc := json.NewEncoder(z)
	err = errors.Join(enc.Encode(doc.Info), enc.Encode(doc.Blocks))
	if cerr := z.Close(); err == nil {
		err = cerr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
