// Package library turns files and folders into documents: it chooses the
// reader, holds it to its limits, keeps what files became, watches them, and
// tells what is odd about them. Start with [ReadAll]; a new format is a package
// with a reader and its line in formats.go.
package library

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/pdf"
)

// Options says how ReadAll reads. The zero value is ready to use.
type Options struct {
	Limits documents.Limits // fields that are zero have their value from DefaultLimits
	Cache  string           // folder for caches; "" is the user's cache folder
	OCR    string           // path of tesseract, see FindOCR; "" leaves pictures of text unread
	Few    int              // pages of a file that OCR reads at once; the others are told as waiting; 0 is all
	Pages  string           // folder of what tesseract has read of files that are not read whole; "" is that of the Shelf

	// Progress, where not nil, is told after each file how many are done.
	// Calls do not overlap.
	Progress func(done, total int, path string)

	// Former, where not nil, is what the same sources held before. A file that
	// was a document there and cannot be read now stays as it was, also where its
	// whole source is gone; the Failure says so.
	Former *documents.Library

	// Known, where not nil, returns the Document that a file with this content
	// hash became before, or nil; it saves reading the file again. It must be
	// safe for concurrent use, and what it returns is not changed.
	Known func(hash string) *documents.Document

	// Later, where not nil, says that pages that are pictures are read later, by
	// [ReadScan], whatever OCR is: a file that has such pages is told as waiting. It
	// returns what has become of the file with a content hash so far, the zero value
	// where that is not known. It must be safe for concurrent use.
	Later func(hash string) Scan

	// PageRead, where not nil, is called after each page that OCR has read. Calls
	// may overlap.
	PageRead func()

	// Shelf, where it has a folder, takes the documents' text, so that it does not
	// stay in memory; see [Document.Full].
	Shelf Cache

	marks *marks // of files that are being read, beside the Shelf
}

// ReadAll reads every file of the sources. A file or folder that cannot be read
// becomes a Failure, and the rest is read. The error is not nil when a source
// does not exist or cannot be opened at all, or when ctx ends. See
// Options.Former for reading again.
func ReadAll(ctx context.Context, sources []Source, opt Options) (*documents.Library, error) {
	opt.Limits, opt.marks = opt.Limits.OrDefault(), openMarks(opt.Shelf)
	var files []file
	lib := &documents.Library{}
	for _, s := range sources {
		found, failures, err := s.list(ctx, opt.Limits)
		gone := lost(opt.Former, s, found, failures, err)
		if err != nil && len(gone) == 0 {
			return nil, err
		}
		files = append(append(files, found...), gone...)
		lib.Failures = append(lib.Failures, failures...)
		defer s.close(found)
	}
	reading, closePDF := pdf.WithEngine(ctx)
	defer closePDF()
	if slices.ContainsFunc(files, func(f file) bool { return strings.EqualFold(path.Ext(f.path), Extension("pdf")) }) {
		pdf.Compile(reading, opt.Cache)
	}
	results, err := readFiles(reading, files, opt)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("reading documents: %w", err)
	}
	for i, r := range results {
		if r.doc == nil && r.err != nil {
			results[i].doc, results[i].stale = last(opt.Former, files[i]), true
		}
	}
	collect(lib, files, results)
	markEditions(lib.Documents)
	return lib, nil
}

// Read reads one file's content as ReadAll does. Path names it and, by its
// ending, its type where the content does not tell. With both a Document and a
// Failure, the Failure is the Document's shortcoming; with none, ctx has ended.
func Read(ctx context.Context, path string, data []byte, opt Options) (*documents.Document, *documents.Failure) {
	opt.Limits, opt.marks = opt.Limits.OrDefault(), openMarks(opt.Shelf)
	r := readData(ctx, file{path: path, direct: true}, data, opt, make(turns, 1))
	if r.err == nil || ctx.Err() != nil {
		return r.doc, nil
	}
	failure := documents.NewFailure(path, r.err)
	failure.Read = r.doc != nil
	return r.doc, &failure
}

// FindOCR looks for the program that reads pictures of text, for Options.OCR.
// The error is in Danish and says what to install.
func FindOCR(ctx context.Context) (string, error) { return pdf.FindOCR(ctx) }

// Extension is the ending of the name of a file of a format, such as ".pdf";
// "" for a format that is not known.
func Extension(format string) string {
	for _, f := range formats {
		if f.name == format {
			return f.extensions[0]
		}
	}
	return ""
}

// Readable tells whether a name ends as that of a file that can be read.
func Readable(name string) bool {
	_, known := formatByExtension(name)
	return known
}

