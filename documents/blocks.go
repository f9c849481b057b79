package documents

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// ErrTooMuchText ends the reading of a file that would fill the memory.
// BlockList gathers a document's blocks in reading order with clean text, and
// refuses more than its limit. Blocks without text are left out.
type BlockList struct {
	Blocks []Block
	Left   int // bytes of text that still fit
	Page   int // of the blocks that are added next
}

func NewBlockList(limits Limits) *BlockList { return &BlockList{Left: limits.TextBytes} }

func (l *BlockList) Heading(level int, text string) error {
	return l.Add(Block{Kind: Heading, Level: min(max(level, 1), 6), Text: text})
}

func (l *BlockList) Paragraph(text string) error { return l.Add(Block{Kind: Paragraph, Text: text}) }

func (l *BlockList) Item(level int, text string) error {
	return l.Add(Block{Kind: Item, Level: min(max(level, 1), 9), Text: text})
}

func (l *BlockList) Row(cells []string, head bool) error {
	return l.Add(Block{Kind: Row, Cells: cells, Head: head})
}

func (l *BlockList) Add(b Block) error {
	if b.Page == 0 {
		b.Page = l.Page
	}
	b, size := cleanBlock(b)
	if size == 0 {
		return nil
	}
	if l.Left -= size + BlockCost; l.Left < 0 {
		return ErrTooMuchText
	}
	l.Blocks = append(l.Blocks, b)
	return nil
}

// Level is that of the last heading, 0 without one.
func (l *BlockList) Level() int {
	for _, b := range slices.Backward(l.Blocks) {
		if b.Kind == Heading {
			return b.Level
		}
	}
	return 0
}

// cleanBlock returns b with clean text, and the size of that text.
func cleanBlock(b Block) (Block, int) {
	if b.Kind != Row {
		b.Text = CleanText(b.Text)
		if b.Kind == Heading { // what names a section needs no colon, and some have two
			b.Text = strings.TrimRight(b.Text, ": ")
		}
		return b, len(b.Text)
	}
	if len(b.Cells) > MaxCells {
		b.Cells = b.Cells[:MaxCells]
	}
	b.Cells = slices.Clone(b.Cells)
	size := 0
	for i, cell := range b.Cells {
		b.Cells[i] = CleanText(cell)
		size += len(b.Cells[i])
	}
	if size > 0 {
		size += len(b.Cells)
	}
	return b, size
}

var plainHyphens = strings.NewReplacer(string(danish.Hyphen), "-", string(danish.HardHyphen), "-", "\f", " ")

// CleanText is s as running text: normalised, without soft hyphens, with single
// spaces and no line breaks.
func CleanText(s string) string {
	if plain(s) {
		return s
	}
	s = plainHyphens.Replace(danish.RemoveSoft(danish.Normalise(s)))
	return strings.Join(strings.Fields(s), " ")
}

// plain reports whether cleaning would change nothing, the usual case: words of
// ASCII and of the letters that follow it from À to ÿ, one space between them.
func plain(s string) bool {
	space := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == 0xc3 && i+1 < len(s) && s[i+1] >= 0x80 && s[i+1] <= 0xbf {
			i++
		} else if c < ' ' || c >= 0x7f || (c == ' ' && space) {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// BlockBytes counts the text of blocks.
func BlockBytes(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		n += len(b.Text)
		for _, c := range b.Cells {
			n += len(c)
		}
	}
	return n
}

// NotesHeading stands above the notes: beside the document's chapters.
func NotesHeading(blocks []Block) Block {
	level, headings := 0, 0
	for _, b := range blocks {
		if b.Kind != Heading {
			continue
		}
		if headings++; headings > 1 && (level == 0 || b.Level < level) {
			level = b.Level
		}
	}
	return Block{Kind: Heading, Level: max(level, 1), Text: "Noter"}
}
