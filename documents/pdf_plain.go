package documents

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"
)

// plainTime is how long the simpler engine may take.
const plainTime = 20 * time.Second

// boundedBytes is a file that can be read until a context ends, and then stops
// the reader by a panic: the engine goes in circles on some files, and takes an
// error for the file's end.
type boundedBytes struct {
	ctx  context.Context
	data *bytes.Reader
}

func (b boundedBytes) ReadAt(p []byte, offset int64) (int, error) {
	if err := b.ctx.Err(); err != nil {
		panic(err)
	}
	return b.data.ReadAt(p, offset)
}

// readPlainPDF reads a file with the simpler engine, the last resort. It panics
// on many bad files and may not end, so it runs aside with a time of its own.
func readPlainPDF(ctx context.Context, in input) (pdfContent, error) {
	ctx, cancel := context.WithTimeout(ctx, plainTime)
	defer cancel()
	type result struct {
		content pdfContent
		err     error
	}
	done := make(chan result, 1)
	go func() {
		content, err := plainContent(ctx, in)
		done <- result{content, err}
	}()
	select {
	case r := <-done:
		return r.content, r.err
	case <-ctx.Done():
		return pdfContent{}, ctx.Err()
	}
}

func plainContent(ctx context.Context, in input) (content pdfContent, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w (%v)", errDamaged, r)
		}
	}()
	reader, err := pdf.NewReader(boundedBytes{ctx, bytes.NewReader(in.Data)}, int64(len(in.Data)))
	if err != nil {
		return content, fmt.Errorf("%w (%w)", errDamaged, err)
	}
	budget := 2*in.Limits.Pages + 100
	pages := plainPages(reader.Trailer().Key("Root").Key("Pages"), maxPageDepth, &budget)
	content.pages = len(pages)
	if limit := in.Limits.Pages; content.pages > limit {
		return content, errPDFPages(content.pages, limit)
	}
	for i, page := range pages {
		if err := ctx.Err(); err != nil {
			return content, err
		}
		content.lines = append(content.lines, plainPage(page, i+1)...)
	}
	return content, nil
}

// maxPageDepth bounds the tree of pages, which may hold itself in a bad file.
const maxPageDepth = 24

// plainPages walks the tree of pages, as many nodes as budget allows.
func plainPages(node pdf.Value, depth int, budget *int) []pdf.Page {
	if *budget--; depth == 0 || *budget < 0 || node.IsNull() {
		return nil
	}
	if node.Key("Type").Name() == "Page" {
		return []pdf.Page{{V: node}}
	}
	var pages []pdf.Page
	kids := node.Key("Kids")
	for i := 0; i < kids.Len() && *budget > 0; i++ {
		pages = append(pages, plainPages(kids.Index(i), depth-1, budget)...)
	}
	return pages
}

// plainPage returns the lines of one page, none where the engine panics.
func plainPage(page pdf.Page, number int) (lines []pdfLine) {
	defer func() {
		if recover() != nil {
			lines = nil
		}
	}()
	return pageLayout(plainRuns(page.Content().Text), number, 0)
}

// plainRuns gathers the glyphs of a page, as they come, into runs.
func plainRuns(glyphs []pdf.Text) []pdfRun {
	var runs []pdfRun
	var run pdfRun
	var text strings.Builder
	flush := func() {
		if run.text = strings.Join(strings.Fields(normalise(text.String())), " "); run.text != "" {
			runs = append(runs, run)
		}
		text.Reset()
		run = pdfRun{}
	}
	for _, g := range glyphs {
		size := math.Max(math.Abs(g.FontSize), 1)
		far := g.X > run.x1+2.2*size || g.X < run.x1-2*size
		if run.size > 0 && (math.Abs(g.Y-run.base) > 0.4*size || far || run.size != g.FontSize) {
			flush()
		}
		if run.size == 0 {
			run = pdfRun{x0: g.X, x1: g.X, base: g.Y, y0: g.Y - 0.2*size, y1: g.Y + 0.8*size, size: g.FontSize, bold: boldName(g.Font)}
		}
		if g.X > run.x1+0.2*size && text.Len() > 0 {
			text.WriteByte(' ')
		}
		text.WriteString(g.S)
		run.x1 = math.Max(run.x1, g.X+g.W)
	}
	flush()
	return runs
}
