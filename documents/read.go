package documents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Library is what the sources hold.
type Library struct {
	Documents []*Document // in the order of the sources, by path within each
	Failures  []Failure   // folders and links first, then files in the same order; also what was skipped, and shortcomings
}

// Options says how ReadAll reads. The zero value is ready to use.
type Options struct {
	Limits Limits // fields that are zero have their value from DefaultLimits
	Cache  string // folder for caches; "" is the user's cache folder

	// Progress, where not nil, is told after each file how many are done.
	// Calls do not overlap.
	Progress func(done, total int, path string)

	// Known, where not nil, returns the Document that a file with this content
	// hash became before, or nil; it saves reading the file again. It must be
	// safe for concurrent use, and what it returns is not changed.
	Known func(hash string) *Document
}

// ReadAll reads every file of the sources. A file or folder that cannot be read
// becomes a Failure, and the rest is read. The error is not nil when a source
// does not exist or cannot be opened at all, or when ctx ends.
func ReadAll(ctx context.Context, sources []Source, opt Options) (*Library, error) {
	opt.Limits = opt.Limits.orDefault()
	var files []file
	lib := &Library{}
	for _, s := range sources {
		found, failures, err := s.list(ctx, opt.Limits)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
		lib.Failures = append(lib.Failures, failures...)
		defer s.close(found)
	}
	reading, closePDF := withPDF(ctx)
	defer closePDF()
	results, err := readFiles(reading, files, opt)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("reading documents: %w", err)
	}
	lib.gather(files, results)
	return lib, nil
}

// result is what became of one file: doc, err or both.
type result struct {
	doc *Document
	err error
}

// turns lets one PDF at a time be read, since they share an engine. The others
// wait for their turn, which costs none of their time limit.
type turns chan struct{}

func (t turns) take(ctx context.Context, f format) (release func(), err error) {
	if f.name != "pdf" {
		return func() {}, nil
	}
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
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
				opt.Progress(done, len(files), shownPath(f.path))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return results, nil
}

