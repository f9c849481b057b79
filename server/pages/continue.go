package pages

// moreRows are rows of a later passage in the table of an earlier one.
type moreRows struct {
	ID     string // the passage's
	Marked bool   // the passage is highlighted
	Rows   [][][]Span
}

// Continue takes the rows that a passage begins with into the table in which
// the runs before it end, so that a table which is longer than a passage is one
// table. It gives the text that is left, and whether there were such rows.
func Continue(before []Run, id string, marked bool, text, heading string) (left string, taken bool) {
	if len(before) == 0 || before[len(before)-1].Table == nil {
		return text, false
	}
	table := before[len(before)-1].Table
	bodies, starts, _ := linesOf(text, heading)
	n := 0
	for n < len(bodies) && firstName(bodies[n]) == table.Columns[0] {
		n++
	}
	if n == 0 {
		return text, false
	}
	more := moreRows{ID: id, Marked: marked}
	for _, line := range bodies[:n] {
		more.Rows = append(more.Rows, newRow(cut(line, table.Columns), 0, nil))
	}
	table.More = append(table.More, more)
	if n == len(bodies) {
		return "", true
	}
	return text[starts[n]:], true
}
