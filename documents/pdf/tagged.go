package pdf

import (
	"slices"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// What the tags of a file must be for its headings to be those that are marked:
// programs mark anything, and some mark the title page alone.
const (
	tagPages = 10  // for each so many pages, one marked heading more than one
	tagText  = 0.5 // of the letters are tagged
	tagProse = 0.1 // of the marked headings are paragraphs, at most
)

// trustTags reports whether the headings of a file are those that its tags mark,
// and makes text of paragraphs that are marked as headings.
func trustTags(lines []pdfLine, pages int, body pdfLook) bool {
	letters, tagged := 0, 0
	for _, l := range lines {
		n := utf8.RuneCountInString(l.text)
		letters += n
		if l.tag.element > 0 {
			tagged += n
		}
	}
	headings := markedHeadings(lines)
	prose := markedProse(headings, body)
	for i := range lines {
		if t := &lines[i].tag; t.heading() && prose[t.element] {
			t.kind = ""
		}
	}
	return len(headings) >= 1+pages/tagPages && float64(tagged) >= tagText*float64(letters) && float64(len(prose)) <= tagProse*float64(len(headings))
}

// markedHeading is what a file marks as a heading.
type markedHeading struct {
	runes, longest int // of all of it, and of its longest line
	style          headingStyle
}

// headingStyle is how a heading of a level looks.
type headingStyle struct {
	level int
	look  pdfLook
}

// markedHeadings are the marked headings with a letter, by element.
func markedHeadings(lines []pdfLine) map[int]markedHeading {
	headings := map[int]markedHeading{}
	for _, l := range lines {
		if !l.tag.heading() || countLetters(l.text) == 0 {
			continue
		}
		h, n := headings[l.tag.element], utf8.RuneCountInString(l.text)
		if h.runes += n; n > h.longest {
			h.longest, h.style = n, headingStyle{l.tag.level, l.look()}
		}
		headings[l.tag.element] = h
	}
	return headings
}

// markedProse tells the paragraphs among marked headings: those that are longer
// than headings are, and look as the body does or as no shorter one of their level.
func markedProse(headings map[int]markedHeading, body pdfLook) map[int]bool {
	styles := map[headingStyle]bool{}
	for _, h := range headings {
		if h.runes <= layout.MaxHeadingRunes && h.style.look != body {
			styles[h.style] = true
		}
	}
	prose := map[int]bool{}
	for element, h := range headings {
		if h.runes > layout.MaxHeadingRunes && !styles[h.style] {
			prose[element] = true
		}
	}
	return prose
}

// mendTags takes the tags of headings from what none is: an element that begins
// with a bullet is a list's item, and one without a letter is a label.
func mendTags(lines []pdfLine) {
	letters := map[int]int{}
	item := map[int]bool{}
	for _, l := range lines {
		if !l.tag.heading() {
			continue
		}
		if _, seen := letters[l.tag.element]; !seen {
			rest, ok := layout.Bullet(l.text)
			item[l.tag.element] = ok && rest != l.text
		}
		letters[l.tag.element] += countLetters(l.text)
	}
	for i := range lines {
		switch t := &lines[i].tag; {
		case !t.heading():
		case item[t.element]:
			t.kind, t.level = documents.Item, 1
		case letters[t.element] == 0:
			t.kind = ""
		}
	}
}

// tagsPart reports whether two lines belong to two groups by their tags, where
// those tell.
func tagsPart(a, b tag) (apart, known bool) {
	if a.heading() || b.heading() || a.item() || b.item() {
		return a.element != b.element, true
	}
	return false, false
}

// joinHeadings makes one run of the pieces of a heading that stand beside each
// other, such as its number and its words, however far apart they are.
func joinHeadings(runs []pdfRun) []pdfRun {
	var out []pdfRun
	at := map[int]int{} // places in out, by element
	for _, r := range runs {
		if !r.tag.heading() {
			out = append(out, r)
			continue
		}
		i, known := at[r.tag.element]
		if known && len(out[i].chars) < 2*layout.MaxHeadingRunes && beside(out[i], r) {
			out[i] = joined(out[i], r)
			continue
		}
		at[r.tag.element] = len(out)
		out = append(out, r)
	}
	return out
}

// beside reports whether two runs share more than half of the lower one's height.
func beside(a, b pdfRun) bool {
	return a.turn() == b.turn() && min(a.y1, b.y1)-max(a.y0, b.y0) > 0.5*min(a.y1-a.y0, b.y1-b.y0)
}

// joined is the line of two runs, as a run.
func joined(a, b pdfRun) pdfRun {
	l := lineOf([]pdfRun{a, b})
	return pdfRun{chars: append(slices.Clone(a.chars), b.chars...), text: l.text, x0: l.x0, y0: l.y0, x1: l.x1, y1: l.y1,
		base: l.base, size: l.size, bold: l.bold, italic: l.italic, tag: a.tag}
}
