package secretariat

import (
	"net/url"
	"path/filepath"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// answersPage shows the answers of a collection and how they stand.
type answersPage struct {
	staffPage
	Collection  string
	Collections []collectionLink // none where there is one only
	New         string           // address
	Counts      []goldenCount
	Rows        []answerRow
	Problems    []editorial.Problem // files that are no answers
	History     []answerLine
	More        bool // there is more history than is shown
	Before      string
	Next        string // addresses of the pages of a long list
}

// answerRow is one answer.
type answerRow struct {
	*desk.Item
	Page  string // address
	Text  string // its state, in words
	Mark  string // of the state's look
	Dates string
	Lies  string // where it comes from, where that is not the folder
}

// answerLine is a line of the history.
type answerLine struct {
	N          int
	Undo       bool
	When, What string
	Question   string
	By         string
	Page       string // address of the answer
}

// Bounds of what a page shows.
const (
	shownAnswers = 50
	shownActs    = 50
)

// Answers answers GET /admin/answers.
func (s *Secretariat) Answers(c *fiber.Ctx) error {
	collection, err := s.answering(c, c.Query("collection"))
	if err != nil {
		return err
	}
	items, problems, err := s.Config.Answers.List(s.Base, collection)
	if err != nil {
		return err
	}
	for i := range problems { // where the folder lies is the operator's business
		problems[i].File = filepath.Base(problems[i].File)
	}
	t := s.Table(c)
	data := answersPage{staffPage: s.staff(c, "answers", t.Say("answers.title")), Collection: collection, Problems: problems,
		Collections: s.collectionLinks(c, s.Config.Answers.Collections(), collection, "/admin/answers"), New: answersAddress("/new", collection)}
	show := c.Query("show")
	items = data.sift(t, items, show)
	from, _ := strconv.Atoi(c.Query("from"))
	from = max(0, min(from, len(items)))
	to := min(from+shownAnswers, len(items))
	for _, i := range items[from:to] {
		data.Rows = append(data.Rows, answerRowOf(t, collection, i))
	}
	if from > 0 {
		data.Before = answersAddress("", collection, "show", show, "from", strconv.Itoa(max(0, from-shownAnswers)))
	}
	if to < len(items) {
		data.Next = answersAddress("", collection, "show", show, "from", strconv.Itoa(to))
	}
	data.History, data.More, err = s.answerHistory(t, collection, "")
	if err != nil {
		return err
	}
	return s.Pages.Render(c, "answers", data)
}

// answering is the collection of a name, where the asker may keep its answers.
func (s *Secretariat) answering(c *fiber.Ctx, name string) (string, error) {
	if s.Config.Answers == nil {
		return "", problem.ErrNotFound
	}
	return s.kept(c, s.Config.Answers.Collections(), name)
}

// answersAddress is an address below /admin/answers, of a collection and with
// further pairs of a name and a value; those without a value are left out.
func answersAddress(below, collection string, more ...string) string {
	q := url.Values{}
	for i, pairs := 0, append([]string{"collection", collection}, more...); i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return "/admin/answers" + below
	}
	return "/admin/answers" + below + "?" + q.Encode()
}

// waits tells whether an answer, or a change of it, waits for approval.
func waits(i *desk.Item) bool {
	return i.Waiting || i.Status == editorial.Draft || i.Status == editorial.Changed
}

// sift counts the answers by how they stand, and gives those that are to be shown.
func (p *answersPage) sift(t *pages.Table, all []*desk.Item, show string) (out []*desk.Item) {
	for _, kind := range []struct {
		key, text string
		is        func(*desk.Item) bool
	}{
		{"", t.Say("answers.all"), func(*desk.Item) bool { return true }},
		{"waits", t.Say("answers.waiting"), waits},
		{"out", t.Say("answers.out"), func(i *desk.Item) bool { return i.Status == editorial.Unfounded }},
		{"due", t.Say("answers.review"), func(i *desk.Item) bool { return i.Due }},
		{"serving", t.Say("answers.serving"), func(i *desk.Item) bool { return i.Status == editorial.InService }},
	} {
		n := goldenCount{Text: kind.text, Address: answersAddress("", p.Collection, "show", kind.key), Chosen: kind.key == show}
		of := those(all, kind.is)
		if n.N = len(of); n.Chosen {
			out = of
		}
		p.Counts = append(p.Counts, n)
	}
	return out
}

func answerRowOf(t *pages.Table, collection string, i *desk.Item) answerRow {
	r := answerRow{Item: i, Page: answersAddress("/edit", collection, "id", i.Answer.ID)}
	r.Dates = t.Say("answers.dates", i.Answer.Owner, t.Date(i.Answer.Date), t.Date(i.Answer.Review))
	switch i.Status {
	case editorial.InService:
		r.Text, r.Mark = t.Say("answers.state.serving"), "good"
	case editorial.Draft:
		r.Text, r.Mark = t.Say("answers.state.draft"), "look"
	case editorial.Changed:
		r.Text, r.Mark = t.Say("answers.state.changed"), "look"
	case editorial.Unfounded:
		r.Text, r.Mark = t.Say("answers.state.unfounded"), "bad"
	}
	switch {
	case i.Own:
	case i.Answer.Disk == "":
		r.Lies = t.Say("answers.ships")
	default:
		r.Lies = t.Say("answers.elsewhere")
	}
	return r
}

// answerHistory are the acts in a collection, of one answer where id names it.
func (s *Secretariat) answerHistory(t *pages.Table, collection, id string) (out []answerLine, more bool, err error) {
	all, err := s.Config.Answers.History(collection, id)
	if err != nil {
		return nil, false, err
	}
	for _, e := range all[:min(len(all), shownActs)] {
		what := t.AnswerAct(e.What)
		if e.Undoes {
			what = t.Say("answers.undone", what)
		}
		out = append(out, answerLine{e.N, e.Undo, s.moment(t, e.At), what, e.Question, e.By, answersAddress("/edit", collection, "id", e.ID)})
	}
	return out, len(all) > shownActs, nil
}

// answerWork counts the answers that the asker should look at: those that are
// out of service since a source changed or are to be looked at again, and those
// that wait for approval.
func (s *Secretariat) answerWork(c *fiber.Ctx) (due, waiting int, err error) {
	if s.Config.Answers == nil {
		return 0, 0, nil
	}
	for _, name := range s.Config.Answers.Collections() {
		if !s.MayKeep(c, name) {
			continue
		}
		items, _, err := s.Config.Answers.List(s.Base, name)
		if err != nil {
			return 0, 0, err
		}
		for _, i := range items {
			if i.Due || i.Status == editorial.Unfounded {
				due++
			}
			if waits(i) {
				waiting++
			}
		}
	}
	return due, waiting, nil
}
