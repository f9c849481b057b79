package library

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/documents"
)

// Cache keeps what files became, by content hash, in a folder, so that an
// unchanged file is not read again and texts need not be held in memory. The
// zero value keeps nothing. An entry is the Info, the Blocks, the Losses and the
// Layer; one with pages that were read by character recognition lies beside that without.
type Cache struct {
	Dir    string // made when it is needed; "" keeps nothing
	OCR    bool   // entries with recognised pages are wanted; those that lack such pages do not count
	Partly bool   // with OCR, entries that lack such pages count too
}

// cacheVersion changes whenever the readers or the entries do.
const cacheVersion = 9

func (c Cache) path(hash string, recognised bool) string {
	how := ""
	if recognised {
		how = "-ocr"
	}
	return filepath.Join(c.Dir, fmt.Sprintf("%s.v%d%s.json.gz", hash, cacheVersion, how))
}

// pages is the folder, beside the entries, of what was recognised on the pages
// of files that are not read whole; "" for none.
func (c Cache) pages() string {
	if c.Dir == "" {
		return ""
	}
	return filepath.Join(filepath.Dir(filepath.Clean(c.Dir)), "ocr")
}

// Known returns what the file with a content hash became, nil where that is
// not known or the entry is damaged; see [Options]. Its text stays in the cache.
func (c Cache) Known(hash string) *documents.Document {
	if c.Dir == "" {
		return nil
	}
	if c.OCR {
		if doc := c.entry(hash, true); doc != nil && (c.Partly || doc.Unread == 0) {
			return doc
		}
	}
	doc := c.entry(hash, false)
	if doc != nil && c.OCR && !c.Partly && doc.Unread > 0 {
		return nil
	}
	return doc
}

func (c Cache) entry(hash string, recognised bool) *documents.Document {
	doc := &documents.Document{Shelf: c.path(hash, recognised)}
	if err := documents.ReadEntry(doc.Shelf, &doc.Info); err != nil || doc.Hash != hash {
		return nil
	}
	return doc
}

// place is where a document's entry lies.
func (c Cache) place(d *documents.Document) string { return c.path(d.Hash, d.OCR != "") }

// shelve leaves a document's text in the cache; in memory, where that fails.
func (c Cache) shelve(d *documents.Document) {
	if c.Dir != "" && d.Shelf == "" && c.write(d) == nil {
		d.Shelf, d.Blocks, d.Losses = c.place(d), nil, nil
	}
}

// Add writes the documents of a library that are not kept yet.
func (c Cache) Add(lib *documents.Library) error {
	if c.Dir == "" {
		return nil
	}
	for _, d := range lib.Documents {
		if err := c.addOne(d); err != nil {
			return err
		}
	}
	return nil
}

func (c Cache) addOne(d *documents.Document) error {
	path := c.place(d)
	if _, err := os.Stat(path); err == nil || d.Shelf == path {
		return nil
	}
	return c.write(d)
}

func (c Cache) write(d *documents.Document) error {
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	if err := writeGzip(c.place(d), documents.Alone(d)); err != nil {
		return fmt.Errorf("keeping %s: %w", d.Path, err)
	}
	return nil
}

// Keep writes the documents of libraries that are not kept yet, and removes
// the entries of files that are no longer in any of them.
func (c Cache) Keep(libs ...*documents.Library) error {
	if c.Dir == "" {
		return nil
	}
	wanted := map[string]bool{} // names of entries, and of folders of pages
	for _, lib := range libs {
		if err := c.Add(lib); err != nil {
			return err
		}
		for _, d := range lib.Documents {
			wanted[filepath.Base(c.path(d.Hash, true))], wanted[filepath.Base(c.path(d.Hash, false))] = true, true
			wanted[d.Hash] = true
		}
		for _, f := range lib.Failures {
			wanted[filepath.Base(c.path(f.Hash, true))] = true
			wanted[f.Hash] = true
		}
	}
	return errors.Join(sweep(c.Dir, wanted), sweep(c.pages(), wanted))
}

// sweep removes what lies in a folder and is not wanted.
func sweep(dir string, wanted map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keeping documents: %w", err)
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// writeGzip writes a document so that the file is whole or absent.
func writeGzip(path string, doc *documents.Document) error {
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	z := gzip.NewWriter(f)
	enc := json.NewEncoder(z)
	err = errors.Join(enc.Encode(doc.Info), enc.Encode(doc.Blocks), enc.Encode(doc.Losses), enc.Encode(doc.Layer))
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
