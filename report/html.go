package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/danish"
)

//go:embed report.html record.html style.html
var templates embed.FS

var pageTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"whole": whole, "percent": percent, "took": took, "isoDate": isoDate,
	"reason":   func(key string) string { return named(reasons, key) },
	"mode":     func(key string) string { return named(modes, key) },
	"refusal":  func(key string) string { return named(refusals, key) },
	"fallback": func(key string) string { return named(fallbacks, key) },
	"opinion":  opinion,
	"doubt":    reasonsOf,
	"figure":   func(key string) string { return named(figureNames, key) },
	"theme":    themeName,
	"counted":  counted,
	"of":       answeredOf,
	"program":  programSays, "judge": judgeSays, "shown": shownAs, "dates": datesOf,
}).ParseFS(templates, "*.html"))

// Page says how the page is written.
type Page struct {
	Zone *time.Location // whose dates it tells
	// Nonce is that of the style under a Content-Security-Policy; empty for a file.
	Nonce string
	// Site and Leave stand at the top where the page is served: the authority's
	// name, and where the form leads that logs out.
	Site, Leave string
	// Links lead to other reports, where the page is served.
	Links []Link
	// Dates offers to choose both times, where the page is served.
	Dates bool
	// Test is the address at which a question becomes one that is asked again
	// and again; the question follows it. "" for none.
	Test string
	// Answer is the address at which an answer to a question is written, as Test;
	// Edit that at which an answer is changed, followed by its ID.
	Answer, Edit string
}

// Link leads to another page.
type Link struct{ Text, URL string }

// page is what the template shows.
type page struct {
	*Report
	Page
	Repeated  groupList // asked more than once
	Once      groupList
	Astray    groupList // outside the subject
	Days      chart
	Sources   chart
	Reasons   []row
	Fallbacks []row
	Modes     []string
}

// row is one line of a table.
type row struct {
	Name string
	N    int
}

// HTML writes the report as a page of its own: one file, without scripts, that
// loads nothing.
func (r *Report) HTML(w io.Writer, p Page) error {
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	once := slices.IndexFunc(r.Groups, func(g Group) bool { return g.Count == 1 })
	if once < 0 {
		once = len(r.Groups)
	}
	data := page{Report: r, Page: p, Repeated: groupList{r.Groups[:once], p, true}, Once: groupList{r.Groups[once:], p, true}, Astray: groupList{r.OffTopics, p, false}, Days: dayChart(r.Periods), Sources: sourceChart(r.Used),
		Reasons: rows(r.Feedback.Reasons, reasons), Fallbacks: rows(r.Fallbacks, fallbacks),
		Modes: slices.Sorted(maps.Keys(r.Latency))}
	if err := pageTemplates.ExecuteTemplate(w, "report.html", data); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// FirstDate and LastDate are the days that the report covers.
func (p page) FirstDate() string { return danish.WrittenDate(p.From.In(p.Zone)) }

// LastDate is the last of them.
func (p page) LastDate() string { return danish.WrittenDate(p.lastDay(p.Zone)) }

// groupList are groups with what can be done about them.
type groupList struct {
	Groups []Group
	Page
	Open bool // somebody should answer them
}

// Mail and TestLink are where a group's row leads.
func (l groupList) Mail(g Group) template.URL { return template.URL(g.Mail(l.Zone)) }

// Keep is the address at which a question becomes one that is asked again and again.
func (p Page) Keep(question string) string { return p.Test + url.QueryEscape(question) }

// Write is the address at which an answer to a question is written.
func (p Page) Write(question string) string { return p.Answer + url.QueryEscape(question) }

// TestLink is the address of a new question line for the group.
func (l groupList) TestLink(g Group) string { return l.Keep(g.Question) }

// AnswerLink is the address where an answer to the group is written, with the
// other ways in which it was asked.
func (l groupList) AnswerLink(g Group) string {
	also := url.Values{}
	for _, w := range g.Wordings {
		if w.Text != g.Question && len(also["also"]) < maxAlso {
			also.Add("also", w.Text)
		}
	}
	link := l.Write(g.Question)
	if len(also) > 0 {
		link += "&" + also.Encode()
	}
	return link
}

// EditLink is the address where an answer is changed.
func (p page) EditLink(a DueAnswer) string { return p.Edit + url.QueryEscape(a.ID) }

// maxAlso is how many other ways to ask an address brings.
const maxAlso = 5

// Span is the earlier time of the comparison.
func (p page) Span() string { return p.Comparison.span(p.Zone) }

// ISO are the days of the report and of what it is compared with, for the
// fields of a form: from, to, and the same of the earlier time, "" without one.
func (p page) ISO() [4]string {
	out := [4]string{p.From.In(p.Zone).Format(time.DateOnly), p.lastDay(p.Zone).Format(time.DateOnly)}
	if c := p.Comparison; c != nil {
		out[2], out[3] = c.From.In(p.Zone).Format(time.DateOnly), c.To.In(p.Zone).Add(-time.Second).Format(time.DateOnly)
	}
	return out
}

// CostRows and CostNotes are the table of costs.
func (p page) CostRows() []costRow { return p.Costs.rows() }

// CostNotes are what stands under it.
func (p page) CostNotes() []string { return p.Costs.notes() }

// rows puts counts in order, the greatest first, under their names.
func rows(counts map[string]int, names map[string]string) []row {
	out := []row{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, row{named(names, key), counts[key]})
	}
	slices.SortStableFunc(out, func(x, y row) int { return y.N - x.N })
	return out
}
