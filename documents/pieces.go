package documents

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// pieceBuilder turns blocks into pieces: list items gather into one list as
// long as it fits, rows take their header's words, long paragraphs are cut
// between sentences.
type pieceBuilder struct {
	max    int      // words a piece may have
	inList bool     // the last piece is a list that further items join
	header []string // the current table's column names
	inRows bool
}

func (b *pieceBuilder) reset() { b.inList, b.inRows, b.header = false, false, nil }

func (b *pieceBuilder) add(pieces []piece, blk Block) []piece {
	switch blk.Kind {
	case Item:
		return b.item(pieces, blk)
	case Row:
		return b.row(pieces, blk)
	}
	b.reset()
	return append(pieces, b.split(blk.Text, blk.Page)...)
}

func (b *pieceBuilder) item(pieces []piece, blk Block) []piece {
	b.inRows, b.header = false, nil
	mark := strings.Repeat("  ", max(0, blk.Level-1)) + "- "
	parts := b.split(blk.Text, blk.Page)
	for i, p := range parts {
		if i == 0 {
			p.text = mark + p.text
			p.words++
		}
		last := len(pieces) - 1
		if b.inList && pieces[last].words+p.words <= b.max {
			pieces[last].text += "\n" + p.text
			pieces[last].words += p.words
			continue
		}
		p.glue = !b.inList && last >= 0
		pieces = append(pieces, p)
		b.inList = true
	}
	return pieces
}

func (b *pieceBuilder) row(pieces []piece, blk Block) []piece {
	b.inList = false
	if blk.Head {
		b.header = blk.Cells
		b.inRows = false
		return pieces
	}
	text := RowText(b.header, blk.Cells)
	for _, p := range b.split(text, blk.Page) {
		p.glue = b.inRows || len(pieces) > 0
		pieces = append(pieces, p)
		b.inRows = true
	}
	return pieces
}

// RowText writes a table row as one readable line: "Dato: 2. august 2026;
// Status: i kraft". Columns without a name stand bare; a cell that ends in a
// colon names the one after it.
func RowText(header, cells []string) string {
	var parts []string
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		if i < len(header) && strings.TrimSpace(header[i]) != "" && len(header) == len(cells) {
			c = strings.TrimRight(strings.TrimSpace(header[i]), ":") + ": " + c
		}
		if n := len(parts); n > 0 && strings.HasSuffix(parts[n-1], ":") {
			parts[n-1] += " " + c
			continue
		}
		parts = append(parts, c)
	}
	return strings.Join(parts, "; ")
}

// split cuts a text of more than max words between sentences; a single
// sentence longer than that is cut between words.
func (b *pieceBuilder) split(text string, page int) []piece {
	words := len(strings.Fields(text))
	if words == 0 {
		return nil
	}
	if words <= b.max*2/3 {
		return []piece{{text: text, words: words, page: page}}
	}
	var out []piece
	for _, s := range danish.Sentences(text) {
		f := strings.Fields(s)
		for len(f) > b.max {
			out = append(out, piece{text: strings.Join(f[:b.max], " "), words: b.max, page: page})
			f = f[b.max:]
		}
		last := len(out) - 1
		if last >= 0 && out[last].words+len(f) <= b.max/3 {
			out[last].text += " " + strings.Join(f, " ")
			out[last].words += len(f)
			continue
		}
		out = append(out, piece{text: strings.Join(f, " "), words: len(f), page: page})
	}
	return out
}
