package pdf

import (
	"math"
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/layout"
	"github.com/digitaskforce/taskforce/documents/pdf/signs"
)

// browserEdge is what browsers print at the edges of a page: a date and the
// title, and the address with the page's number.
var browserEdge = regexp.MustCompile(`^\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}[.:]\d{2}\b|^(?:file|https?)://\S+\s+\d+/\d+$`)

// Shares of a page's height, from its upper and lower edge.
const (
	edge     = 0.09 // heads and feet stand there
	nearEdge = 0.16 // heads and feet of many lines reach so far
)

// place is a line as it comes again on other pages.
type place struct {
	text string // numbers left aside; of numbers alone, all but that of the page
	y    int    // in steps of four points; anywhere near the edge where it is -1
	size int
}

// recurrence counts on which pages a line comes again, and how it reads there.
type recurrence struct {
	pages map[int]bool
	texts map[string]bool
}

// runningLines marks heads and feet: lines at the edge of the page that come
// again on other pages, numbers left aside; at the same place, or outermost.
func runningLines(lines []pdfLine, pages int) []bool {
	body := bodyLook(lines)
	page := sheetOf(lines)
	outer := outermost(lines, page)
	seen := map[place]*recurrence{}
	for i, l := range lines {
		if l.row != nil {
			continue
		}
		surely := outer[i] && !byRows(lines, i)
		for _, text := range l.parts() {
			for _, p := range placesOf(text, l, page, surely) {
				if seen[p] == nil {
					seen[p] = &recurrence{map[int]bool{}, map[string]bool{}}
				}
				seen[p].pages[l.page], seen[p].texts[text] = true, true
			}
		}
	}
	heads := headPlaces(seen)
	marked := make([]bool, len(lines))
	for i, l := range lines {
		if browserEdge.MatchString(l.text) && l.within(edge) {
			marked[i] = true
			continue
		}
		if l.row != nil {
			continue
		}
		for _, p := range placesOf(l.text, l, page, outer[i]) {
			if seen[p] != nil && comesAgain(seen[p], len(heads[p.y]), p, l, pages) && !numberedTitle(seen[p], l, body) {
				marked[i] = true
			}
		}
	}
	return marked
}

// parts are a line's text, and those of its parts: on a page of columns each is
// a line of its own.
func (l pdfLine) parts() []string {
	texts := []string{l.text}
	for _, c := range l.cells {
		texts = append(texts, c.text)
	}
	return texts
}

// placesOf are the places of a text that is a line's or a part of it.
func placesOf(whole string, l pdfLine, page sheet, outer bool) []place {
	text := signs.Unnumbered(whole)
	var out []place
	if l.within(edge) || outer && page.within(l, edge) {
		y := int(l.base / 4)
		out = append(out, place{text, y, 0}, place{text, y + 1, 0})
	}
	if !outer {
		return out
	}
	if size := int(2 * l.size); len(strings.Trim(text, "# -–|/.")) > 0 {
		out = append(out, place{text, -1, size})
	} else {
		for _, counted := range signs.PageCounts(whole, l.page) {
			out = append(out, place{counted, -1, size})
		}
	}
	return out
}

// headPlaces are the places, by their height on the page, on whose pages stand
// lines that go on from page to page: the heads of a book's chapters differ.
func headPlaces(seen map[place]*recurrence) map[int]map[int]bool {
	heads := map[int]map[int]bool{}
	for p, r := range seen {
		if p.y < 0 {
			continue
		}
		if heads[p.y] == nil {
			heads[p.y] = map[int]bool{}
		}
		for page := range r.pages {
			if r.goesOn(page) {
				heads[p.y][page] = true
			}
		}
	}
	return heads
}

// goesOn reports whether a line of a page stands on one beside it too, of those on
// the left or on the right where they have heads of their own.
func (r *recurrence) goesOn(page int) bool {
	return r.pages[page-1] || r.pages[page+1] || r.pages[page-2] || r.pages[page+2]
}

// comesAgain reports whether a line is a head or foot by the pages on which it
// comes again, and on which its place holds a line that goes on.
func comesAgain(r *recurrence, inPlace int, p place, l pdfLine, pages int) bool {
	n := len(r.pages)
	if p.y < 0 {
		return n >= max(3, pages/3)
	}
	return n >= max(3, pages/5) || (n >= 2 && (pages < 4 || n*5 > pages) && layout.PageLike.MatchString(l.text)) ||
		r.goesOn(l.page) && inPlace >= max(3, pages/2)
}

// numberedTitle reports whether what comes again are headings that differ in
// their numbers alone: "1 Afsnit", "2 Afsnit", larger than the text.
func numberedTitle(r *recurrence, l pdfLine, body pdfLook) bool {
	return stands(l.look(), body) && layout.Numbering(l.text) > 0 && len(r.texts) == len(r.pages)
}

// outermost marks the lines that stand near an edge with nothing but such lines
// between them and it: at most three a side.
func outermost(lines []pdfLine, page sheet) []bool {
	const most = 3
	out := make([]bool, len(lines))
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && lines[to].page == lines[from].page {
			to++
		}
		for i := from; i < to; i++ {
			above, below := 0, 0
			for j := from; j < to; j++ {
				if lines[j].base > lines[i].base+1 {
					above++
				} else if lines[j].base < lines[i].base-1 {
					below++
				}
				if above >= most && below >= most {
					break
				}
			}
			out[i] = page.within(lines[i], nearEdge) && (above < most || below < most) && !inProse(lines, i)
		}
		from = to
	}
	return out
}

// byRows reports whether a line of several parts stands by another: then it
// may be a table's row, such as the names of its columns, which come again too.
// It is a head where it comes again without.
func byRows(lines []pdfLine, i int) bool {
	const reach = 4 // in its own sizes
	l := lines[i]
	if len(l.cells) < 2 {
		return false
	}
	for _, step := range []int{-1, 1} {
		for j := i + step; j >= 0 && j < len(lines) && lines[j].page == l.page && math.Abs(lines[j].base-l.base) < reach*l.size; j += step {
			if len(lines[j].cells) > 1 {
				return true
			}
		}
	}
	return false
}

// inProse reports whether a line stands close to one that ends a sentence: then
// it is text, though it may come again.
func inProse(lines []pdfLine, i int) bool {
	const reach = 5
	for _, step := range []int{-1, 1} {
		for j := i; j >= 0 && j < len(lines) && lines[j].page == lines[i].page && (j-i)*step <= reach; j += step {
			if j != i && math.Abs(lines[j].base-lines[j-step].base) > 1.8*lines[j].size {
				break
			}
			if danish.EndsSentence(lines[j].text) {
				return true
			}
		}
	}
	return false
}
