package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/documents"
)

// wideGap parts cells: tabs, spaces, or dots that lead from one to the next.
var wideGap = regexp.MustCompile(`\t+| ?(?:\.[ .]?){4,} *| {3,}`)

// Leader cuts a line in two at the dots that lead from a title to its number.
func Leader(text string) (title, number string, ok bool) {
	m := leader.FindStringSubmatch(text)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

var leader = regexp.MustCompile(`^(\S.*?) ?(?:\.[ .]?){4,} *([^.\s].{0,30})$`)

// cutTable takes the first run of at least two lines that are clearly rows:
// parted by | or tabs, or by wide gaps that begin at the same places.
func cutTable(g group) (before, rows, after group, ok bool) {
	for from := range g.lines {
		to := tableEnd(g.lines, from)
		if to-from < 2 {
			continue
		}
		cells, head := tableCells(g.lines[from:to])
		if len(cells) < 2 {
			continue
		}
		before = group{lines: g.lines[:from], kind: documents.Paragraph, start: g.start}
		rows = group{lines: g.lines[from:to], kind: documents.Row, cells: cells, head: head}
		after = group{lines: g.lines[to:], kind: documents.Paragraph}
		return before, rows, after, true
	}
	return g, group{}, group{}, false
}

// tableEnd is the index after the last line that has as many cells as lines[from].
func tableEnd(lines []Line, from int) int {
	count := len(rowCells(lines[from].text))
	if count < 2 {
		return from
	}
	to := from + 1
	for to < len(lines) {
		text := lines[to].text
		if !tableRule.MatchString(text) && (len(rowCells(text)) != count || !aligned(lines[from].text, text)) {
			break
		}
		to++
	}
	return to
}

func rowCells(text string) []string {
	if strings.Count(text, "|") >= 2 || strings.Count(text, " | ") == 1 {
		return trimAll(strings.Split(strings.TrimSuffix(strings.TrimPrefix(text, "|"), "|"), "|"))
	}
	return trimAll(wideGap.Split(text, -1))
}

func trimAll(cells []string) []string {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// aligned reports whether the cells of a and b, parted by spaces, share their
// left or right edges. Tabs and | need no such proof.
func aligned(a, b string) bool {
	if strings.ContainsAny(a, "|\t") && strings.ContainsAny(b, "|\t") {
		return true
	}
	startsA, endsA := gapEdges(a)
	startsB, endsB := gapEdges(b)
	for i := range startsA {
		if i >= len(startsB) || (!near(startsA[i], startsB[i]) && !near(endsA[i], endsB[i])) {
			return false
		}
	}
	return true
}

func near(a, b int) bool { return a-b <= 1 && b-a <= 1 }

// gapEdges returns where, in runes, each cell after a gap begins and ends.
func gapEdges(text string) (starts, ends []int) {
	gaps := wideGap.FindAllStringIndex(text, -1)
	for i, gap := range gaps {
		end := len(text)
		if i+1 < len(gaps) {
			end = gaps[i+1][0]
		}
		starts = append(starts, utf8.RuneCountInString(text[:gap[1]]))
		ends = append(ends, utf8.RuneCountInString(text[:end]))
	}
	return starts, ends
}

// tableCells returns the rows; head is true where a rule parts the first one
// from the others, or where it alone has no number.
func tableCells(lines []Line) (rows [][]string, head bool) {
	for i, l := range lines {
		if tableRule.MatchString(l.text) {
			head = head || i == 1
			continue
		}
		rows = append(rows, rowCells(l.text))
	}
	return slices.Clip(rows), head || namesColumns(rows)
}

func namesColumns(rows [][]string) bool {
	for i, row := range rows {
		if strings.ContainsAny(strings.Join(row, ""), "0123456789") != (i > 0) {
			return false
		}
	}
	return len(rows) > 2
}