// result is what became of one file: doc, err or both.
type result struct {
	doc   *documents.Document
	err   error
	stale bool   // doc, where there is one, is what the file was before
	hash  string // of the content; "" where it could not be loaded
}

// readFiles reads files side by side; result i is that of file i.
func readFiles(ctx context.Context, files []file, opt Options) ([]result, error) {
	results := make([]result, len(files))
	var mu sync.Mutex
	done := 0
	turn := make(turns, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range files {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("reading documents: %w", err)
			}
			results[i] = readFile(ctx, f, opt, turn)
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("reading documents: %w", err)
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if opt.Progress != nil {
				opt.Progress(done, len(files), documents.ShownPath(f.path))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return results, nil
}

// collect names the documents, leaves out copies and lists failures.
func collect(lib *documents.Library, files []file, results []result) {
	ids := slugs{}
	kept := map[string]*documents.Document{} // by hash
	for i, r := range results {
		f := files[i]
		if r.err != nil {
			failure := documents.NewFailure(f.path, r.err)
			_, named := formatByExtension(f.path)
			failure.Skipped = failure.Skipped && !named && !f.direct
			failure.Read = r.doc != nil
			failure.Hash, failure.File = r.hash, f.disk
			if w := (*waiting)(nil); errors.As(r.err, &w) {
				failure.Waiting = w.pages
			}
			if r.stale && failure.Read {
				failure.Keep()
			}
			lib.Failures = append(lib.Failures, failure)
		}
		if r.doc == nil {
			continue
		}
		if first := kept[r.doc.Hash]; first != nil {
			same := documents.Unread(f.path, documents.Copy.Fault(nil, first.Path))
			same.Skipped = true
			lib.Failures = append(lib.Failures, same)
			continue
		}
		kept[r.doc.Hash] = r.doc
		r.doc.ID = ids.next(r.doc.Path)
		lib.Documents = append(lib.Documents, r.doc)
	}
}

// readFile reads one file within the limits, and returns only sound Documents.
func readFile(ctx context.Context, f file, opt Options, turn turns) result {
	data, err := f.load(opt.Limits)
	if err != nil {
		return result{err: err}
	}
	return readData(ctx, f, data, opt, turn)
}

// readData reads the content of a file.
func readData(ctx context.Context, f file, data []byte, opt Options, turn turns) result {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if r, ok := opt.before(f, hash); ok {
		return r
	}
	doc, err := readBytes(ctx, opt.input(path.Base(f.path), data, hash), hash, opt.marks, turn)
	if doc == nil {
		return result{err: opt.later(err), hash: hash}
	}
	opt.take(f, doc, hash)
	return result{doc: doc, err: cmp.Or(err, opt.shortcoming(f, doc, nil)), hash: hash}
}

// input is a file as its reader gets it.
func (opt Options) input(name string, data []byte, hash string) documents.Input {
	in := documents.Input{Name: name, Data: data, Cache: opt.Cache, Limits: opt.Limits}
	if opt.Later == nil && opt.OCR != "" {
		in.OCR = documents.OCR{Program: opt.OCR, Kept: opt.pages(hash), Most: opt.Few, Done: opt.PageRead}
	}
	return in
}

// take makes a Document that was read that of a file, and shelves it as the file tells it.
func (opt Options) take(f file, doc *documents.Document, hash string) {
	doc.Hash = hash
	f.describe(doc)
	doc.Title = documents.TitleOf(doc, f.path)
	opt.Shelf.shelve(doc)
	if kept := opt.pages(hash); kept != "" && doc.Shelf != "" && doc.Unread == 0 {
		_ = os.RemoveAll(kept)
	}
}

// pages is the folder of what was recognised on the pages of a file; "" for none.
func (opt Options) pages(hash string) string {
	folder := opt.KeptPages()
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, hash)
}

// KeptPages is the folder of what was recognised on pages of files that are not
// read whole; "" for none.
func (opt Options) KeptPages() string { return cmp.Or(opt.Pages, opt.Shelf.pages()) }

// recall returns a copy of a Document that was read before, as that of f.
func recall(known *documents.Document, f file) *documents.Document {
	doc := *documents.Alone(known)
	nameless := doc.Title == documents.ReadableName(doc.Path)
	f.describe(&doc)
	if !nameless {
		return &doc
	}
	if full, err := doc.Full(); err == nil {
		doc.Title = documents.TitleOf(&documents.Document{Blocks: full.Blocks}, f.path)
	}
	return &doc
}

// describe fills in what the file's place tells.
func (f file) describe(doc *documents.Document) {
	doc.Path = documents.ShownPath(f.path)
	doc.File = f.disk
}
