package pdf

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"

	"github.com/digitaskforce/taskforce/danish"
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

// recognised makes lines of tesseract's table of words: level, page, block,
// paragraph, line, word, left, top, width, height, confidence, text.
func recognised(table []byte, page int, height float64) []pdfLine {
	const columns = 12
	var lines []pdfLine
	last := ""
	scan := bufio.NewScanner(bytes.NewReader(table))
	for scan.Scan() {
		f := strings.SplitN(scan.Text(), "\t", columns)
		if len(f) < columns || f[0] != "5" {
			continue
		}
		text := strings.TrimSpace(danish.Normalise(f[11]))
		if sure, err := strconv.ParseFloat(f[10], 64); err != nil || sure < ocrSure || text == "" {
			continue
		}
		var box [4]float64
		for n := range box {
			v, _ := strconv.ParseFloat(f[6+n], 64)
			box[n] = v * 72 / ocrDPI
		}
		x0, y1 := box[0], height-box[1]
		x1, y0 := x0+box[2], y1-box[3]
		block, _ := strconv.Atoi(f[2])
		if key := strings.Join(f[2:5], "."); key != last || len(lines) == 0 {
			last = key
			lines = append(lines, pdfLine{text: text, x0: x0, y0: y0, x1: x1, y1: y1, base: y0, page: page, height: height, column: block})
			continue
		}
		l := &lines[len(lines)-1]
		l.text += " " + text
		l.x1, l.y0, l.y1 = max(l.x1, x1), min(l.y0, y0), max(l.y1, y1)
	}
	return evenSizes(lines)
}

// evenSizes gives recognised lines their sizes: the usual one, unless a line is
// clearly bigger, since the height of a line depends on its letters.
func evenSizes(lines []pdfLine) []pdfLine {
	if len(lines) == 0 {
		return nil
	}
	heights := make([]float64, len(lines))
	for i, l := range lines {
		heights[i] = l.y1 - l.y0
	}
	slices.Sort(heights)
	usual := max(heights[len(heights)/2], 1)
	for i := range lines {
		lines[i].base = lines[i].y0
		if lines[i].size = usual; lines[i].y1-lines[i].y0 > 1.35*usual {
			lines[i].size = lines[i].y1 - lines[i].y0
		}
	}
	return lines
}
