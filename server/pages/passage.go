package pages

import (
	"slices"
	"strings"
)

// Run is a paragraph, a list or a table of a passage.
type Run struct {
	Spans []Span
	Items []item
	Table *tableView
}

// item is a list item; Deep says that it stands under another.
type item struct {
	Spans []Span
	Deep  bool
}

// Reach is a piece of a text, in bytes.
type Reach struct{ From, To int }

// Runs makes paragraphs, lists and tables of the lines of a passage without the
// heading that it may begin with; what lies in one of marked, in order, is marked.
func Runs(text, heading string, marked []Reach) []Run {
	var out []Run
	bodies, starts, lines := linesOf(text, heading)
	for i := 0; i < len(bodies); i++ {
		body, start := bodies[i], starts[i]
		inner, isItem := strings.CutPrefix(body, "- ")
		if isItem {
			it := item{Spans(inner, start+len(body)-len(inner), marked), strings.HasPrefix(lines[i], "  ")}
			if n := len(out); n > 0 && out[n-1].Items != nil {
				out[n-1].Items = append(out[n-1].Items, it)
			} else {
				out = append(out, Run{Items: []item{it}})
			}
			continue
		}
		if columns, cells := rows(bodies[i:]); columns != nil {
			out = append(out, Run{Table: newTable(columns, cells, starts[i:], marked)})
			i += len(cells) - 1
			continue
		}
		out = append(out, Run{Spans: Spans(body, start, marked)})
	}
	return out
}

// linesOf are the lines of a passage that say something: without and with the
// space around them, and where each begins.
func linesOf(text, heading string) (bodies []string, starts []int, lines []string) {
	at := 0
	for i, line := range strings.SplitAfter(text, "\n") {
		start := at
		at += len(line)
		body := strings.TrimSpace(line)
		if body == "" || i == 0 && heading != "" && body == heading {
			continue
		}
		bodies, starts, lines = append(bodies, body), append(starts, start+strings.Index(line, body)), append(lines, line)
	}
	return bodies, starts, lines
}

func newTable(columns []string, cells [][]cell, starts []int, marked []Reach) *tableView {
	t := &tableView{Columns: columns}
	for i, row := range cells {
		t.Rows = append(t.Rows, newRow(row, starts[i], marked))
	}
	return t
}

// newRow makes a row of the cells of a line that begins at start.
func newRow(cells []cell, start int, marked []Reach) [][]Span {
	spans := make([][]Span, len(cells))
	for j, c := range cells {
		spans[j] = Spans(c.Text, start+c.From, marked)
	}
	return spans
}

// Spans cuts a text that begins at start within a passage along its marks.
func Spans(text string, start int, marked []Reach) []Span {
	var out []Span
	at := 0
	for _, m := range marked {
		from, to := max(m.From-start, at), min(m.To-start, len(text))
		if from >= to {
			continue
		}
		if from > at {
			out = append(out, Span{Text: text[at:from]})
		}
		out = append(out, Span{text[from:to], "mark"})
		at = to
	}
	if at < len(text) {
		out = append(out, Span{Text: text[at:]})
	}
	return out
}

// quoted are the places of quotes in a text, in order and without overlap.
func quoted(text string, quotes []string) []Reach {
	var out []Reach
	for _, q := range quotes {
		if i := strings.Index(text, q); q != "" && i >= 0 {
			out = append(out, Reach{i, i + len(q)})
		}
	}
	slices.SortFunc(out, func(a, b Reach) int { return a.From - b.From })
	return out
}
