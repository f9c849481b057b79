package layout

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line is one line with what stood around it.
type Line struct {
	text   string // without spaces at its ends
	mark   string // the bullet cut off its beginning, with its spaces
	indent int    // spaces before it
	gap    int    // blank lines before it
	page   int    // from 1; 0 without form feeds
	start  bool   // first line of a page
}

func (l Line) width() int { return utf8.RuneCountInString(l.text) }

func Texts(lines []Line) []string {
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	return texts
}

// Split cuts text into its lines that are not blank. pages is the number of
// pages that form feeds make, 0 without any.
func Split(text string) (lines []Line, pages int) {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	text = strings.TrimRight(text, "\f\n ")
	if sheets := strings.Split(text, "\f"); len(sheets) > 1 {
		for i, sheet := range sheets {
			lines = append(lines, PageLines(sheet, i+1)...)
		}
		return dropPageNumbers(lines, len(sheets)), len(sheets)
	}
	lines = PageLines(text, 0)
	markPageStarts(lines)
	return lines, 0
}

// DropContents takes the lists of contents out of lines, and returns their text
// by page.
func DropContents(lines []Line) (rest []Line, dropped map[int]string) {
	gone := Contents(Texts(lines))
	dropped = map[int]string{}
	apart, start := false, false
	for i, l := range lines {
		if gone[i] {
			dropped[l.page] += l.text + " "
			apart, start = true, start || l.start
			continue
		}
		if apart {
			l.gap, l.start = max(l.gap, 1), l.start || start
		}
		rest = append(rest, l)
		apart, start = false, false
	}
	return rest, dropped
}

func PageLines(text string, page int) []Line {
	var lines []Line
	gap := 0
	for raw := range strings.SplitSeq(text, "\n") {
		trimmed := strings.Trim(raw, " \t")
		if trimmed == "" {
			gap++
			continue
		}
		indent := utf8.RuneCountInString(raw) - utf8.RuneCountInString(strings.TrimLeft(raw, " \t"))
		lines = append(lines, Line{text: trimmed, indent: indent, gap: gap, page: page, start: len(lines) == 0})
		gap = 0
	}
	return lines
}

// dropPageNumbers removes the last or first line of pages where it is the
// page's number, the same distance from the page's place throughout.
func dropPageNumbers(lines []Line, pages int) []Line {
	numbers := map[int][]int{} // printed number minus page → lines
	for i, l := range lines {
		edge := l.start || i == len(lines)-1 || lines[i+1].start
		if n, ok := bareNumber(l.text); ok && edge {
			numbers[n-l.page] = append(numbers[n-l.page], i)
		}
	}
	for _, at := range numbers {
		if len(at) < 3 || len(at)*2 < pages {
			continue
		}
		for _, i := range slices.Backward(at) {
			if lines[i].start && i+1 < len(lines) && lines[i+1].page == lines[i].page {
				lines[i+1].start = true
			}
			lines = slices.Delete(lines, i, i+1)
		}
		return lines
	}
	return lines
}

func bareNumber(text string) (n int, ok bool) {
	if len(text) > 4 {
		return 0, false
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = 10*n + int(r-'0')
	}
	return n, text != ""
}

// markPageStarts finds the first lines of pages in text that has lost its form
// feeds, where a single space in front of the line is what is left of them.
func markPageStarts(lines []Line) {
	var found []int
	for i := range lines {
		l := &lines[i]
		first, _ := utf8.DecodeRuneInString(l.text)
		fresh := i == 0 || (l.gap != 1 && lines[i-1].indent == 0)
		if l.indent == 1 && fresh && (unicode.IsUpper(first) || unicode.IsDigit(first)) {
			found = append(found, i)
		}
	}
	if len(found)*10 > len(lines) && len(lines) > 20 {
		return // text that is indented throughout
	}
	for _, i := range found {
		lines[i].start = true
	}
	if len(lines) > 0 {
		lines[0].start = len(found) > 0
	}
}

var (
	underline = regexp.MustCompile(`^(={3,}|-{3,}|~{3,}|_{3,}|\*{3,})$`)
	tableRule = regexp.MustCompile(`^[|+\-=: ]*-{2,}[|+\-=: ]*$`)
)

// usualWidth is the width that the text's lines are wrapped at, or 0 for text
// with one line to a paragraph.
func usualWidth(lines []Line) int {
	var widths []int
	for _, l := range lines {
		if w := l.width(); w > 25 {
			widths = append(widths, w)
		}
	}
	if len(widths) == 0 {
		return 40
	}
	slices.Sort(widths)
	if widths[len(widths)*8/10] > 160 {
		return 0
	}
	return widths[len(widths)*6/10]
}
