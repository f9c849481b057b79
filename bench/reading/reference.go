package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// reference is what another program takes out of a file.
type reference struct {
	words    []word
	headings []string // nil where the other program tells none
}

// errNoOther says that no other program reads a format.
var errNoOther = errors.New("no other program reads it")

// others says how other programs are asked.
type others struct {
	folder string // of references, NAME.txt for each NAME; "" for none
	tags   bool   // for the headings of tagged PDFs too
}

// reference asks the other program of a format: NAME.txt in the folder of
// references where it lies there, else pdftotext, pandoc, or the slides' own text.
func (o others) reference(ctx context.Context, file string) (reference, error) {
	if o.folder != "" {
		if text, err := os.ReadFile(filepath.Join(o.folder, filepath.Base(file)+".txt")); err == nil {
			return plainReference(string(text)), nil
		}
	}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".pdf":
		return o.pdf(ctx, file)
	case ".docx":
		return pandocReference(ctx, file, "docx")
	case ".odt":
		return pandocReference(ctx, file, "odt")
	case ".epub":
		return pandocReference(ctx, file, "epub")
	case ".html", ".htm":
		return pandocReference(ctx, file, "html")
	case ".md":
		return pandocReference(ctx, file, "gfm+footnotes")
	case ".pptx":
		return slidesReference(file)
	}
	return reference{}, errNoOther
}

// plainReference is a text, a form feed after each page.
func plainReference(text string) (r reference) {
	line := 0
	pages := strings.Split(text, "\f")
	for p, page := range pages {
		number := p + 1
		if len(pages) == 1 {
			number = 0
		}
		for l := range strings.SplitSeq(page, "\n") {
			r.words = appendWords(r.words, l, word{line: line, page: number})
			line++
		}
	}
	return r
}

// pdf is what poppler reads: the text, and the headings that a tagged
// file marks.
func (o others) pdf(ctx context.Context, file string) (reference, error) {
	text, err := exec.CommandContext(ctx, "pdftotext", file, "-").Output() //nolint:gosec // a file of the user's
	if err != nil {
		return reference{}, err
	}
	r := plainReference(string(text))
	if !o.tags {
		return r, nil
	}
	ctx, stop := context.WithTimeout(ctx, otherTime)
	defer stop()
	tree, err := exec.CommandContext(ctx, "pdfinfo", "-struct-text", file).Output() //nolint:gosec // as above
	if err == nil {
		r.headings = markedHeadings(string(tree))
	}
	return r, nil
}

// markedHeadings reads the texts below H, H1 to H6 and Title in a tree of
// poppler's, where what lies below an element is indented.
func markedHeadings(tree string) (headings []string) {
	var text strings.Builder
	depth := -1
	end := func() {
		if s := strings.TrimSpace(text.String()); s != "" {
			headings = append(headings, s)
		}
		text.Reset()
		depth = -1
	}
	for line := range strings.SplitSeq(tree, "\n") {
		trimmed := strings.TrimLeft(line, " ")
		indent := len(line) - len(trimmed)
		if depth >= 0 && indent <= depth && trimmed != "" && !strings.HasPrefix(trimmed, `"`) {
			end()
		}
		name, _, _ := strings.Cut(trimmed, " ")
		switch {
		case depth >= 0 && strings.HasPrefix(trimmed, `"`):
			text.WriteString(strings.Trim(trimmed, `"`))
		case depth < 0 && (name == "H" || name == "Title" || len(name) == 2 && name[0] == 'H' && name[1] >= '1' && name[1] <= '6'):
			depth = indent
		}
	}
	end()
	return headings
}
