package html

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/documents"
)

// Bounds on what a cell may claim to span.
const (
	maxRowSpan = 200
)

// htmlCell is one cell with the room it takes.
type htmlCell struct {
	text       string
	cols, rows int
}

// table adds a table's rows, or, where the table is only there to place things,
// what stands in it.
func (w *htmlWalker) table(table *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	rows := tableRows(table)
	for n := range table.Descendants() {
		if n.DataAtom == atom.Caption && n.Parent == table {
			if err := w.list.Paragraph(w.textOf(n)); err != nil {
				return err
			}
			break
		}
	}
	if layoutTable(table, rows) {
		for _, tr := range rows {
			if err := w.cells(tr); err != nil {
				return err
			}
		}
		return nil
	}
	var above []htmlCell // by column: cells that reach down
	for i, tr := range rows {
		cells, head := w.rowOf(tr, &above)
		head = head && (i == 0 || within(tr, atom.Thead))
		if err := w.list.Row(cells, head); err != nil {
			return err
		}
	}
	return nil
}

// cells reads the cells of a layout table as so many parts of the page.
func (w *htmlWalker) cells(tr *html.Node) error {
	for td := tr.FirstChild; td != nil; td = td.NextSibling {
		if err := w.children(td); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
	}
	return nil
}

// tableRows lists a table's own rows, not those of tables in its cells.
func tableRows(table *html.Node) []*html.Node {
	var rows []*html.Node
	for n := table.FirstChild; n != nil; n = n.NextSibling {
		switch n.DataAtom {
		case atom.Tr:
			rows = append(rows, n)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			rows = append(rows, tableRows(n)...)
		}
	}
	return rows
}

// layoutTable tells a table that holds parts of a page, or one column only.
func layoutTable(table *html.Node, rows []*html.Node) bool {
	if strings.EqualFold(htmlAttr(table, "role"), "presentation") {
		return true
	}
	if holds(table, atom.Table, atom.H1, atom.H2, atom.H3) {
		return true
	}
	for _, tr := range rows {
		n := 0
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom == atom.Td || td.DataAtom == atom.Th {
				n++
			}
		}
		if n > 1 {
			return false
		}
	}
	return !holds(table, atom.Th)
}

// rowOf returns a row's texts by column. A cell that spans rows is repeated in
// each, so that every row can stand alone.
func (w *htmlWalker) rowOf(tr *html.Node, above *[]htmlCell) (texts []string, head bool) {
	head = true
	column := 0
	take := func(c htmlCell) {
		for len(*above) <= column {
			*above = append(*above, htmlCell{})
		}
		c.rows--
		(*above)[column] = c
		texts = append(texts, c.text)
		column++
	}
	fill := func() {
		for column < len(*above) && (*above)[column].rows > 0 {
			take((*above)[column])
		}
	}
	for td := tr.FirstChild; td != nil && column < documents.MaxCells; td = td.NextSibling {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
			continue
		}
		fill()
		cell := htmlCell{text: w.textOf(td), rows: spanOf(td, "rowspan", maxRowSpan), cols: spanOf(td, "colspan", documents.MaxColSpan)}
		head = head && (td.DataAtom == atom.Th || strings.TrimSpace(cell.text) == "")
		take(cell)
		for cell.text = ""; cell.cols > 1; cell.cols-- {
			take(cell)
		}
	}
	fill()
	return texts, head && len(texts) > 0
}

func spanOf(td *html.Node, key string, most int) int {
	n, err := strconv.Atoi(htmlAttr(td, key))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}
