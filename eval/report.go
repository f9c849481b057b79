package eval

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

//go:embed report.html
var reportText string

var reportPage = template.Must(template.New("report").Funcs(template.FuncMap{
	"share": func(v float64) string { return strings.Replace(fmt.Sprintf("%.3f", v), ".", ",", 1) },
	"path":  func(p []string) string { return strings.Join(p, " › ") },
	"row":   func(name string, f Figures, answers bool) row { return row{name, f, answers} },
	"hit":   func(ranks []int, i int) bool { return slices.Contains(ranks, i+1) },
}).Parse(reportText))

// row is one line of the table of figures.
type row struct {
	Name    string
	F       Figures
	Answers bool
}

// report is what the page shows.
type report struct {
	Summary Summary
	Kinds   []string
	Failed  []Result // worst first
	Passed  []Result
}

// HTML writes a page of its own with the figures and every question, those
// that failed first.
func HTML(w io.Writer, results []Result, sum Summary) error {
	page := report{Summary: sum}
	for k := range sum.Kinds {
		page.Kinds = append(page.Kinds, k)
	}
	slices.Sort(page.Kinds)
	for _, r := range results {
		if failed(r, sum.Answers) {
			page.Failed = append(page.Failed, r)
		} else {
			page.Passed = append(page.Passed, r)
		}
	}
	slices.SortStableFunc(page.Failed, func(a, b Result) int {
		switch wa, wb := worth(a), worth(b); {
		case wa < wb:
			return -1
		case wa > wb:
			return 1
		}
		return 0
	})
	if err := reportPage.Execute(w, page); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// failed tells whether a question did not come out as it should.
func failed(r Result, answers bool) bool {
	if r.Verdict == Fail {
		return true
	}
	if !r.Answerable {
		return answers && !r.Refused
	}
	return r.Rank != 1 || answers && (r.Refused || r.Must < 1)
}
