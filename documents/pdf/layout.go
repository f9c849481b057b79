package pdf

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// pdfLine is one line of a page, in points with y upwards.
type pdfLine struct {
	text           string
	cells          []pdfCell // its parts, where wide gaps part it in two or more
	x0, y0, x1, y1 float64
	base, size     float64
	bold, italic   bool
	page           int       // from 1
	height         float64   // of the page; 0 where the engine does not know
	column         int       // lines of one column of one page share it
	tag            tag       // of most of it
	row            *tableRow // that it is by its tags; nil for other lines
}

type pdfCell struct {
	text   string
	x0, x1 float64
}

const (
	maxColumnRuns  = 2000 // beyond that a page is a drawing, not columns of text
	maxColumnDepth = 6
)

// pageLayout puts the runs of a page into reading order and joins them to lines.
func pageLayout(runs []pdfRun, page int, height float64) []pdfLine {
	var lines []pdfLine
	for column, leaf := range cutColumns(runs, maxColumnDepth) {
		for _, l := range joinRuns(leaf) {
			l.page, l.height, l.column = page, height, column
			lines = append(lines, l)
		}
	}
	return lines
}

// cutColumns finds the gutter with most lines on both sides. What crosses it
// cuts the page into bands, each of which is read left side first.
func cutColumns(runs []pdfRun, depth int) [][]pdfRun {
	if len(runs) < 6 || len(runs) > maxColumnRuns || depth == 0 {
		return [][]pdfRun{runs}
	}
	best, bestScore := 0.0, 3
	for _, x := range gutters(runs) {
		if score := gutterScore(runs, x); score > bestScore {
			best, bestScore = x, score
		}
	}
	if bestScore == 3 {
		return [][]pdfRun{runs}
	}
	var leaves [][]pdfRun
	for _, b := range bandsAt(runs, best) {
		for _, part := range [][]pdfRun{b.across, b.left, b.right} {
			if len(part) > 0 {
				leaves = append(leaves, cutColumns(part, depth-1)...)
			}
		}
	}
	return leaves
}

// gutters returns the places just left of where three runs or more begin.
func gutters(runs []pdfRun) []float64 {
	starts := map[int]int{}
	left, right := math.Inf(1), math.Inf(-1)
	for _, r := range runs {
		starts[int(r.x0/2)]++
		left, right = math.Min(left, r.x0), math.Max(right, r.x1)
	}
	var found []float64
	for start, n := range starts {
		x := float64(start)*2 - 1.5
		if n+starts[start+1] >= 3 && x > left+(right-left)*0.15 && x < right-(right-left)*0.12 {
			found = append(found, x)
		}
	}
	slices.Sort(found)
	return found
}

// band is a strip of the page: either runs that cross the gutter, or those on
// both sides between two that do.
type band struct{ across, left, right []pdfRun }

func bandsAt(runs []pdfRun, x float64) []band {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b pdfRun) int { return cmp.Compare(b.y0+b.y1, a.y0+a.y1) })
	var bands []band
	for i, r := range sorted {
		crosses := r.x0 < x && r.x1 > x || leadsAcross(sorted[i:], x)
		if n := len(bands); n == 0 || (len(bands[n-1].across) > 0) != crosses {
			bands = append(bands, band{})
		}
		b := &bands[len(bands)-1]
		switch {
		case crosses:
			b.across = append(b.across, r)
		case r.x0 >= x:
			b.right = append(b.right, r)
		default:
			b.left = append(b.left, r)
		}
	}
	return bands
}

// leadsAcross reports whether the first run is a short line of a heading whose
// next line crosses x.
func leadsAcross(runs []pdfRun, x float64) bool {
	first := runs[0]
	for _, r := range runs[1:min(len(runs), 6)] {
		below := first.base - r.base
		if below < 0.5*first.size {
			continue
		}
		return below < 1.7*first.size && r.x0 < x && r.x1 > x && r.size == first.size && r.bold == first.bold && r.size > 11
	}
	return false
}

// gutterScore counts the lines that stand beside others across x. It is 0 where
// one side is too narrow or too ragged to be a column of text: then it is a
// list's bullets or a table's labels.
func gutterScore(runs []pdfRun, x float64) int {
	score := 0
	for _, b := range bandsAt(runs, x) {
		if len(b.across) > 0 {
			score -= len(b.across) / 3
			continue
		}
		left, right := joinRuns(b.left), joinRuns(b.right)
		pairs := min(len(left), len(right))
		if pairs == 0 {
			continue
		}
		if !isColumn(left) || !isColumn(right) {
			score -= pairs
			continue
		}
		score += pairs
	}
	return score
}

func isColumn(lines []pdfLine) bool {
	if len(lines) == 1 {
		return said(lines[0]) > 8
	}
	var filled, runes float64
	left, right := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		left, right = math.Min(left, l.x0), math.Max(right, l.x1)
	}
	for _, l := range lines {
		filled += (l.x1 - l.x0) / math.Max(right-left, 1)
		runes += float64(said(l))
	}
	n := float64(len(lines))
	return filled/n > 0.5 && runes/n > 11
}

