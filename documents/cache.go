package documents

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Cache keeps what files became, by content hash, in a folder, so that an
// unchanged file is not read again. The zero value keeps nothing.
type Cache struct {
	Dir string // made when it is needed; "" keeps nothing
}

// cacheVersion changes whenever the readers do.
const cacheVersion = 1

func (c Cache) path(hash string) string {
	return filepath.Join(c.Dir, fmt.Sprintf("%s.v%d.json.gz", hash, cacheVersion))
}

// Known returns what the file with a content hash became, nil where that is
// not known or the entry is damaged; see [Options].
func (c Cache) Known(hash string) *Document {
	if c.Dir == "" {
		return nil
	}
	f, err := os.Open(c.path(hash))
	if err != nil {
		return nil
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil
	}
	var doc Document
	if err := json.NewDecoder(z).Decode(&doc); err != nil || doc.Hash != hash {
		return nil
	}
	return &doc
}

// Add writes the documents of a library that are not kept yet.
func (c Cache) Add(lib *Library) error {
	if c.Dir == "" {
		return nil
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	for _, d := range lib.Documents {
		path := c.path(d.Hash)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		if err := writeGzip(path, alone(d)); err != nil {
			return fmt.Errorf("keeping %s: %w", d.Path, err)
		}
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
	return &Document{Info: *d.Own, Blocks: d.Blocks}
}

// writeGzip writes a document so that the file is whole or absent.
func writeGzip(path string, doc *Document) error {
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	z := gzip.NewWriter(f)
	err = json.NewEncoder(z).Encode(doc)
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
