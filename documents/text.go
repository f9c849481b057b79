package documents

import (
	"context"
	"fmt"
)

// readText reads plain text: well formed, or pulled out of a PDF with its
// lines. Headings, items and table rows are told by their looks, since nothing
// marks them. Pages are counted where form feeds part them, else they are 0.
func readText(ctx context.Context, in input) (*Document, error) {
	text, err := decodeText(in.Data)
	if err != nil {
		return nil, err
	}
	lines, pages := textLines(normalise(text))
	if len(lines) == 0 {
		return nil, fmt.Errorf("filen indeholder ingen tekst")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	words := newVocabulary(lineTexts(lines))
	blocks := blocksOf(textChunks(lines), words)
	info := Info{Title: onlyTitle(blocks), Format: "text", Pages: pages}
	return &Document{Info: info, Blocks: blocks}, nil
}

// onlyTitle is the first heading where it stands alone on the top level, and so
// names the whole document; "" where the headings are its chapters.
func onlyTitle(blocks []Block) string {
	title := ""
	for i, b := range blocks {
		switch {
		case b.Kind != Heading || b.Level > 1:
			continue
		case title != "" || i > 2:
			return ""
		}
		title = b.Text
	}
	return title
}
