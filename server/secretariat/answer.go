package secretariat

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// answerPage is the form of an answer, with what a check and a search found.
type answerPage struct {
	staffPage
	Collection string
	ID, Seen   string // and the version of its files; "" for a new one
	Back       string
	Form       editorial.Form
	Also       string // one a line
	Approver   string
	Wrong      map[string]string // what is wrong with a field
	Row        *answerRow        // how it stands; nil for a new one
	Drafted    bool              // the text is a draft that was just made
	Unsaved    bool              // the form holds what somebody wrote and has not kept
	Looked     bool              // Look is of what stands in the form
	Look       desk.Look
	Doubts     string // how many sentences are doubted, in words; "" for none
	Stands     string // what who stands by them says
	Find       string // what was searched for
	Found      []foundSection
	Acts       []fileAct
	History    []answerLine
}

// Told is the reason of a doubt in the reader's language.
func (p answerPage) Told(d editorial.Doubt) oddity {
	return toldIn(p.Table.Lang, d.Reason, d.English, d.Binding)
}

// foundSection is a section that the answer may cite.
type foundSection struct {
	Cite  string
	Where string
	Link  string
	Runs  []pages.Run
}

// NewAnswer answers GET /admin/answers/new. With a question, its draft stands in
// the form.
func (s *Secretariat) NewAnswer(c *fiber.Ctx) error {
	collection, err := s.answering(c, c.Query("collection"))
	if err != nil {
		return err
	}
	question := cut(danish.Clean(c.Query("question")), editorial.MaxQuestion)
	var also []string
	for _, one := range c.Context().QueryArgs().PeekMulti("also") {
		if text := danish.Clean(string(one)); text != "" && !danish.Longer(text, editorial.MaxQuestion) {
			also = append(also, text)
		}
	}
	p := s.answerPage(c, collection, nil)
	p.fill(s.Config.Answers.New(question, also))
	if question != "" {
		if err := s.draft(c, p); err != nil {
			return err
		}
	}
	return s.Pages.Render(c, "answer", p)
}

// EditAnswer answers GET /admin/answers/edit.
func (s *Secretariat) EditAnswer(c *fiber.Ctx) error {
	collection, err := s.answering(c, c.Query("collection"))
	if err != nil {
		return err
	}
	item, err := s.Config.Answers.Get(s.Base, collection, c.Query("id"))
	if err != nil {
		return answerError(err)
	}
	form, err := item.Form()
	if err != nil {
		return err
	}
	p := s.answerPage(c, collection, item)
	p.fill(form)
	if err := s.look(p); err != nil {
		return err
	}
	return s.Pages.Render(c, "answer", p)
}

// answerPage is the page of an answer as it stands, nil for a new one.
func (s *Secretariat) answerPage(c *fiber.Ctx, collection string, item *desk.Item) *answerPage {
	t := s.Table(c)
	p := &answerPage{staffPage: s.staff(c, "answers", t.Say("answers.new")), Collection: collection, Back: answersAddress("", collection)}
	if item == nil {
		return p
	}
	row := answerRowOf(t, collection, item)
	p.Title, p.ID, p.Seen, p.Row = t.Say("answers.edit"), item.Answer.ID, item.Version(), &row
	if item.Answer.Approved != nil {
		p.Approver = item.Answer.Approved.By
	}
	if item.Waiting {
		p.Acts = append(p.Acts, fileAct{desk.ActDiscard, t.Say("answers.do.discard"), true})
	}
	if item.Answer.Approved != nil {
		p.Acts = append(p.Acts, fileAct{desk.ActWithdraw, t.Say("answers.do.withdraw"), true})
	}
	if item.Own {
		p.Acts = append(p.Acts, fileAct{desk.ActRemove, t.Say("answers.do.remove"), true})
	}
	if history, _, err := s.answerHistory(t, collection, p.ID); err == nil {
		p.History = history
	}
	return p
}

func (p *answerPage) fill(f editorial.Form) {
	p.Form, p.Also = f, strings.Join(f.Also, "\n")
}

// draft puts a draft of the question into the form, with the sections nearest to it.
func (s *Secretariat) draft(c *fiber.Ctx, p *answerPage) error {
	body, err := s.Config.Answers.Draft(s.Base, p.Collection, p.Form.Question)
	var fault *documents.Fault
	switch {
	case errors.As(err, &fault):
		p.Error = fault.Error()
		return nil
	case err != nil:
		return err
	}
	p.Form.Body, p.Drafted = body, true
	if err := s.look(p); err != nil {
		return err
	}
	return s.find(c, p, p.Form.Question)
}

// look checks what stands in the form; what cannot be read stands as wrong.
func (s *Secretariat) look(p *answerPage) error {
	form := p.Form
	if form.Owner == "" {
		form.Owner = "-" // a draft is checked before anybody stands by it
	}
	look, err := s.Config.Answers.Check(s.Base, p.Collection, form)
	var fault *documents.Fault
	if errors.As(err, &fault) {
		p.wrong("body", fault.In(p.Table.Lang))
		return nil
	}
	p.Look, p.Looked = look, err == nil
	n := 0
	for _, one := range look.Sentences {
		if one.Doubt != nil {
			n++
		}
	}
	if n > 0 {
		p.Doubts, p.Stands = p.Table.Count(n, "answers.doubts"), p.Table.Count(n, "answers.stands")
	}
	return err
}

// find shows the sections nearest to a text.
func (s *Secretariat) find(c *fiber.Ctx, p *answerPage, text string) error {
	t := s.Table(c)
	found, err := s.Config.Answers.Find(s.Base, p.Collection, text)
	if err != nil {
		return err
	}
	p.Find = text
	for _, f := range found {
		one := f.Passage
		p.Found = append(p.Found, foundSection{f.Cite, t.Where(one.Title, one.Section, one.Page), "/documents/" + one.Document + "?passage=" + one.ID, pages.Runs(one.Text, one.Heading(), nil)})
	}
	return nil
}

func (p *answerPage) wrong(field, text string) {
	if p.Wrong == nil {
		p.Wrong = map[string]string{}
	}
	p.Wrong[field] = text
}

// answerError maps the error of a change to what people may know of it.
func answerError(err error) error {
	switch {
	case errors.Is(err, desk.ErrUnknown), errors.Is(err, desk.ErrCollection):
		return problem.ErrNoAnswer
	case errors.Is(err, desk.ErrChanged):
		return problem.ErrAnswerChanged
	case errors.Is(err, desk.ErrFull):
		return problem.ErrAnswersFull
	}
	return err
}
