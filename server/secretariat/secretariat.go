// Package secretariat answers those who look after the service: the report on
// what was asked, the questions that are asked again and again, the files
// that editors bring and the answers that they write. A page is one file, as in server/people.
package secretariat

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
)

// Secretariat answers its pages. Make it with [New].
type Secretariat struct {
	*core.Core
	reporting sync.Mutex // held while a report is made
}

// New makes a Secretariat of what the doors share.
func New(shared *core.Core) *Secretariat { return &Secretariat{Core: shared} }

// there tells whether there is any page.
func (s *Secretariat) there() bool {
	return s.Config.Report != nil || s.Config.Golden != nil || s.Config.Uploads != nil || s.Config.Answers != nil
}

// staffPage is what all pages show: which others there are.
type staffPage struct {
	pages.Page
	Here                    string // the part that the page is of: "", "report", "golden", "documents" or "answers"
	Report, Golden, Uploads bool
	Answers                 bool
	Done                    string // what has just been done, in words
	Error                   string // why it has not
}

// staff makes what all pages show.
func (s *Secretariat) staff(c *fiber.Ctx, here, title string) staffPage {
	p := staffPage{Page: s.Page(c, title), Here: here, Report: s.Config.Report != nil, Golden: s.Config.Golden != nil, Uploads: s.Config.Uploads != nil,
		Answers: s.Config.Answers != nil}
	p.Cookie = true
	if !p.Inside && s.Passed(c) {
		p.Inside, p.Leave = true, "/admin/leave"
	}
	if key := doneTexts[c.Query("done")]; key != "" {
		p.Done = p.Table.Say(key)
	}
	return p
}

// doneTexts are what a page tells after something was done, by what its address says.
var doneTexts = map[string]string{
	"saved": "golden.done.saved", "approved": "golden.done.approved", "reopened": "golden.done.reopened", "removed": "golden.done.removed", "asked": "golden.done.asked", "let": "golden.done.let", "refuse": "golden.done.refuse",
	"live": "uploads.done.live", "withdraw": "uploads.done.withdraw", "discard": "uploads.done.discard", "restore": "uploads.done.restore",
	"purge": "uploads.done.purge", "undo": "uploads.done.undo", "upload": "uploads.done.upload",
	"answer-save": "answers.done.save", "answer-approve": "answers.done.approve", "answer-withdraw": "answers.done.withdraw", "answer-discard": "answers.done.discard",
	"answer-remove": "answers.done.remove", "answer-undo": "answers.done.undo",
}

// homePage leads to the others.
type homePage struct {
	staffPage
	Budget *budgetState
	Urgent string // golden questions that somebody should look at; "" for none
	Held   string // new materials that wait
	Open   string // those without an approved answer
	Drafts string // files that nobody has put in use
	Due    string // answers that somebody should look at
	Waits  string // those that nobody has approved
}

// Home answers GET /admin.
func (s *Secretariat) Home(c *fiber.Ctx) error {
	t := s.Table(c)
	data := homePage{staffPage: s.staff(c, "", t.Say("staff.title")), Budget: s.budget(t)}
	if urgent, open := s.goldenWork(); urgent > 0 {
		data.Urgent = t.Count(urgent, "staff.urgent")
	} else if open > 0 {
		data.Open = t.Count(open, "staff.open")
	}
	if s.Config.Hold != nil {
		if held := s.heldPart(t, s.Config.Hold.Held()); held != nil {
			data.Held = held.Text
		}
	}
	if n := s.draftWork(c); n > 0 {
		data.Drafts = t.Count(n, "staff.drafts")
	}
	due, waits, err := s.answerWork(c)
	if err != nil {
		return err
	}
	if due > 0 {
		data.Due = t.Count(due, "answers.due")
	}
	if waits > 0 {
		data.Waits = t.Count(waits, "answers.waits")
	}
	return s.Pages.Render(c, "staff", data)
}

// goldenWork counts the questions that somebody should look at, and those whose
// answer nobody has approved.
func (s *Secretariat) goldenWork() (urgent, open int) {
	if s.Config.Golden == nil {
		return 0, 0
	}
	for _, i := range s.Config.Golden.List().Items {
		if i.Urgent() {
			urgent++
		} else if i.State == golden.StateOpen {
			open++
		}
	}
	return urgent, open
}

// draftWork counts the files that the asker may put in use.
func (s *Secretariat) draftWork(c *fiber.Ctx) (n int) {
	if s.Config.Uploads == nil {
		return 0
	}
	for _, name := range s.Config.Uploads.Collections() {
		if !s.MayKeep(c, name) {
			continue
		}
		for _, f := range s.Config.Uploads.Files(name) {
			if f.State == intake.Draft {
				n++
			}
		}
	}
	return n
}

// moment writes a time out, "" for none.
func (s *Secretariat) moment(t *pages.Table, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	at = at.In(cmp.Or(s.Config.Zone, time.UTC))
	return t.Say("staff.time", t.Date(at.Format(time.DateOnly)), at.Hour(), at.Minute())
}

// by names who does something, for a history: the ID of a key or of a login,
// "" for the administrator's key.
func by(c *fiber.Ctx) string { return core.Who(c).ID }

// tell writes what was done into the log: by whom and with what, but no text.
func (s *Secretariat) tell(c *fiber.Ctx, what, id string) {
	s.Log.InfoContext(context.WithoutCancel(s.Base), "secretariat", "request_id", core.RequestID(c), "act", what, "id", id, "by", by(c))
}
