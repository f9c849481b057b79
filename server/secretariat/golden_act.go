package secretariat

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/server/problem"
)

// timeForm is how a form names the moment of an answer.
const timeForm = time.RFC3339Nano

// goldenError maps the error of a change to what people may know of it.
func (s *Secretariat) goldenError(err error) error {
	switch {
	case errors.Is(err, golden.ErrUnknown):
		return problem.ErrNoQuestion
	case errors.Is(err, golden.ErrChanged):
		return problem.ErrQuestionChanged
	case errors.Is(err, golden.ErrNoAnswer):
		return problem.ErrNoAnswerYet
	case errors.Is(err, golden.ErrFull):
		return problem.ErrQuestionsFull
	}
	s.Log.Error("golden file", "error", err.Error())
	return problem.ErrQuestionFile
}

// GoldenAct answers POST /admin/golden/{run,approve,reopen,remove,let,refuse}.
func (s *Secretariat) GoldenAct(c *fiber.Ctx) error {
	if s.Config.Golden == nil {
		return problem.ErrNotFound
	}
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	book, id := s.Config.Golden, c.FormValue("id")
	var err error
	done := ""
	act := c.Params("act")
	if act == "let" || act == "refuse" {
		if err := s.decide(act, c.FormValue("key")); err != nil {
			return err
		}
		s.tell(c, "golden "+act, c.FormValue("key"))
		return s.to(c, "/admin/golden?done="+act)
	}
	switch act {
	case "run":
		done = "asked"
		if id == "" {
			err = book.Again()
		} else {
			err = book.Again(id)
		}
	case "approve":
		done = "approved"
		at, perr := time.Parse(timeForm, c.FormValue("at"))
		if perr != nil {
			return problem.ErrQuestionChanged
		}
		err = book.Approve(id, by(c), at)
	case "reopen":
		done, err = "reopened", book.Reopen(id)
	case "remove":
		done, err = "removed", book.Remove(id, c.FormValue("version"))
	default:
		return problem.ErrNotFound
	}
	if err != nil {
		return s.goldenError(err)
	}
	s.tell(c, "golden "+act, id)
	return s.to(c, s.goldenBack(id, done, c.FormValue("show")))
}

// goldenBack is the list at a question, with what was done.
func (s *Secretariat) goldenBack(id, done, show string) string {
	address := goldenAddress(show, 0)
	if strings.Contains(address, "?") {
		address += "&done=" + done
	} else {
		address += "?done=" + done
	}
	if i, err := s.Config.Golden.Item(id); err == nil {
		address += "#q-" + i.Version
	}
	return address
}
