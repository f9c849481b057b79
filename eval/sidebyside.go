package eval

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed sidebyside.html
var sideText string

var sidePage = template.Must(template.New("sidebyside").Funcs(template.FuncMap{
	"share": func(v float64) string { return strings.Replace(fmt.Sprintf("%.3f", v), ".", ",", 1) },
	"names": func() any { return spreadNames },
	"side":  func(r sideRow, s []SeriesSummary) any { return sideQuestion{r, s} },
}).Parse(sideText))

// side is the page: the series beside each other.
type side struct {
	Series  []SeriesSummary
	Changed []sideRow // the questions that came out otherwise in one of the series
	Worded  []sideRow // those whose answer only reads differently
	Same    []sideRow
}

// sideRow is one question in every series.
type sideRow struct {
	ID, Kind, Question string
	Cells              []sideCell
}

// sideQuestion is a question with the names of the series.
type sideQuestion struct {
	Row    sideRow
	Series []SeriesSummary
}

// sideCell is what became of a question in one series.
type sideCell struct {
	Result
	Missing bool // the series does not have the question
	Passed  int  // repetitions in which it passed
	Of      int
	Pieces  []Piece // of the answer in the first repetition
}

// SideBySide writes a page of its own that shows two or more series beside
// each other, the words marked in which an answer differs from that of the
// first. Only what two series differ in is marked on both sides.
func SideBySide(w io.Writer, all []Series, answers bool) error {
	var page side
	for _, s := range all {
		page.Series = append(page.Series, s.Summarize(answers))
	}
	for _, row := range rows(all) {
		switch {
		case row.outcomesDiffer():
			page.Changed = append(page.Changed, row)
		case row.wordsDiffer():
			page.Worded = append(page.Worded, row)
		default:
			page.Same = append(page.Same, row)
		}
	}
	if err := sidePage.Execute(w, page); err != nil {
		return fmt.Errorf("writing the comparison: %w", err)
	}
	return nil
}

// rows are the questions of the first series, then those only others have.
func rows(all []Series) []sideRow {
	var out []sideRow
	seen := map[string]bool{}
	for _, s := range all {
		for _, r := range s.Repetitions[0] {
			if seen[r.ID] {
				continue
			}
			seen[r.ID] = true
			row := sideRow{ID: r.ID, Kind: r.Kind, Question: r.Question}
			for _, in := range all {
				row.Cells = append(row.Cells, in.cell(r.ID))
			}
			row.mark()
			out = append(out, row)
		}
	}
	return out
}

func (s Series) cell(id string) sideCell {
	c := sideCell{Of: len(s.Repetitions), Missing: true}
	for _, results := range s.Repetitions {
		i := slices.IndexFunc(results, func(r Result) bool { return r.ID == id })
		if i < 0 {
			continue
		}
		if c.Missing {
			c.Result, c.Missing = results[i], false
		}
		if results[i].Verdict == Pass {
			c.Passed++
		}
	}
	c.Pieces = []Piece{{Text: c.Answer}}
	return c
}

// mark compares every answer with the first.
func (r sideRow) mark() {
	for i := 1; i < len(r.Cells); i++ {
		if r.Cells[0].Missing || r.Cells[i].Missing {
			continue
		}
		was, now := Differences(r.Cells[0].Answer, r.Cells[i].Answer)
		r.Cells[i].Pieces = now
		if len(r.Cells) == 2 {
			r.Cells[0].Pieces = was
		}
	}
}

func (r sideRow) outcomesDiffer() bool {
	first := r.Cells[0]
	return slices.ContainsFunc(r.Cells[1:], func(c sideCell) bool {
		return c.Missing != first.Missing || c.Verdict != first.Verdict || c.Passed*first.Of != first.Passed*c.Of || worth(c.Result) != worth(first.Result)
	})
}

func (r sideRow) wordsDiffer() bool {
	return slices.ContainsFunc(r.Cells[1:], func(c sideCell) bool { return c.Answer != r.Cells[0].Answer })
}

// Outcome says in Danish what became of the question.
func (c sideCell) Outcome() string {
	switch {
	case c.Missing:
		return "ikke stillet"
	case c.Of > 1 && c.Verdict != "":
		return fmt.Sprintf("bestået %d af %d gange", c.Passed, c.Of)
	case c.Verdict == Pass:
		return "bestået"
	case c.Verdict == Fail:
		return "ikke bestået"
	case c.Refused:
		return "afvist"
	}
	return "besvaret"
}
