package pdf

import (
	"regexp"
	"slices"

	"github.com/digitaskforce/taskforce/documents/layout"
)

var (
	digits = regexp.MustCompile(`\d+`)
	// browserEdge is what browsers print at the edges of a page: a date and the
	// title, and the address with the page's number.
	browserEdge = regexp.MustCompile(`^\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}[.:]\d{2}\b|^(?:file|https?)://\S+\s+\d+/\d+$`)
)

// dropRunningLines removes heads and feet: lines at the edge of the page that
// come again at the same place on other pages, numbers left aside.
func dropRunningLines(lines []pdfLine, pages int) []pdfLine {
	type place struct {
		text string
		y    int
	}
	at := func(l pdfLine) []place {
		text := digits.ReplaceAllString(l.text, "#")
		y := int(l.base / 4)
		return []place{{text, y}, {text, y + 1}}
	}
	seen := map[place]map[int]bool{}
	for _, l := range lines {
		if !atEdge(l) {
			continue
		}
		for _, p := range at(l) {
			if seen[p] == nil {
				seen[p] = map[int]bool{}
			}
			seen[p][l.page] = true
		}
	}
	need := max(3, pages/5)
	return slices.DeleteFunc(slices.Clone(lines), func(l pdfLine) bool {
		if !atEdge(l) {
			return false
		}
		if browserEdge.MatchString(l.text) {
			return true
		}
		for _, p := range at(l) {
			n := len(seen[p])
			if n >= need || (n >= 2 && (pages < 4 || n*5 > pages) && layout.PageLike.MatchString(l.text)) {
				return true
			}
		}
		return false
	})
}

func atEdge(l pdfLine) bool {
	return l.height > 0 && (l.y0 > l.height*0.91 || l.y1 < l.height*0.09)
}
