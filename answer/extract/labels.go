package extract

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Label is the heading that a quoted unit needs to be understood: it is put
// before the first unit of a passage where the heading names what was asked
// for and the unit does not.
func (e *Extractor) Label(i int, picked []int) string {
	u := e.Units[i]
	h := e.Hits[u.Hit].Heading()
	if h == "" || len(strings.Fields(h)) > 9 || strings.HasSuffix(h, "?") {
		return ""
	}
	for _, j := range picked {
		if j == i {
			break
		}
		if e.Units[j].Hit == u.Hit {
			return ""
		}
	}
	if said(h, u.Text) {
		return ""
	}
	for c, w := range e.importance {
		if w > 0.2*e.total && e.headShares[u.Hit][c] > 0.5 && u.shares[c] < shown {
			return unnumbered(h)
		}
	}
	return ""
}

// said tells whether a text has a heading's words, or begins with one of them.
func said(heading, text string) bool {
	if strings.Contains(danish.Letters(text), danish.Letters(unnumbered(heading))) {
		return true
	}
	words := map[string]bool{}
	wordsInto(words, unnumbered(heading))
	for i, w := range strings.Fields(text) {
		if w = danish.Letters(w); i < 4 && len(w) > 3 && words[w] {
			return true
		}
	}
	return false
}

// sectionNumber stands before a heading: "4.1 ", "2. ", "§ 3. ".
var sectionNumber = regexp.MustCompile(`^(?:§ ?)?\d+(?:\.\d+)*\.? +`)

// unnumbered is a heading without its number.
func unnumbered(heading string) string { return sectionNumber.ReplaceAllString(heading, "") }