// said counts the characters of a line but the dots that lead to a page.
func said(l pdfLine) int { return utf8.RuneCountInString(strings.Trim(l.text, ". ")) }

// wordGap is the least gap between two words, in font sizes.
const wordGap = 0.12

// joinRuns makes lines of the runs that share a baseline, top line first.
func joinRuns(runs []pdfRun) []pdfLine {
	runs, caps := takeDropCaps(runs)
	slices.SortStableFunc(runs, func(a, b pdfRun) int { return cmp.Compare(b.base, a.base) })
	var rows [][]pdfRun
	for _, r := range runs {
		if n := len(rows); n > 0 && sameLine(rows[n-1][0], r) {
			rows[n-1] = append(rows[n-1], r)
			continue
		}
		rows = append(rows, []pdfRun{r})
	}
	lines := make([]pdfLine, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, lineOf(row))
	}
	for _, c := range caps {
		lines = addDropCap(lines, c)
	}
	return lines
}

func sameLine(a, b pdfRun) bool {
	if a.row != nil || b.row != nil {
		return false
	}
	return math.Abs(a.base-b.base) < 0.3*math.Max(math.Min(a.size, b.size), 4)
}

func lineOf(row []pdfRun) pdfLine {
	slices.SortStableFunc(row, func(a, b pdfRun) int { return cmp.Compare(a.x0, b.x0) })
	first := row[0]
	l := pdfLine{x0: first.x0, y0: first.y0, x1: first.x1, y1: first.y1, base: first.base, size: first.size, bold: true, italic: true, row: first.row}
	if l.row != nil {
		l.text, l.tag, l.bold, l.italic = first.text, first.tag, first.bold, first.italic
		return l
	}
	longest := 0
	for i, r := range row {
		gap := r.x0 - l.x1
		switch {
		case i == 0 || gap > cellGap*r.size && !isMark(l.text):
			l.cells = append(l.cells, pdfCell{r.text, r.x0, r.x1})
			l.text = strings.TrimSpace(l.text + " " + r.text)
		default:
			space := " "
			if gap < wordGap*r.size && !isMark(l.text) {
				space = ""
			}
			last := &l.cells[len(l.cells)-1]
			last.text, last.x1 = last.text+space+r.text, r.x1
			l.text += space + r.text
		}
		if n := utf8.RuneCountInString(r.text); n > longest {
			longest, l.size, l.tag = n, r.size, r.tag
		}
		l.bold = l.bold && (r.bold || isMark(r.text))
		l.italic = l.italic && (r.italic || isMark(r.text))
		l.y0, l.x1, l.y1 = math.Min(l.y0, r.y0), math.Max(l.x1, r.x1), math.Max(l.y1, r.y1)
	}
	if title, number, ok := layout.Leader(l.text); ok && len(l.cells) == 1 {
		share := float64(utf8.RuneCountInString(number)) / float64(utf8.RuneCountInString(l.text))
		at := l.x1 - share*(l.x1-l.x0)
		l.cells = []pdfCell{{title, l.x0, at}, {number, at, l.x1}}
	}
	if len(l.cells) < 2 {
		l.cells = nil
	}
	return l
}

// isMark reports whether text is only a bullet or number that a text belongs to.
func isMark(text string) bool {
	n := utf8.RuneCountInString(text)
	if n == 0 || n > 7 {
		return false
	}
	mark, isItem := layout.Bullet(text + " x")
	return isItem && (mark == "x" || n <= 4) || bareDepth.MatchString(text)
}

var bareDepth = regexp.MustCompile(`^(?:§\s*)?\d{1,2}(?:\.\d{1,2}){0,4}\.?$`)

// takeDropCaps parts single big capitals from the other runs.
func takeDropCaps(runs []pdfRun) (rest, caps []pdfRun) {
	for _, r := range runs {
		if utf8.RuneCountInString(r.text) == 1 && isUpperLetter(r.text) && bigBeside(r, runs) {
			caps = append(caps, r)
			continue
		}
		rest = append(rest, r)
	}
	return rest, caps
}

func bigBeside(r pdfRun, runs []pdfRun) bool {
	for _, other := range runs {
		beside := other.x0 >= r.x1-2 && other.x0 < r.x1+2*other.size && other.base >= r.base-other.size && other.base <= r.y1
		if beside && r.size > 1.7*other.size && len(other.text) > 3 {
			return true
		}
	}
	return false
}

// addDropCap puts the letter before the topmost line beside it.
func addDropCap(lines []pdfLine, c pdfRun) []pdfLine {
	for i := range lines {
		l := &lines[i]
		if l.base > c.y1 || l.base < c.base-l.size || l.x0 < c.x1-2 {
			continue
		}
		space := ""
		if c.text == "I" && danish.Ordinary[strings.ToLower(danish.FirstWord(l.text))] || c.text == "Å" {
			space = " "
		}
		l.text = c.text + space + l.text
		l.x0 = c.x0
		return lines
	}
	return append([]pdfLine{lineOf([]pdfRun{c})}, lines...)
}
