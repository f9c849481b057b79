// Package plain reads plain text. Start with [Read].
package plain

import (
	"context"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/hyphens"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// Read reads plain text: well formed, or pulled out of a PDF with its
// lines. Headings, items and table rows are told by their looks, since nothing
// marks them. Pages are counted where form feeds part them, else they are 0.
func Read(ctx context.Context, in documents.Input) (*documents.Document, error) {
	text, err := documents.DecodeText(in.Data)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	all, pages := layout.Split(danish.Normalise(text))
	if len(all) == 0 {
		return nil, documents.NoWords.Fault(nil)
	}
	lines, contents := layout.DropContents(all)
	if len(lines) == 0 {
		lines, contents = all, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	words := hyphens.New(layout.Texts(lines))
	if pages == 0 && words.Cuts() == 0 {
		words.Typed()
	}
	blocks := layout.Blocks(layout.Chunks(lines), words)
	info := documents.Info{Title: layout.OnlyTitle(blocks), Format: "text", Pages: pages}
	return &documents.Document{
		Info: info, Blocks: blocks,
		Losses: documents.LossesOf(documents.LostContents, contents),
		Layer:  documents.NewLayer(strings.Split(text, "\n"), blocks),
	}, nil
}