// gather names the documents, leaves out copies and lists failures.
func (lib *Library) gather(files []file, results []result) {
	ids := slugs{}
	kept := map[string]*Document{} // by hash
	for i, r := range results {
		f := files[i]
		if r.err != nil {
			failure := newFailure(f.path, r.err)
			_, named := formatByExtension(f.path)
			failure.Skipped = failure.Skipped && !named && !f.direct
			failure.Read = r.doc != nil
			lib.Failures = append(lib.Failures, failure)
		}
		if r.doc == nil {
			continue
		}
		if first := kept[r.doc.Hash]; first != nil {
			reason := fmt.Sprintf("samme indhold som %s; indgår kun én gang", first.Path)
			lib.Failures = append(lib.Failures, Failure{Path: shownPath(f.path), Reason: oneLine(reason), Skipped: true})
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
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if opt.Known != nil {
		if known := opt.Known(hash); known != nil {
			return result{doc: recall(known, f)}
		}
	}
	in := input{Name: path.Base(f.path), Data: data, Cache: opt.Cache, Limits: opt.Limits}
	doc, err := readBytes(ctx, in, turn)
	if doc != nil {
		doc.Hash = hash
		f.describe(doc)
		doc.Title = titleOf(doc, f.path)
	}
	return result{doc, err}
}

// recall returns a copy of a Document that was read before, as that of f.
func recall(known *Document, f file) *Document {
	doc := *known
	nameless := doc.Title == readableName(doc.Path)
	f.describe(&doc)
	if nameless {
		doc.Title = titleOf(&Document{Blocks: doc.Blocks}, f.path)
	}
	return &doc
}

// describe fills in what the file's place tells.
func (f file) describe(doc *Document) {
	doc.Path = shownPath(f.path)
	doc.File = f.disk
}

// load reads a file into memory. Of one whose name tells no format it takes the
// beginning first, and the rest only where that is of a kind that is read.
func (f file) load(limits Limits) ([]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	handle, err := f.fsys.Open(f.name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", f.path, err)
	}
	defer handle.Close()
	var head []byte
	if _, known := formatByExtension(f.path); !known {
		head = make([]byte, sniffBytes)
		n, err := io.ReadFull(handle, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, fmt.Errorf("reading %s: %w", f.path, err)
		}
		head = head[:n]
		if !worthReading(head) {
			return nil, unknownType(f.path)
		}
	}
	return readRest(handle, head, limits.FileBytes)
}

// worthReading reports whether a file of unknown type begins like one of a kind
// that may be read, or for which there is better advice.
func worthReading(head []byte) bool {
	for _, signature := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0"} {
		if len(head) > len(signature) && string(head[:len(signature)]) == signature {
			return true
		}
	}
	name, err := sniff(head, false)
	return name != "" || err != nil
}

func readRest(handle fs.File, head []byte, most int64) ([]byte, error) {
	tooLarge := faultf(errTooLarge, "filen fylder mere end %s; del den op eller gem den mindre", readableSize(most))
	info, err := handle.Stat()
	if err == nil && info.Size() > most {
		return nil, tooLarge
	}
	rest, err := io.ReadAll(io.LimitReader(handle, most-int64(len(head))+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	if int64(len(head)+len(rest)) > most {
		return nil, tooLarge
	}
	if len(head) == 0 {
		return rest, nil
	}
	return append(head, rest...), nil
}

func readableSize(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d byte", n)
}

// readBytes reads one file's content as the format that it is.
func readBytes(ctx context.Context, in input, turn turns) (*Document, error) {
	f, err := chooseFormat(in)
	if err != nil {
		return nil, err
	}
	release, err := turn.take(ctx, f)
	if err != nil {
		return nil, err
	}
	defer release()
	return readGuarded(ctx, f, in)
}

// patience is how long a reader that is told to stop may take to do so.
const patience = 2 * time.Second

// readGuarded runs the file's reader with a time limit. A reader that does not
// stop is left behind; what it returns then is not used.
func readGuarded(ctx context.Context, f format, in input) (*Document, error) {
	ctx, cancel := context.WithTimeout(ctx, in.Limits.Time)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		doc, err := readRecovered(ctx, f, in)
		done <- result{doc, err}
	}()
	select {
	case r := <-done:
		return r.doc, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.doc, r.err
	case <-time.After(patience):
		return nil, ctx.Err()
	}
}

// readRecovered turns a panic into an error: a file is never worth the program.
func readRecovered(ctx context.Context, f format, in input) (doc *Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause := fmt.Errorf("reading %s: %w: %v\n%s", in.Name, errPanic, p, debug.Stack())
			doc, err = nil, faultf(cause, "%s", errPanic.Error())
		}
	}()
	return readInput(ctx, f, in)
}

// readInput reads one file's bytes and checks what its reader returns.
func readInput(ctx context.Context, f format, in input) (*Document, error) {
	doc, err := f.read(ctx, in)
	if doc == nil {
		if err == nil {
			err = errNoText
		}
		return nil, err
	}
	if doc.Format == "" {
		doc.Format = f.name
	}
	if unsound := tidy(doc, in.Limits); unsound != nil {
		return nil, unsound
	}
	return doc, err
}

// tidy holds every reader to the same promises: clean text in every block, none
// empty, within the limits.
func tidy(doc *Document, limits Limits) error {
	list := newBlockList(limits)
	last := 0
	for _, b := range doc.Blocks {
		if err := list.add(b); err != nil {
			return err
		}
		last = max(last, b.Page)
	}
	if doc.Pages = max(doc.Pages, last); doc.Pages > limits.Pages {
		return faultf(nil, "filen har %d sider, og der læses højst %d; del den op i mindre filer", doc.Pages, limits.Pages)
	}
	if len(list.blocks) == 0 {
		return errNoText
	}
	doc.Blocks = list.blocks
	for _, field := range []*string{&doc.Title, &doc.Publisher, &doc.Date, &doc.Publication, &doc.Language} {
		*field = oneLine(cleanText(*field))
	}
	doc.URL = webAddress(doc.URL)
	return nil
}
