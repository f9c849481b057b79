package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// cellTag is the cell of a table that a piece of text belongs to. The zero value
// is none.
type cellTag struct {
	table  *tableTag
	row    int // the row's element
	column int // from 0
	head   bool
}

// tableTag is a table as far as it stands on a page.
type tableTag struct {
	rows, columns int
	below         map[int]int // by column, for how many rows a cell of a row above still goes on
	long          bool        // a cell holds more than maxCellRunes
}

// maxCellRunes is the longest text of a cell; what has more is a page that is
// laid out as a table.
const maxCellRunes = 1500

// isTable tells tables from the frames and columns that programs make of them;
// of a table that goes on from another page, one row may be left.
func (t *tableTag) isTable() bool {
	return t.columns > 1 && t.rows+t.columns > 3 && !t.long
}

// walkRow reads the cells of a row, each in its column.
func (t *tagger) walkRow(row references.FPDF_STRUCTELEMENT, here branch, found map[int]tag) {
	table, column := here.table, 0
	here.row = t.elements
	table.rows++
	count, err := t.instance.FPDF_StructElement_CountChildren(&requests.FPDF_StructElement_CountChildren{StructElement: row})
	if err != nil {
		return
	}
	covered := table.below
	table.below = map[int]int{}
	for i := range count.Count {
		for covered[column] > 0 {
			column++
		}
		if column >= documents.MaxCells {
			break
		}
		here.column = column
		child, err := t.instance.FPDF_StructElement_GetChildAtIndex(&requests.FPDF_StructElement_GetChildAtIndex{StructElement: row, Index: i})
		if err != nil {
			column++ // an empty cell
			continue
		}
		t.walk(child.StructElement, here, found)
		wide, high := t.span(child.StructElement, "ColSpan"), t.span(child.StructElement, "RowSpan")
		for range wide {
			if high > 1 {
				table.below[column] = high - 1
			}
			column++
		}
	}
	for c, rows := range covered {
		if rows > 1 {
			table.below[c] = rows - 1
		}
	}
	table.columns = max(table.columns, column)
}

// span is how many columns or rows a cell covers.
func (t *tagger) span(cell references.FPDF_STRUCTELEMENT, name string) int {
	count, err := t.instance.FPDF_StructElement_GetAttributeCount(&requests.FPDF_StructElement_GetAttributeCount{StructElement: cell})
	if err != nil {
		return 1
	}
	for i := range count.Count {
		of, err := t.instance.FPDF_StructElement_GetAttributeAtIndex(&requests.FPDF_StructElement_GetAttributeAtIndex{StructElement: cell, Index: i})
		if err != nil {
			continue
		}
		value, err := t.instance.FPDF_StructElement_Attr_GetValue(&requests.FPDF_StructElement_Attr_GetValue{StructElementAttribute: of.StructElementAttribute, Name: name})
		if err != nil {
			continue
		}
		if n, err := t.instance.FPDF_StructElement_Attr_GetNumberValue(&requests.FPDF_StructElement_Attr_GetNumberValue{StructElementAttributeValue: value.StructElementAttributeValue}); err == nil {
			return min(max(int(n.Value), 1), documents.MaxColSpan)
		}
	}
	return 1
}

// tableRow is a row whose cells the tags tell.
type tableRow struct {
	table *tableTag
	cells []pdfCell // each line of a cell's text in a line
	head  bool
}

// joinRows makes one run of the pieces of each row of a table, so that nothing
// comes between its cells. Headings within stay by themselves.
func joinRows(runs []pdfRun) []pdfRun {
	length := map[cellTag]int{}
	for _, r := range runs {
		if c := r.tag.cell; c.table != nil {
			length[c] += utf8.RuneCountInString(r.text)
			c.table.long = c.table.long || length[c] > maxCellRunes
		}
	}
	byRow := map[int][]pdfRun{}
	mixed := map[int]bool{} // rows with text that is turned otherwise
	for _, r := range runs {
		if r.inTable() {
			row := r.tag.cell.row
			byRow[row] = append(byRow[row], r)
			mixed[row] = mixed[row] || byRow[row][0].turn() != r.turn()
		}
	}
	var out []pdfRun
	for _, r := range runs {
		row := byRow[r.tag.cell.row]
		switch {
		case !r.inTable() || mixed[r.tag.cell.row]:
			out = append(out, r)
		case len(row) > 0 && &row[0].chars[0] == &r.chars[0]:
			out = append(out, rowRun(row))
		}
	}
	return out
}

func (run *pdfRun) inTable() bool {
	t := run.tag.cell.table
	return t != nil && t.isTable() && !run.tag.heading() && len(run.chars) > 0
}

// rowRun is a row's run; it holds the cells and their text.
func rowRun(runs []pdfRun) pdfRun {
	tag := runs[0].tag
	row := &tableRow{table: tag.cell.table, head: true, cells: make([]pdfCell, min(tag.cell.table.columns, documents.MaxCells))}
	out := pdfRun{row: row, tag: tag, bold: true, italic: true, x0: math.Inf(1), y0: math.Inf(1), base: math.Inf(-1)}
	var texts []string
	for c := range row.cells {
		var cell []pdfRun
		for _, r := range runs {
			if r.tag.cell.column == c {
				cell = append(cell, r)
			}
		}
		var lines []string
		for _, l := range joinRuns(cell) {
			lines = append(lines, l.text)
			out.x0, out.y0, out.x1, out.y1 = min(out.x0, l.x0), min(out.y0, l.y0), max(out.x1, l.x1), max(out.y1, l.y1)
			out.base, out.size = max(out.base, l.base), max(out.size, l.size)
			out.bold, out.italic = out.bold && l.bold, out.italic && l.italic
		}
		row.cells[c] = pdfCell{text: strings.Join(lines, "\n")}
		row.head = row.head && (len(cell) == 0 || cell[0].tag.cell.head)
		texts = append(texts, lines...)
	}
	for _, r := range runs {
		out.chars = append(out.chars, r.chars...)
	}
	out.text = strings.Join(texts, " ")
	return out
}

// rowsAt counts the first lines that are rows of one table by their tags.
func rowsAt(lines []pdfLine) int {
	n := 0
	for n < len(lines) && lines[n].row != nil && lines[n].row.table == lines[0].row.table {
		n++
	}
	return n
}

// taggedRows makes the rows of a table. Where none is marked as naming the
// columns, the first does if it alone is bold.
func taggedRows(lines []pdfLine) []layout.Chunk {
	marked := slices.ContainsFunc(lines, func(l pdfLine) bool { return l.row.head })
	var rows []layout.Chunk
	for i, l := range lines {
		head := l.row.head
		if !marked || rowsAllHead(lines) {
			head = i == 0 && l.bold && !lines[len(lines)-1].bold
		}
		chunk := layout.Chunk{Kind: documents.Row, Page: l.page, Head: head}
		for _, c := range l.row.cells {
			chunk.Cells = append(chunk.Cells, c.text)
		}
		rows = append(rows, chunk)
	}
	return rows
}

func rowsAllHead(lines []pdfLine) bool {
	return !slices.ContainsFunc(lines, func(l pdfLine) bool { return !l.row.head })
}
