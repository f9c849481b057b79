package secretariat

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/server/problem"
)

// SaveAnswer answers POST /admin/answers/save: keeps, approves, checks or drafts
// what stands in the form, or finds sections for it, as its button says.
func (s *Secretariat) SaveAnswer(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	collection, err := s.answering(c, c.FormValue("collection"))
	if err != nil {
		return err
	}
	var item *desk.Item
	if id := c.FormValue("id"); id != "" {
		if item, err = s.Config.Answers.Get(s.Base, collection, id); err != nil {
			return answerError(err)
		}
	}
	p := s.answerPage(c, collection, item)
	p.Unsaved = true
	p.Seen, p.Approver = c.FormValue("version"), cut(danish.Clean(c.FormValue("approver")), maxName)
	p.fill(formOf(c))
	switch c.FormValue("act") {
	case "draft":
		p.Wrong = wrongQuestion(p.Table, p.Form)
		if len(p.Wrong) == 0 {
			err = s.draft(c, p)
		}
	case "find":
		if err = s.look(p); err == nil {
			err = s.find(c, p, cut(danish.Clean(c.FormValue("find")), editorial.MaxQuestion))
		}
	case "check":
		if p.Wrong = wrongFields(p.Table, p.Form, true); len(p.Wrong) == 0 {
			err = s.look(p)
		}
	case desk.ActSave, desk.ActApprove:
		return s.keep(c, p, c.FormValue("act"))
	default:
		return problem.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.showAnswer(c, p)
}

// keep saves or approves what stands in the form.
func (s *Secretariat) keep(c *fiber.Ctx, p *answerPage, act string) error {
	t := p.Table
	p.Wrong = wrongFields(t, p.Form, false)
	if act == desk.ActApprove {
		p.wrongApproval()
	}
	if len(p.Wrong) > 0 {
		return s.showAnswer(c, p)
	}
	at := desk.Target{Collection: p.Collection, ID: p.ID, Version: p.Seen, By: by(c)}
	var id string
	var err error
	if act == desk.ActApprove {
		id, err = s.Config.Answers.Approve(s.Base, at, p.Form, p.Approver, c.FormValue("stands"))
	} else {
		id, err = s.Config.Answers.Save(s.Base, at, p.Form)
	}
	var fault *documents.Fault
	var doubted *editorial.Doubted
	switch {
	case errors.As(err, &fault):
		p.wrong("body", fault.In(t.Lang))
		return s.showAnswer(c, p)
	case errors.As(err, &doubted):
		if err := s.look(p); err != nil {
			return err
		}
		p.Error = t.Say("answers.doubted")
		if p.Look.Binding {
			p.Error = t.Say("answers.bound")
		}
		c.Status(fiber.StatusUnprocessableEntity)
		return s.Pages.Render(c, "answer", p)
	case err != nil:
		return answerError(err)
	}
	s.tell(c, "answer "+act, unread(id))
	return s.to(c, answersAddress("/edit", p.Collection, "id", id, "done", "answer-"+act))
}

// wrongApproval says what only an approval needs.
func (p *answerPage) wrongApproval() {
	if p.Approver == "" {
		p.wrong("approver", p.Table.Say("answers.wrong.approver"))
	}
	if p.Wrong["review"] == "" && p.Form.Review <= time.Now().Format(time.DateOnly) {
		p.wrong("review", p.Table.Say("answers.wrong.review"))
	}
}

// unread names an answer in the log: its ID is made of the words of a question.
func unread(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:6])
}

// showAnswer shows the form, with what is wrong with it.
func (s *Secretariat) showAnswer(c *fiber.Ctx, p *answerPage) error {
	if len(p.Wrong) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		p.Error = p.Table.Say("answers.wrong")
	}
	return s.Pages.Render(c, "answer", p)
}

// AnswerAct answers POST /admin/answers/do.
func (s *Secretariat) AnswerAct(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	collection, err := s.answering(c, c.FormValue("collection"))
	if err != nil {
		return err
	}
	at := desk.Target{Collection: collection, ID: c.FormValue("id"), Version: c.FormValue("version"), By: by(c)}
	act := c.FormValue("act")
	switch {
	case at.ID == "":
		err = desk.ErrUnknown
	case act == desk.ActWithdraw:
		err = s.Config.Answers.Withdraw(s.Base, at)
	case act == desk.ActDiscard:
		err = s.Config.Answers.Discard(s.Base, at)
	case act == desk.ActRemove:
		err = s.Config.Answers.Remove(s.Base, at)
	default:
		return problem.ErrNotFound
	}
	if err != nil {
		return answerError(err)
	}
	s.tell(c, "answer "+act, unread(at.ID))
	return s.to(c, answersAddress("", collection, "done", "answer-"+act))
}

// UndoAnswer answers POST /admin/answers/undo.
func (s *Secretariat) UndoAnswer(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	collection, err := s.answering(c, c.FormValue("collection"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.FormValue("n"))
	if err != nil {
		return problem.ErrAnswerChanged
	}
	if err := s.Config.Answers.Undo(collection, n, by(c)); err != nil {
		return answerError(err)
	}
	s.tell(c, "answer undo", strconv.Itoa(n))
	return s.to(c, answersAddress("", collection, "done", "answer-undo"))
}
