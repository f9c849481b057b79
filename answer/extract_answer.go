package answer

import (
	"github.com/digitaskforce/taskforce/answer/extract"
)

// extract answers with the sources' own sentences.
func (w *work) extract(e *extract.Extractor, v extract.Verdict) error {
	w.out.Mode = ModeExtract
	if w.english() && w.out.Notice == "" {
		w.out.Notice = englishTexts.danishOnly
	}
	w.out.Certainty = string(v)
	var picked []int
	outline := false
	if v == extract.Nearest {
		picked = e.Passage()
	} else if picked = e.Outline(); picked != nil {
		outline = true
	} else {
		picked = e.Choose()
	}
	number := map[int]int{} // hit -> number of the source
	for _, i := range picked {
		hit := e.Units[i].Hit
		if number[hit] == 0 {
			number[hit] = len(number) + 1
			w.out.Sources = append(w.out.Sources, w.source(e.Hits[hit].Passage, number[hit]))
		}
	}
	if w.sink.Sources != nil {
		if err := w.sink.Sources(w.out.Sources); err != nil {
			return err
		}
	}
	last := -1
	for _, i := range picked {
		u := e.Units[i]
		s := Sentence{Text: extract.Readable(u.Text), Sources: []int{number[u.Hit]}, Quotes: []string{u.Text}}
		switch {
		case u.Item && len(picked) > 1:
			s.Break = BreakItem
		case last >= 0 && (u.Hit != e.Units[last].Hit || e.Units[last].Item):
			s.Break = BreakParagraph
		}
		h := e.Label(i, picked)
		if outline {
			h = extract.SectionLabel(e.Hits[u.Hit].Passage, u.Text)
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
