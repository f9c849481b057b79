package documents

import (
	"slices"
	"strings"
)

// errTooMuchText ends the reading of a file that would fill the memory.
var errTooMuchText = faultf(nil, "filen indeholder mere tekst, end der læses fra én fil; del den op i mindre filer")

// blockList gathers a document's blocks in reading order with clean text, and
// refuses more than its limit. Blocks without text are left out.
type blockList struct {
	blocks []Block
	left   int // bytes of text that still fit
	page   int // of the blocks that are added next
}

func newBlockList(limits Limits) *blockList { return &blockList{left: limits.TextBytes} }

func (l *blockList) heading(level int, text string) error {
	return l.add(Block{Kind: Heading, Level: min(max(level, 1), 6), Text: text})
}

func (l *blockList) paragraph(text string) error { return l.add(Block{Kind: Paragraph, Text: text}) }

func (l *blockList) item(level int, text string) error {
	return l.add(Block{Kind: Item, Level: min(max(level, 1), 9), Text: text})
}

func (l *blockList) row(cells []string, head bool) error {
	return l.add(Block{Kind: Row, Cells: cells, Head: head})
}

func (l *blockList) add(b Block) error {
	if b.Page == 0 {
		b.Page = l.page
	}
	b, size := cleanBlock(b)
	if size == 0 {
		return nil
	}
	if l.left -= size + blockCost; l.left < 0 {
		return errTooMuchText
	}
	l.blocks = append(l.blocks, b)
	return nil
}

// level is that of the last heading, 0 without one.
func (l *blockList) level() int {
	for _, b := range slices.Backward(l.blocks) {
		if b.Kind == Heading {
			return b.Level
		}
	}
	return 0
}

// cleanBlock returns b with clean text, and the size of that text.
func cleanBlock(b Block) (Block, int) {
	if b.Kind != Row {
		b.Text = cleanText(b.Text)
		return b, len(b.Text)
	}
	if len(b.Cells) > maxCells {
		b.Cells = b.Cells[:maxCells]
	}
	b.Cells = slices.Clone(b.Cells)
	size := 0
	for i, cell := range b.Cells {
		b.Cells[i] = cleanText(cell)
		size += len(b.Cells[i])
	}
	if size > 0 {
		size += len(b.Cells)
	}
	return b, size
}

var plainHyphens = strings.NewReplacer(string(hyphen), "-", string(hardHyphen), "-", "\f", " ")

// cleanText is s as running text: normalised, without soft hyphens, with single
// spaces and no line breaks.
func cleanText(s string) string {
	if plainASCII(s) {
		return s
	}
	s = plainHyphens.Replace(removeSoft(normalise(s)))
	return strings.Join(strings.Fields(s), " ")
}

// plainASCII reports whether cleaning would change nothing, the usual case.
func plainASCII(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || (c == ' ' && space) {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// blockBytes counts the text of blocks.
func blockBytes(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Text)
		for _, c := range b.Cells {
			n += len(c)
		}
	}
	return n
}
