// Package tables reads spreadsheets: each sheet is a section, each row carries
// its columns' names and the cells that it fills. Start with [ReadXLSX] and
// [ReadCSV].
package tables

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/documents"
)

// cellsName heads the column that says which cells a row fills, as "Budget!A14:C14".
const cellsName = "Celler"

// maxHeadRunes bounds what names a column.
const maxHeadRunes = 80

// grid turns the rows of one sheet into blocks. A row of several texts that
// rows with more in them follow names the columns; a row of one text alone above
// it is a paragraph. An empty row ends a table.
type grid struct {
	list  *documents.BlockList
	sheet string // "" where the file has one only
	held  []row  // rows that no table has begun with yet
	head  []string
	open  bool

	columns []int // which columns of the sheet a row's cells are; nil for all from the first
}

type row struct {
	number int // from 1
	cells  []string
}

// add takes the next row of the sheet.
func (g *grid) add(r row) error {
	if filled(r.cells) == 0 {
		err := g.flush()
		g.head, g.open = nil, false
		return err
	}
	if g.open {
		return g.row(r)
	}
	if g.held = append(g.held, r); len(g.held) < 2 {
		return nil
	}
	first := g.held[0]
	switch {
	case filled(first.cells) == 1:
		g.held = g.held[1:]
		return g.list.Paragraph(only(first.cells))
	case namesColumns(first.cells):
		g.head = trimmed(first.cells)
		if err := g.list.Row(append(g.head[:len(g.head):len(g.head)], cellsName), true); err != nil {
			return err
		}
		g.held = g.held[1:]
	}
	g.open = true
	return g.flush()
}

// flush adds the rows that wait.
func (g *grid) flush() error {
	held := g.held
	g.held = nil
	for _, r := range held {
		if !g.open && filled(r.cells) == 1 {
			if err := g.list.Paragraph(only(r.cells)); err != nil {
				return err
			}
			continue
		}
		if err := g.row(r); err != nil {
			return err
		}
	}
	return nil
}

// row adds a row as wide as its head, with the cells that it fills.
func (g *grid) row(r row) error {
	cells := r.cells
	for len(g.head) > 0 && len(cells) < len(g.head) {
		cells = append(cells, "")
	}
	for len(g.head) > 0 && len(cells) > len(g.head) && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return g.list.Row(append(cells[:len(cells):len(cells)], g.reference(r)), false)
}

// reference names the cells of a row, from the first that is filled to the last.
func (g *grid) reference(r row) string {
	from, to := -1, -1
	for i, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			if from < 0 {
				from = i
			}
			to = i
		}
	}
	ref := fmt.Sprintf("%s%d", g.columnName(from), r.number)
	if to > from {
		ref += fmt.Sprintf(":%s%d", g.columnName(to), r.number)
	}
	if g.sheet != "" {
		ref = g.sheet + "!" + ref
	}
	return ref
}

// columnName is the letter of the column of a row's i-th cell.
func (g *grid) columnName(i int) string {
	if i < len(g.columns) {
		i = g.columns[i]
	}
	return columnName(i)
}

// columnName is the letter of a column from 0: A, B, …, Z, AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

func filled(cells []string) (n int) {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

func only(cells []string) string { return strings.TrimSpace(strings.Join(cells, " ")) }

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = documents.CleanText(c)
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

// namesColumns reports whether a row is of names: short texts, or years, with
// at most the first of them left out, and not all of them numbers.
func namesColumns(cells []string) bool {
	texts := 0
	for i, c := range trimmed(cells) {
		switch {
		case c == "" && i > 0, len([]rune(c)) > maxHeadRunes:
			return false
		case strings.IndexFunc(c, unicode.IsLetter) >= 0:
			texts++
		case c != "" && !isYear(c):
			return false
		}
	}
	return texts > 0
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20")) && strings.Trim(s, "0123456789") == ""
}
