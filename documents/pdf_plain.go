package documents

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/ledongthuc/pdf"
)

// readPlainPDF reads a file with the simpler engine, the last resort. It panics
// on many bad files and may not end, so it runs aside and is left behind then.
func readPlainPDF(ctx context.Context, in input) (pdfContent, error) {
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
	reader, err := pdf.NewReader(bytes.NewReader(in.Data), int64(len(in.Data)))
	if err != nil {
		return content, fmt.Errorf("%w (%w)", errDamaged, err)
	}
	content.pages = reader.NumPage()
	if limit := in.Limits.Pages; content.pages > limit {
		return content, errPDFPages(content.pages, limit)
	}
	for i := range content.pages {
		if err := ctx.Err(); err != nil {
			return content, err
		}
		content.lines = append(content.lines, plainPage(reader, i+1)...)
	}
	return content, nil
}

// plainPage returns the lines of one page, none where the engine panics.
func plainPage(reader *pdf.Reader, number int) (lines []pdfLine) {
	defer func() {
		if recover() != nil {
			lines = nil
		}
	}()
	page := reader.Page(number)
	if page.V.IsNull() {
		return nil
	}
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
