package extract

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

// Bounds of an answer made of the sections under a heading.
const (
	minSections = 2
	maxSections = 14
	minHeadShow = 0.5 // how far the heading must show what is asked for
)

// Outline answers a question for a list by the sections under a heading that
// names it: "Hvilke principper …" where each principle has a section of its
// own. It puts the sections' passages in place of the hits and gives their
// units; nil where there is no such heading among the best hits.
func (e *Extractor) Outline() []int {
	if found := e.sections(); found != nil {
		return e.quoteSections(found)
	}
	return nil
}

// sections are the passages of an outline, nil where there is none.
func (e *Extractor) sections() []documents.Passage {
	if e.q.Kind != query.KindList || e.q.Focus < 0 {
		return nil
	}
	if !e.outlined {
		e.outlined, e.outline = true, e.findSections()
	}
	return e.outline
}

func (e *Extractor) findSections() []documents.Passage {
	for _, hit := range e.Hits[:min(3, len(e.Hits))] {
		if found := e.sectionsUnder(hit); found != nil {
			return found
		}
	}
	return nil
}

// sectionsUnder finds the passages that begin the sections under the innermost
// heading over a hit that shows the focus of the question and divides into
// sections.
func (e *Extractor) sectionsUnder(hit index.Hit) []documents.Passage {
	headings := slices.Clone(hit.Section)
	if len(headings) == 0 {
		return nil
	}
	shares := e.index.Compare(e.q, headings)
	var all []documents.Passage
	for level := len(headings) - 1; level >= 0; level-- {
		if shares[level][e.q.Focus] < minHeadShow || shares[level][e.weightiest()] < minHeadShow {
			continue
		}
		if all == nil {
			var err error
			if all, err = e.index.Passages(e.ctx, hit.Document); err != nil {
				return nil
			}
		}
		if found := children(all, hit.Section[:level+1]); len(found) >= minSections && len(found) <= maxSections {
			return found
		}
	}
	return nil
}

// weightiest is the concept that a question weighs most: a heading that does not
// show it is about something else, though it names what is asked for.
func (e *Extractor) weightiest() int {
	most := e.q.Focus
	for i, w := range e.importance {
		if w > e.importance[most] {
			most = i
		}
	}
	return most
}

// children are the first passages of the sections right under a heading path,
// but for what the document says of itself.
func children(all []documents.Passage, path []string) []documents.Passage {
	var out []documents.Passage
	last := ""
	for _, p := range all {
		if p.Self() || len(p.Section) <= len(path) || !slices.Equal(p.Section[:len(path)], path) {
			continue
		}
		if name := p.Section[len(path)]; name != last {
			last = name
			if len(p.Section) == len(path)+1 {
				out = append(out, p)
			}
		}
	}
	return out
}

// quoteSections makes the passages the hits and picks the first unit of each.
func (e *Extractor) quoteSections(passages []documents.Passage) []int {
	hits := make([]index.Hit, len(passages))
	for i, p := range passages {
		hits[i] = index.Hit{Passage: p}
	}
	next := New(e.ctx, e.index, e.q, hits)
	var picked []int
	for i, u := range next.Units {
		if len(picked) == 0 || next.Units[picked[len(picked)-1]].Hit != u.Hit {
			picked = append(picked, i)
		}
	}
	if len(picked) != len(hits) {
		return nil
	}
	for i := range picked {
		next.Units[picked[i]].Item = true
	}
	*e = *next
	return picked
}

// SectionLabel is the heading put before the first unit of a section in an
// outline: without it the unit does not say what it is about.
func SectionLabel(p documents.Passage, text string) string {
	h := p.Heading()
	if h == "" || strings.HasSuffix(h, "?") || said(h, text) {
		return ""
	}
	return unnumbered(h)
}
