package pdf

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// ocrReader reads the pages of one file that are pictures, as long as its time
// goes and as many as it may.
type ocrReader struct {
	documents.OCR
	end    time.Time
	read   int   // pages that were recognised now
	failed int   // pages one after the other that could not be
	err    error // of the first of these
	page   int   // that page
	late   bool  // there was no time for all pages
}

// newOCR gives the pages of a file all of its time by the clock but what reading
// the rest takes.
func newOCR(in documents.Input) *ocrReader {
	return &ocrReader{OCR: in.OCR, end: time.Now().Add(ocrShare * in.Limits.Time)}
}

// lines reads page i as it looks. done tells that it was read, also where there
// is no text on it.
func (o *ocrReader) lines(ctx context.Context, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (lines []pdfLine, done bool) {
	if o.Program == "" {
		return nil, false
	}
	if table, height, ok := o.kept(i + 1); ok {
		return recognised(table, i+1, height), true
	}
	left := time.Until(o.end)
	switch {
	case o.failed >= ocrFailed || o.Most > 0 && o.read >= o.Most || ctx.Err() != nil:
		return nil, false
	case left <= 0:
		o.late = true
		return nil, false
	}
	table, height, err := recognise(ctx, o.Program, min(left, ocrTime), instance, doc, i)
	if err != nil {
		if ctx.Err() == nil {
			o.fail(err, i+1)
		}
		return nil, false
	}
	o.keep(i+1, table, height)
	o.failed = 0
	if o.read++; o.Done != nil {
		o.Done()
	}
	return recognised(table, i+1, height), true
}

func (o *ocrReader) fail(err error, page int) {
	if o.failed++; o.err == nil {
		o.err, o.page = err, page
	}
	o.late = o.late || time.Now().After(o.end)
}

// shortcoming says what could not be read, nil where all was, or no more was
// asked for.
func (o *ocrReader) shortcoming(left []int) error {
	switch {
	case o.late && o.Kept != "":
		return documents.OCRAgain.Fault(o.err, documents.Ranges(left))
	case o.late:
		return documents.OCRTime.Fault(o.err, documents.Ranges(left))
	case o.err != nil:
		return documents.OCRPage.Fault(o.err, o.page, o.err)
	}
	return nil
}

// file is where what was recognised on a page is kept: the page's height in a
// line, and the table of its words.
func (o *ocrReader) file(page int) string {
	return filepath.Join(o.Kept, fmt.Sprintf("%d.tsv", page))
}

// kept gives what was recognised on a page before.
func (o *ocrReader) kept(page int) (table []byte, height float64, ok bool) {
	if o.Kept == "" {
		return nil, 0, false
	}
	data, err := os.ReadFile(o.file(page))
	if err != nil {
		return nil, 0, false
	}
	first, table, ok := bytes.Cut(data, []byte("\n"))
	height, err = strconv.ParseFloat(string(first), 64)
	return table, height, ok && err == nil && height > 0
}

// keep keeps what was recognised. A folder that cannot be written costs only
// that the page is read again.
func (o *ocrReader) keep(page int, table []byte, height float64) {
	if o.Kept == "" || os.MkdirAll(o.Kept, 0o755) != nil {
		return
	}
	head := strconv.AppendFloat(nil, height, 'g', -1, 64)
	_ = whole.Replace(o.file(page), append(append(head, '\n'), table...))
}
