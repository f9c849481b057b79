package office

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// docxTable is an open table.
type docxTable struct {
	rows []docxRow
}

type docxRow struct {
	cells []docxCell
	head  bool // said to be a header
}

type docxCell struct {
	blocks []officeBlock
	span   int  // columns it takes
	merged bool // continues the cell above
	across int  // columns it reaches over, where those have cells of their own
}

func (t *docxTable) row() *docxRow {
	if len(t.rows) == 0 {
		t.rows = append(t.rows, docxRow{})
	}
	return &t.rows[len(t.rows)-1]
}

func (t *docxTable) cell() *docxCell {
	row := t.row()
	if len(row.cells) == 0 {
		row.cells = append(row.cells, docxCell{span: 1})
	}
	return &row.cells[len(row.cells)-1]
}

func (t *docxTable) add(b officeBlock) {
	cell := t.cell()
	cell.blocks = append(cell.blocks, b)
}

func (r *docxReader) tableStart(e parts.Element) error {
	if r.room -= documents.BlockCost; r.room < 0 {
		return documents.ErrTooMuchText
	}
	switch e.Name.Local {
	case "txbxContent":
		r.boxes = append(r.boxes, docxFrame{tables: r.tables, run: r.run})
		r.tables = nil
		return nil
	case "tbl":
		r.tables = append(r.tables, &docxTable{})
		return nil
	}
	if len(r.tables) == 0 {
		return nil
	}
	t := r.tables[len(r.tables)-1]
	switch e.Name.Local {
	case "tr":
		t.rows = append(t.rows, docxRow{})
	case "tc":
		row := t.row()
		row.cells = append(row.cells, docxCell{span: 1})
	case "tblHeader":
		t.row().head = isOn(e)
	case "gridSpan":
		t.cell().span = min(max(atoi(parts.Attr(e, "val")), 1), documents.MaxColSpan)
	case "vMerge":
		t.cell().merged = parts.Attr(e, "val") != "restart"
	}
	return nil
}

func (r *docxReader) tableEnd(name string) error {
	switch {
	case name == "txbxContent" && len(r.boxes) > 0:
		frame := r.boxes[len(r.boxes)-1]
		r.boxes = r.boxes[:len(r.boxes)-1]
		r.tables, r.run = frame.tables, frame.run
		r.land()
	case name == "tbl" && len(r.tables) > 0:
		t := r.tables[len(r.tables)-1]
		r.tables = r.tables[:len(r.tables)-1]
		for _, b := range t.blocks() {
			if r.room -= rowBytes(b); r.room < 0 {
				return documents.ErrTooMuchText
			}
			r.add(b)
		}
	}
	return nil
}

// rowBytes counts what merged cells repeat.
func rowBytes(b officeBlock) int {
	n := len(b.Cells)
	for _, c := range b.Cells {
		n += len(c)
	}
	return n
}

// blocks is the finished table: its rows below what stands over all columns, or
// what stands in it where it only frames or places text.
func (t *docxTable) blocks() []officeBlock {
	framed := t.framed()
	var out []officeBlock
	for _, row := range t.rows[:framed] {
		for _, cell := range row.cells {
			out = append(out, cell.blocks...)
		}
	}
	var above []string
	rows := t.rows[framed:]
	for i, row := range rows {
		b := officeBlock{}
		b.Kind, b.Cells = documents.Row, row.texts(above)
		b.Head = i == 0 && len(rows) > 1 && (row.head || row.bold() && !rows[1].bold())
		b.Page = row.page()
		if slices.ContainsFunc(b.Cells, func(c string) bool { return c != "" }) {
			out = append(out, b)
		}
		above = b.Cells
	}
	return out
}

// framed counts the rows that only frame text: all of them, where most hold a
// section or there is one column, else those at the top over all columns.
func (t *docxTable) framed() int {
	wide, frames, top := 0, 0, 0
	for i, row := range t.rows {
		wide = max(wide, len(row.cells))
		if !row.frames() {
			continue
		}
		if frames++; top == i && row.filled() == 1 {
			top++
		}
	}
	if wide < 2 || 2*frames > len(t.rows) {
		return len(t.rows)
	}
	return top
}

// frames reports whether a section of text stands in a cell.
func (r docxRow) frames() bool {
	return slices.ContainsFunc(r.cells, func(c docxCell) bool {
		return len(c.blocks) > 1 && slices.ContainsFunc(c.blocks, func(b officeBlock) bool { return b.Kind == documents.Heading })
	})
}

// filled counts the cells with text.
func (r docxRow) filled() (n int) {
	for _, cell := range r.cells {
		if len(cell.blocks) > 0 {
			n++
		}
	}
	return n
}

func (r docxRow) bold() bool {
	letters, bold := 0, 0
	for _, cell := range r.cells {
		for _, b := range cell.blocks {
			letters += b.letters
			bold += b.bold
		}
	}
	return letters > 0 && bold == letters
}

func (r docxRow) page() int {
	for _, cell := range r.cells {
		for _, b := range cell.blocks {
			if b.Page > 0 {
				return b.Page
			}
		}
	}
	return 0
}

// texts is the row's cells by column; one merged with that above repeats it, so
// that every row can stand alone.
func (r docxRow) texts(above []string) []string {
	var out []string
	for _, cell := range r.cells {
		text := cell.text()
		if cell.merged && text == "" && len(out) < len(above) {
			text = above[len(out)]
		}
		out = append(out, text)
		for range min(cell.span-1, documents.MaxCells) {
			out = append(out, "")
		}
		if len(out) > documents.MaxCells {
			break
		}
	}
	return out
}

func (c docxCell) text() string {
	var parts []string
	for _, b := range c.blocks {
		if b.Kind == documents.Row {
			parts = append(parts, documents.RowText(nil, b.Cells))
			continue
		}
		parts = append(parts, b.Text)
	}
	return strings.Join(parts, " ")
}
