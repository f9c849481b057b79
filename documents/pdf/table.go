package pdf

import (
	"math"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// tableAt returns how many of the first lines are rows of one table: two or
// more that have the same cells, with lines between them that go on in a cell.
func tableAt(lines []pdfLine) int {
	if len(lines) < 2 || len(lines[0].cells) < 2 || lines[0].tag.heading() {
		return 0
	}
	head := lines[0]
	full, end := 1, 1
	for i := 1; i < len(lines); i++ {
		l := lines[i]
		if l.page != head.page || l.column != head.column || l.tag.heading() || l.row != nil || l.base < lines[i-1].base-4*head.size {
			break
		}
		if len(l.cells) == len(head.cells) && sameCells(head.cells, l.cells) {
			full++
			end = i + 1
			continue
		}
		if !goesOn(head, l) {
			break
		}
	}
	if full < 2 || (full < 3 && len(head.cells) < 3) {
		return 0
	}
	for end < len(lines) && goesOn(head, lines[end]) && lines[end].page == head.page &&
		lines[end-1].base-lines[end].base < 1.5*head.size {
		end++
	}
	return end
}

// sameCells reports whether cells stand below each other: their left edges,
// right edges or middles agree.
func sameCells(a, b []pdfCell) bool {
	for i := range a {
		left, right := math.Abs(a[i].x0-b[i].x0), math.Abs(a[i].x1-b[i].x1)
		middle := math.Abs(a[i].x0+a[i].x1-b[i].x0-b[i].x1) / 2
		if math.Min(math.Min(left, right), middle) > 4 {
			return false
		}
	}
	return true
}

// goesOn reports whether l is the wrapped text of one or more cells of a row
// such as head.
func goesOn(head, l pdfLine) bool {
	cells := l.cells
	if len(cells) == 0 {
		cells = []pdfCell{{l.text, l.x0, l.x1}}
	}
	if len(cells) >= len(head.cells) || l.page != head.page || l.column != head.column {
		return false
	}
	for _, c := range cells {
		i := cellBelow(head.cells, c)
		if i < 0 || (i+1 < len(head.cells) && c.x1 > head.cells[i+1].x0) {
			return false
		}
	}
	return true
}

func cellBelow(cells []pdfCell, c pdfCell) int {
	for i, above := range cells {
		if math.Abs(above.x0-c.x0) < 4 || math.Abs(above.x1-c.x1) < 4 {
			return i
		}
	}
	return -1
}

// headerRow cuts a line right above a table into its columns' names, where the
// names stand too close for their gaps to show: it has one word to a column.
func headerRow(l, below pdfLine) (pdfLine, bool) {
	words := strings.Fields(l.text)
	if len(words) != len(below.cells) || l.page != below.page || l.column != below.column || l.base-below.base > 3*l.size {
		return l, false
	}
	l.cells = slices.Clone(below.cells)
	for i, word := range words {
		l.cells[i].text = word
	}
	return l, true
}

// rowChunks makes the rows of a table, adding wrapped text to its cell. The
// first row is a header where it alone is bold.
func rowChunks(g pdfGroup) []layout.Chunk {
	head := g.lines[0]
	if head.row != nil {
		return taggedRows(g.lines)
	}
	var rows []layout.Chunk
	for _, l := range g.lines {
		if len(l.cells) == len(head.cells) {
			row := layout.Chunk{Kind: documents.Row, Page: l.page, Head: len(rows) == 0 && l.bold && !g.lines[len(g.lines)-1].bold}
			for _, c := range l.cells {
				row.Cells = append(row.Cells, c.text)
			}
			rows = append(rows, row)
			continue
		}
		addToRow(&rows[len(rows)-1], head.cells, l)
	}
	return rows
}

func addToRow(row *layout.Chunk, columns []pdfCell, l pdfLine) {
	cells := l.cells
	if len(cells) == 0 {
		cells = []pdfCell{{l.text, l.x0, l.x1}}
	}
	for _, c := range cells {
		i := max(cellBelow(columns, c), 0)
		row.Cells[i] += "\n" + c.text
	}
}
