package secretariat

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// goldenPage shows the questions and how they stand.
type goldenPage struct {
	staffPage
	Counts  []goldenCount
	Show    string // which are shown: "", "urgent", "open" or "approved"
	Rows    []goldenRow
	Ran     string    // when all were last asked
	Why     string    // what had changed then
	Moved   string    // what has changed since
	Unseen  bool      // materials went into service without waiting
	Left    int       // still to be asked
	Waiting string    // the same in words
	Broken  string    // why the file cannot be read
	Held    *heldPart // new materials that wait; nil for none
	Before  string    // addresses of the pages of a long list
	Next    string
}

// goldenCount is how many questions stand in a way, and where they are shown.
type goldenCount struct {
	Text    string
	N       int
	Address string
	Chosen  bool
}

// goldenRow is one question.
type goldenRow struct {
	golden.Item
	Odd      []oddity // why it fails
	Text     string   // its state, in words
	Mark     string   // of the state's look: "good", "bad", "look" or ""
	Verdict  string   // in words
	When     string   // its answer was given
	Base     string   // what it is compared with, in words
	Because  string   // what had changed when the answer became another
	Was, Now []golden.Piece
	By       string // who approved, and when
	Failed   string // when asking it last failed
	At       string // of the answer, for the form that approves it
}

// shownQuestions is how many questions a page shows.
const shownQuestions = 50

// Golden answers GET /admin/golden, to programs as JSON.
func (s *Secretariat) Golden(c *fiber.Ctx) error {
	if s.Config.Golden == nil {
		return problem.ErrNotFound
	}
	list := s.Config.Golden.List()
	if s.Config.Hold != nil {
		list.Held, list.Unseen = s.Config.Hold.Held(), s.Config.Hold.Unseen()
	}
	list = list.In(pages.Language(c))
	if c.Query("format") == "json" || !core.WantsPage(c) {
		return c.JSON(list)
	}
	t := s.Table(c)
	data := goldenPage{staffPage: s.staff(c, "golden", t.Say("golden.title")), Show: c.Query("show"), Left: list.Left, Ran: s.moment(t, list.Ran)}
	data.Waiting = t.Count(list.Left, "golden.waiting")
	data.Why, data.Moved, data.Unseen = grounds(t, list.Why), grounds(t, list.Moved), list.Unseen
	data.Broken, data.Held = list.Broken, s.heldPart(t, list.Held)
	all := data.sift(t, list.Items)
	from, _ := strconv.Atoi(c.Query("from"))
	from = max(0, min(from, len(all)))
	to := min(from+shownQuestions, len(all))
	for _, i := range all[from:to] {
		data.Rows = append(data.Rows, s.goldenRow(t, i))
	}
	if from > 0 {
		data.Before = goldenAddress(data.Show, max(0, from-shownQuestions))
	}
	if to < len(all) {
		data.Next = goldenAddress(data.Show, to)
	}
	return s.Pages.Render(c, "golden", data)
}

// sift counts the questions by how they stand, and gives those that are to be shown.
func (p *goldenPage) sift(t *pages.Table, all []golden.Item) (out []golden.Item) {
	for _, kind := range []struct {
		key, text string
		is        func(golden.Item) bool
	}{
		{"", t.Say("golden.all"), func(golden.Item) bool { return true }},
		{"urgent", t.Say("golden.urgent"), golden.Item.Urgent},
		{"open", t.Say("golden.open"), func(i golden.Item) bool { return i.State == golden.StateOpen || i.State == golden.StateNew }},
		{"approved", t.Say("golden.approved"), func(i golden.Item) bool { return i.State == golden.StateApproved }},
	} {
		n := goldenCount{Text: kind.text, Address: goldenAddress(kind.key, 0), Chosen: kind.key == p.Show}
		of := those(all, kind.is)
		if n.N = len(of); n.Chosen {
			out = of
		}
		p.Counts = append(p.Counts, n)
	}
	return out
}

// those are the items for which is holds, in order.
func those[T any](all []T, is func(T) bool) []T {
	var out []T
	for _, i := range all {
		if is(i) {
			out = append(out, i)
		}
	}
	return out
}

func goldenAddress(show string, from int) string {
	q := url.Values{}
	if show != "" {
		q.Set("show", show)
	}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	if len(q) == 0 {
		return "/admin/golden"
	}
	return "/admin/golden?" + q.Encode()
}

func (s *Secretariat) goldenRow(t *pages.Table, i golden.Item) goldenRow {
	r := goldenRow{Item: i, Failed: s.moment(t, i.Failed)}
	switch i.State {
	case golden.StateNew:
		r.Text = t.Say("golden.state.new")
	case golden.StateOpen:
		r.Text, r.Mark = t.Say("golden.state.open"), "look"
	case golden.StateApproved:
		r.Text, r.Mark = t.Say("golden.state.approved"), "good"
	case golden.StateChanged:
		r.Text, r.Mark = t.Say("golden.state.changed"), "bad"
	}
	switch i.Verdict {
	case "pass":
		r.Verdict = t.Say("golden.pass")
	case "fail":
		r.Verdict = t.Say("golden.fail")
	}
	if i.Now != nil {
		r.When, r.At, r.Odd = s.moment(t, i.Now.At), i.Now.At.Format(timeForm), failures(t.Lang, *i.Now)
	}
	if i.Approved != nil {
		r.By = s.moment(t, i.Approved.On)
		r.Base = t.Say("golden.base.approved", r.By)
	} else if i.Base != nil {
		r.Base = t.Say("golden.base.before", s.moment(t, i.Base.At))
	}
	if r.Was, r.Now = i.Words(); r.Was != nil {
		r.Because = grounds(t, i.Now.Because)
	}
	return r
}

// grounds names parts of what answers rest on.
func grounds(t *pages.Table, parts []string) string {
	named := make([]string, len(parts))
	for i, part := range parts {
		named[i] = t.Ground(part)
	}
	return strings.Join(named, ", ")
}

// failures tell why an answer fails.
func failures(lang string, g golden.Given) (out []oddity) {
	for _, c := range g.Failed() {
		out = append(out, toldIn(lang, c.Reason, c.English, true))
	}
	return out
}
