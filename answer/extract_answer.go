package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/index/query"
)

// extract answers with the sources' own sentences.
func (w *work) extract(e *extractor) error {
	w.out.Mode = ModeExtract
	if w.english() && w.out.Notice == "" {
		w.out.Notice = englishTexts.danishOnly
	}
	picked := e.outline()
	outline := picked != nil
	if !outline {
		picked = e.choose()
	}
	number := map[int]int{} // hit -> number of the source
	for _, i := range picked {
		hit := e.units[i].hit
		if number[hit] == 0 {
			number[hit] = len(number) + 1
			w.out.Sources = append(w.out.Sources, w.source(e.hits[hit].Passage, number[hit]))
		}
	}
	if w.sink.Sources != nil {
		if err := w.sink.Sources(w.out.Sources); err != nil {
			return err
		}
	}
	last := -1
	for _, i := range picked {
		u := e.units[i]
		s := Sentence{Text: readable(u.text), Sources: []int{number[u.hit]}, Quotes: []string{u.text}}
		switch {
		case u.item && len(picked) > 1:
			s.Break = BreakItem
		case last >= 0 && (u.hit != e.units[last].hit || e.units[last].item):
			s.Break = BreakParagraph
		}
		h := e.label(i, picked)
		if outline {
			h = sectionLabel(e.hits[u.hit].Passage, u.text)
		}
		if h != "" {
			s.Text = h + ": " + s.Text
		}
		last = i
		if err := w.emit(s); err != nil {
			return err
		}
	}
	return nil
}

// label is the heading that a quoted unit needs to be understood: it is put
// before the first unit of a passage where the heading names what was asked
// for and the unit does not.
func (e *extractor) label(i int, picked []int) string {
	u := e.units[i]
	h := e.hits[u.hit].Heading()
	if h == "" || len(strings.Fields(h)) > 9 || strings.HasSuffix(h, "?") {
		return ""
	}
	for _, j := range picked {
		if j == i {
			break
		}
		if e.units[j].hit == u.hit {
			return ""
		}
	}
	if strings.Contains(letters(u.text), letters(h)) {
		return ""
	}
	if e.q.Kind == query.KindList || e.q.Kind == query.KindPerson || e.q.Kind == query.KindDefinition {
		return h
	}
	for c := range e.q.Concepts {
		if e.headShares[u.hit][c] > 0.5 && u.shares[c] < 0.3 {
			return h
		}
	}
	return ""
}
