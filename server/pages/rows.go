package pages

import (
	"slices"
	"strings"
)

// tableView is a table as the pages show it: the names of its columns, and the
// cells of its rows, each as many as there are columns.
type tableView struct {
	Columns []string
	Rows    [][][]Span
	More    []moreRows // those of the passages after it
}

// cell is a cell of a row that is written out; From is where it begins in the line.
type cell struct {
	Text string
	From int
}

// rows reads table rows as documents.RowText writes them out: "Dato: 2. august
// 2026; Status: i kraft". It takes the lines from the first on that begin with
// the same column's name, and gives their columns and cells; none where fewer
// than two lines or two columns are alike, for then it is a text with colons.
// server/pages/web/static/rows.js does the same in the browser.
func rows(lines []string) (columns []string, cells [][]cell) {
	n := 0
	for n < len(lines) && firstName(lines[n]) != "" && firstName(lines[n]) == firstName(lines[0]) {
		n++
	}
	if n < 2 {
		return nil, nil
	}
	if columns = shared(lines[:n]); len(columns) < 2 {
		return nil, nil
	}
	for _, line := range lines[:n] {
		cells = append(cells, cut(line, columns))
	}
	return columns, cells
}

// name is the column's name that a part of a row begins with, "" for none.
func name(part string) string {
	n, _, ok := strings.Cut(part, ": ")
	if !ok {
		return ""
	}
	return n
}

func firstName(line string) string {
	first, _, _ := strings.Cut(line, "; ")
	return name(first)
}

// shared are the names that at least two lines hold, each placed behind the one
// that it follows in its line.
func shared(lines []string) []string {
	count := map[string]int{}
	var order []string
	for _, line := range lines {
		at := 0
		var seen []string
		for part := range strings.SplitSeq(line, "; ") {
			n := name(part)
			if n == "" || slices.Contains(seen, n) {
				continue
			}
			seen = append(seen, n)
			if i := slices.Index(order, n); i >= 0 {
				at = i + 1
			} else {
				order = slices.Insert(order, at, n)
				at++
			}
			count[n]++
		}
	}
	return slices.DeleteFunc(order, func(n string) bool { return count[n] < 2 })
}

// cut gives the cells of a line, empty where it has none for a column. What
// begins with no later column's name belongs to the cell before it.
func cut(line string, columns []string) []cell {
	out := make([]cell, len(columns))
	last, at := -1, 0
	for part := range strings.SplitSeq(line, "; ") {
		if i := slices.Index(columns, name(part)); i > last {
			last = i
			out[i] = cell{part[len(columns[i])+2:], at + len(columns[i]) + 2}
		} else if last >= 0 {
			out[last].Text += "; " + part
		}
		at += len(part) + 2
	}
	return out
}
