package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/digitaskforce/taskforce/documents"
)

// errPDFEngine says that pdfium itself could not start or gave up on a file.
var errPDFEngine = errors.New("pdfium")

// pdfiumMemory bounds one file's memory in the engine, in bytes.
const pdfiumMemory = 256 << 20

// errPDFMemory is told of a file that wants more.
var errPDFMemory = documents.PDFMemory.Fault(nil)

// maxPDFWorkers bounds how many files are read side by side.
const maxPDFWorkers = 4

// pdfEngine is pdfium in a WebAssembly runtime. It starts with the first file
// and reads a few at a time, each in a memory of its own.
type pdfEngine struct {
	mu    sync.Mutex // guards the fields
	pool  pdfium.Pool
	cache wazero.CompilationCache
	full  atomic.Bool // a file wanted more memory than it may have
	seen  observer
}

type pdfEngineKey struct{}

// WithEngine returns a context whose calls of readPDF share one engine, and the
// function that stops it. Nothing starts before there is a PDF to read.
func WithEngine(ctx context.Context) (shared context.Context, closePDF func()) {
	engine := &pdfEngine{}
	return context.WithValue(ctx, pdfEngineKey{}, engine), engine.close
}

// pdfWith reads with the context's engine, or with one of its own.
func pdfWith(ctx context.Context, in documents.Input) (pdfContent, error) {
	if engine, ok := ctx.Value(pdfEngineKey{}).(*pdfEngine); ok {
		return engine.read(ctx, in)
	}
	engine := &pdfEngine{}
	defer engine.close()
	return engine.read(ctx, in)
}

// compiling is how much garbage, in percent of what is in use, compiling may leave
// before it is collected.
const compiling = 20

// Compile starts the engine of a context of [WithEngine] where its compiled code
// is not kept in a folder yet (as Input.Cache; "" is the user's own), so that
// the hundreds of megabytes which compiling takes are not taken beside files.
func Compile(ctx context.Context, folder string) {
	engine, ok := ctx.Value(pdfEngineKey{}).(*pdfEngine)
	if !ok || compiled(folder) {
		return
	}
	former := debug.SetGCPercent(compiling)
	defer debug.SetGCPercent(former)
	if _, err := engine.start(folder); err == nil {
		debug.FreeOSMemory()
	}
}

// compiled tells whether there is compiled code in a cache.
func compiled(folder string) bool {
	folder, err := cacheFolder(folder)
	if err != nil {
		return false
	}
	kept, err := filepath.Glob(filepath.Join(folder, "*", "*")) // by the runtime's version
	return err == nil && len(kept) > 0
}

// start compiles pdfium. The compiled code is kept in a folder, since it takes
// seconds to make; a folder that cannot be written costs time only.
func (e *pdfEngine) start(folder string) (pdfium.Pool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil {
		return e.pool, nil
	}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(2 * pdfiumMemory >> 16). // the memory itself says when it is full
		WithCloseOnContextDone(true)                  // so that a file that never ends can be stopped
	if cache := openCache(folder); cache != nil {
		e.cache = cache
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: e.seen.observed(withMemory(context.Background(), &e.full)),
		MaxIdle: 1, MaxTotal: min(maxPDFWorkers, runtime.GOMAXPROCS(0)), RuntimeConfig: config,
		FSConfig: wazero.NewFSConfig(), // pdfium sees no files
		Stdout:   io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPDFEngine, err)
	}
	e.pool = pool
	return pool, nil
}

// cacheFolder is where compiled code is kept.
func cacheFolder(folder string) (string, error) {
	if folder == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(user, "taskforce")
	}
	return filepath.Join(folder, "wazero"), nil
}

func openCache(folder string) wazero.CompilationCache {
	folder, err := cacheFolder(folder)
	if err != nil {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(folder)
	if err != nil {
		return nil
	}
	return cache
}

func (e *pdfEngine) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil {
		e.pool.Close() //nolint:errcheck // nothing is left to do about it
	}
	if e.cache != nil {
		e.cache.Close(context.Background()) //nolint:errcheck // as above
	}
	e.pool, e.cache = nil, nil
}

// read takes the lines out of one file. When ctx ends, pdfium is stopped in the
// middle of its work.
func (e *pdfEngine) read(ctx context.Context, in documents.Input) (pdfContent, error) {
	pool, err := e.start(in.Cache)
	if err != nil {
		return pdfContent{}, err
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return pdfContent{}, fmt.Errorf("%w: %w", errPDFEngine, err)
	}
	type result struct {
		content pdfContent
		err     error
	}
	e.full.Store(false)
	done := make(chan result, 1)
	go func() {
		content, err := readPDFium(ctx, asked{instance, &e.seen, &calls{ctx: ctx}, &glyphs{ctx: ctx, in: in}}, in)
		done <- result{content, err}
	}()
	select {
	case r := <-done:
		instance.Close() //nolint:errcheck // the answer is complete
		if r.err != nil && e.full.Load() {
			return pdfContent{}, errPDFMemory
		}
		return r.content, r.err
	case <-ctx.Done():
		instance.Kill() //nolint:errcheck // it is given up anyway
		<-done
		return pdfContent{}, ctx.Err()
	}
}

func readPDFium(ctx context.Context, instance asked, in documents.Input) (content pdfContent, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errPDFEngine, r)
		}
	}()
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &in.Data})
	if err != nil {
		return content, openError(err)
	}
	count, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || count.PageCount == 0 {
		return content, documents.ErrDamaged
	}
	if limit := in.Limits.Pages; count.PageCount > limit {
		return content, errPDFPages(count.PageCount, limit)
	}
	content.pages = count.PageCount
	content.title = usefulTitle(metaText(instance, doc.Document, "Title"))
	content.date = pdfDate(metaText(instance, doc.Document, "CreationDate"))
	failed, ocr, tags := 0, newOCR(in), newTagger(instance, doc.Document)
	for i := range count.PageCount {
		if err := ctx.Err(); err != nil {
			return content, err
		}
		page, err := readPage(instance, doc.Document, i, tags)
		if err != nil {
			failed++
			continue // a broken page does not cost the others
		}
		content.lines = append(content.lines, page.lines...)
		content.layer = append(content.layer, page.layer...)
		content.losses = append(content.losses, page.losses...)
		if !page.picture {
			continue
		}
		lines, done := ocr.lines(ctx, instance, doc.Document, i)
		switch {
		case len(lines) > 0:
			content.lines = append(content.lines, lines...)
			content.recognised = append(content.recognised, i+1)
		case done:
			content.blank = append(content.blank, i+1)
		default:
			content.pictures = append(content.pictures, i+1)
		}
	}
	content.shortcoming = ocr.shortcoming(content.pictures)
	if failed == count.PageCount {
		return content, documents.ErrDamaged
	}
	return content, nil
}

func openError(err error) error {
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return documents.ErrEncrypted
	case errors.Is(err, pdfiumerrors.ErrFormat), errors.Is(err, pdfiumerrors.ErrFile), errors.Is(err, pdfiumerrors.ErrPage):
		return documents.ErrDamaged
	}
	return fmt.Errorf("%w: %w", errPDFEngine, err)
}

func metaText(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, tag string) string {
	meta, err := instance.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: doc, Tag: tag})
	if err != nil {
		return ""
	}
	return meta.Value
}
