package extract

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
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
	if strings.Contains(danish.Letters(u.Text), danish.Letters(h)) {
		return ""
	}
	if e.q.Kind == query.KindList || e.q.Kind == query.KindPerson || e.q.Kind == query.KindDefinition {
		return h
	}
	for c := range e.q.Concepts {
		if e.headShares[u.Hit][c] > 0.5 && u.shares[c] < 0.3 {
			return h
		}
	}
	return ""
}
