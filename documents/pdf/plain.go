package pdf

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/hyphens"
	"github.com/digitaskforce/taskforce/documents/layout"
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

// aside asks the simpler engine. It panics on many bad files and may not end,
// so it runs by itself with a time of its own.
func aside[T any](ctx context.Context, in documents.Input, ask func(context.Context, *pdf.Reader) (T, error)) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, plainTime)
	defer cancel()
	type result struct {
		answer T
		err    error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("%w (%v)", documents.ErrDamaged, p)
			}
			done <- r
		}()
		reader, err := pdf.NewReader(boundedBytes{ctx, bytes.NewReader(in.Data)}, int64(len(in.Data)))
		if err != nil {
			r.err = fmt.Errorf("%w (%w)", documents.ErrDamaged, err)
			return
		}
		r.answer, r.err = ask(ctx, reader)
	}()
	select {
	case r := <-done:
		return r.answer, r.err
	case <-ctx.Done():
		return answer, ctx.Err()
	}
}

// readPlainPDF reads a file with the simpler engine, the last resort, which
// gives lines but not their looks.
func readPlainPDF(ctx context.Context, in documents.Input) (*documents.Document, error) {
	return aside(ctx, in, func(ctx context.Context, reader *pdf.Reader) (*documents.Document, error) {
		return plainDocument(ctx, reader, in.Limits.Pages)
	})
}

func plainDocument(ctx context.Context, reader *pdf.Reader, limit int) (*documents.Document, error) {
	pages := plainPages(reader, limit)
	if len(pages) > limit {
		return nil, errPDFPages(len(pages), limit)
	}
	var lines []layout.Line
	for i, page := range pages {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lines = append(lines, plainPage(page, i+1)...)
	}
	if len(lines) == 0 {
		return nil, errPDFNoText
	}
	info := reader.Trailer().Key("Info")
	return &documents.Document{
		Info: documents.Info{
			Title:  usefulTitle(info.Key("Title").Text()),
			Date:   pdfDate(info.Key("CreationDate").Text()),
			Format: "pdf", Pages: len(pages),
		},
		Blocks: layout.Blocks(layout.Chunks(lines), hyphens.New(layout.Texts(lines))),
	}, nil
}

// maxPageDepth bounds the tree of pages, which may hold itself in a bad file.
const maxPageDepth = 24

// plainPages are the pages of a file, of which limit are read.
func plainPages(reader *pdf.Reader, limit int) []pdf.Page {
	budget := 2*limit + 100
	return pagesBelow(reader.Trailer().Key("Root").Key("Pages"), maxPageDepth, &budget)
}

// pagesBelow walks the tree of pages, as many nodes as budget allows.
func pagesBelow(node pdf.Value, depth int, budget *int) []pdf.Page {
	if *budget--; depth == 0 || *budget < 0 || node.IsNull() {
		return nil
	}
	if node.Key("Type").Name() == "Page" {
		return []pdf.Page{{V: node}}
	}
	var pages []pdf.Page
	kids := node.Key("Kids")
	for i := 0; i < kids.Len() && *budget > 0; i++ {
		pages = append(pages, pagesBelow(kids.Index(i), depth-1, budget)...)
	}
	return pages
}

// plainPage returns the lines of one page, none where the engine panics.
func plainPage(page pdf.Page, number int) (lines []layout.Line) {
	defer func() {
		if recover() != nil {
			lines = nil
		}
	}()
	text, err := page.GetPlainText(nil)
	if err != nil {
		return nil
	}
	return layout.PageLines(strings.ReplaceAll(danish.Normalise(text), "\f", "\n"), number)
}
