// Package pdf reads PDF files: by pdfium in WebAssembly, and where that fails
// by a plain reader. Start with [WithEngine] and [Read].
package pdf

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/hyphens"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// What a reader of PDF files is told beside the errors of all formats.
var errPDFDrawn = documents.PDFDrawn.Fault(nil)

var errPDFNoText = documents.PDFNoText.Fault(nil)

var errPDFPictures = errors.New("der er intet tekstlag i PDF'en, og tekstgenkendelse (OCR) fandt ingen tekst på dens billeder; læg en udgave med tekst")

func errPDFPages(pages, most int) error {
	return documents.TooManyPages.Fault(nil, pages, most)
}

// pdfContent is what an engine finds in a file: lines in reading order with
// what is known of their looks.
type pdfContent struct {
	title, date string
	pages       int
	lines       []pdfLine
	layer       []string // all text of the file, also what lines leave out
	losses      []documents.Loss
	pictures    []int // pages without text that hold a picture, and were not read
	recognised  []int // pages that were read by character recognition
	blank       []int // pages that were, and have no text
	shortcoming error // pages that should have been, and why they were not
}

// Read reads the text layer of a PDF. Headings are told by size and weight.
// The engine is pdfium; where that fails on a file that is not locked, the
// simpler engine is asked.
func Read(ctx context.Context, in documents.Input) (*documents.Document, error) {
	content, err := pdfWith(ctx, in)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, errPDFEngine) || errors.Is(err, documents.ErrDamaged) {
		if doc, plainErr := readPlainPDF(ctx, in); plainErr == nil {
			return doc, nil
		}
	}
	switch {
	case errors.Is(err, errPDFEngine):
		return nil, documents.Damaged.Fault(err)
	case err != nil:
		return nil, err
	case !content.readable():
		return nil, textless(content)
	}
	return pdfDocument(content), content.shortcoming
}

// textless says why a file has no text.
func textless(content pdfContent) error {
	scanned := &documents.Scanned{Pages: len(content.pictures)}
	switch {
	case content.shortcoming != nil:
		return documents.Other.Fault(errors.Join(scanned, content.shortcoming), content.shortcoming)
	case scanned.Pages > 0:
		return documents.PDFNoText.Fault(scanned)
	case len(content.blank) > 0:
		return errPDFPictures
	}
	return errPDFDrawn
}

// readable reports whether there is text. Numbers alone are, but not those of
// pages, nor where pages are pictures, of which they are all that was typed.
func (c pdfContent) readable() bool {
	if hasLetters(c.lines) {
		return true
	}
	rest, _ := without(c.lines, runningLines(c.lines, c.pages))
	return len(c.pictures) == 0 && len(c.blank) == 0 && slices.ContainsFunc(rest, func(l pdfLine) bool {
		return strings.ContainsFunc(l.text, unicode.IsNumber)
	})
}

func hasLetters(lines []pdfLine) bool {
	letters := 0
	for _, l := range lines {
		letters += countLetters(l.text)
	}
	return letters > 0
}

func pdfDocument(content pdfContent) *documents.Document {
	lines := content.lines
	losses := content.losses
	for _, drop := range []struct {
		kind  string
		lines func([]pdfLine, int) []bool
	}{{documents.LostRunning, runningLines}, {documents.LostContents, contentsLines}} {
		rest, gone := without(lines, drop.lines(lines, content.pages))
		if hasLetters(rest) {
			lines = rest
			losses = append(losses, documents.LossesOf(drop.kind, gone)...)
		}
	}
	for _, page := range content.pictures {
		losses = append(losses, documents.Loss{Kind: documents.LostUnread, Page: page})
	}
	for _, page := range content.blank {
		losses = append(losses, documents.Loss{Kind: documents.LostPicture, Page: page})
	}
	words := hyphens.New(pdfTexts(lines))
	blocks := layout.Blocks(pdfChunks(lines, content.pages), words)
	title := content.title
	if title == "" {
		title = layout.OnlyTitle(blocks)
	}
	return &documents.Document{
		Info: documents.Info{Title: title, Date: content.date, Format: "pdf", Pages: content.pages,
			OCR: documents.Ranges(content.recognised), Unread: len(content.pictures)},
		Blocks: blocks,
		Losses: losses,
		Layer:  documents.NewLayer(content.layer, blocks),
	}
}

// without takes the lines that are marked out, and returns their text by page.
func without(lines []pdfLine, marked []bool) (rest []pdfLine, gone map[int]string) {
	gone = map[int]string{}
	for i, l := range lines {
		if marked[i] {
			gone[l.page] += l.text + " "
			continue
		}
		rest = append(rest, l)
	}
	return rest, gone
}

// contentsLines marks the lines of lists of contents.
func contentsLines(lines []pdfLine, _ int) []bool {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
		if _, _, dotted := layout.Leader(l.text); len(l.cells) > 1 && !dotted {
			cells := make([]string, len(l.cells))
			for c, cell := range l.cells {
				cells[c] = cell.text
			}
			texts[i] = strings.Join(cells, "\t")
		}
	}
	return layout.Contents(texts)
}

func pdfTexts(lines []pdfLine) []string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	return texts
}

// usefulTitle drops what programs write where a title should be: a file's name
// or "Microsoft Word - Dokument1".
func usefulTitle(title string) string {
	title = strings.TrimSpace(danish.Normalise(title))
	lower := strings.ToLower(title)
	for _, junk := range []string{"microsoft word", "powerpoint-pr", "untitled", "unavngivet", "about:blank", "dokument1"} {
		if strings.HasPrefix(lower, junk) {
			return ""
		}
	}
	for _, ending := range []string{".docx", ".doc", ".pdf", ".indd", ".pptx", ".odt", ".txt", ".html", ".qxd"} {
		if strings.HasSuffix(lower, ending) {
			return ""
		}
	}
	if countLetters(title) < 3 || strings.HasPrefix(lower, "http") {
		return ""
	}
	return title
}

// pdfDate turns "D:20250612093000+02'00'" into "2025-06-12", else "".
func pdfDate(value string) string {
	value = strings.TrimPrefix(value, "D:")
	if len(value) < 8 {
		return ""
	}
	day, err := time.Parse("20060102", value[:8])
	if err != nil || day.Year() < 1990 || day.After(time.Now().AddDate(0, 0, 2)) {
		return ""
	}
	return day.Format(time.DateOnly)
}
