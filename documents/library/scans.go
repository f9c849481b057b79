package library

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/digitaskforce/taskforce/documents"
)

// Scan is what has become so far of a file with pages that are pictures, which
// are read by character recognition while the rest of it is in use.
type Scan struct {
	Document *documents.Document // with the pages that are read; nil where none is
	Textless bool                // the file has no text but that of such pages
	Err      error               // why they wait, or could not be read; nil where all are read
}

// waiting is the cause of an error of pages that are read later.
type waiting struct {
	pages    int
	textless bool
}

func (w *waiting) Error() string { return fmt.Sprintf("%d pages wait for being read", w.pages) }

// waits says that the pages of a file that are pictures are read later.
func waits(pages, of int) error {
	if of == 0 {
		return documents.OCRWaits.Fault(&waiting{pages, true}, pages)
	}
	return documents.OCRSomeWait.Fault(&waiting{pages, false}, pages, of)
}

// Waits says that some pages are still read later; doc is what the file is
// without them, nil where it has no text.
func Waits(pages int, doc *documents.Document) error {
	if doc == nil {
		return waits(pages, 0)
	}
	return waits(pages, doc.Pages)
}

// Waiting tells whether pages are still to be read.
func (s Scan) Waiting() bool {
	var w *waiting
	return errors.As(s.Err, &w)
}

// before is what is known of a file without reading it.
func (opt Options) before(f file, hash string) (result, bool) {
	var scan Scan
	if opt.Later != nil {
		scan = opt.Later(hash)
	}
	known := scan.Document
	if !known.Kept() && opt.Known != nil {
		known = opt.Known(hash)
	}
	switch {
	case known.Kept():
		doc := recall(known, f)
		opt.Shelf.shelve(doc)
		return result{doc: doc, err: opt.shortcoming(f, doc, scan.Err), hash: hash}, true
	case scan.Textless && scan.Err != nil:
		return result{err: scan.Err, hash: hash}, true
	}
	return result{}, false
}

// shortcoming is what a Document lacks: what is told of it, or that pages of it wait.
func (opt Options) shortcoming(f file, doc *documents.Document, told error) error {
	if told == nil && opt.leaves() && doc.Unread > 0 {
		told = waits(doc.Unread, doc.Pages)
	}
	return cmp.Or(told, f.besides(doc))
}

// leaves tells whether pages that are left are read later.
func (opt Options) leaves() bool { return opt.Later != nil || opt.Few > 0 }

// later tells that a file without text waits, where its pages are read later.
func (opt Options) later(err error) error {
	var scanned *documents.Scanned
	if opt.leaves() && errors.As(err, &scanned) && scanned.Pages > 0 {
		return waits(scanned.Pages, 0)
	}
	return err
}

// TextlessScan tells whether a file that waits has no text but that of the
// pages that are pictures.
func TextlessScan(f documents.Failure) bool {
	var w *waiting
	return errors.As(f.Err, &w) && w.textless
}

// PagesRead is how many pages of a file that waits have been recognised before.
func (opt Options) PagesRead(f documents.Failure) int {
	kept := opt.pages(f.Hash)
	if kept == "" {
		return 0
	}
	entries, err := os.ReadDir(kept)
	if err != nil {
		return 0 // there are none
	}
	return min(len(entries), f.Waiting)
}

// ReadScan reads a file of the sources that waits, as its Failure tells, with
// the pages that are pictures: by opt.OCR, and at most so many new ones as opt.Few.
// The Document is in opt.Shelf. left are the pages that are not read yet; the
// error says why some, or all of the file, could not be.
func ReadScan(ctx context.Context, sources []Source, f documents.Failure, opt Options) (doc *documents.Document, left int, err error) {
	original, err := Original(sources, documents.Info{Path: f.Path, File: f.File, Hash: f.Hash})
	if err != nil {
		return nil, 0, err
	}
	defer original.Close()
	opt.Limits = opt.Limits.OrDefault()
	data, err := io.ReadAll(io.LimitReader(original, opt.Limits.FileBytes))
	if err != nil {
		return nil, 0, fmt.Errorf("reading %s: %w", f.Path, err)
	}
	opt.Limits.Time *= 2 // for the text, which has been read in its time, and for the pages
	in := opt.input(path.Base(f.Path), data, f.Hash)
	// No mark: the file has been read before, and this takes long enough for
	// the service to be stopped in the middle of it again and again.
	doc, err = readBytes(ctx, in, f.Hash, &marks{}, make(turns, 1))
	if doc == nil {
		var scanned *documents.Scanned
		if errors.As(err, &scanned) {
			left = scanned.Pages
		}
		return nil, left, err
	}
	opt.take(file{path: f.Path, disk: f.File}, doc, f.Hash)
	return doc, doc.Unread, err
}
