package people

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// keyPage asks for the administrator's key.
type keyPage struct {
	pages.Page
	Days  int      // that the report is on
	Spans []choice // that may be chosen
	Error string
}

// choice is a time that a report may be on.
type choice struct {
	Days   int
	Text   string
	Chosen bool
}

// AskKey shows a browser that brings no key a page to write it on; where people
// log in, they do so instead.
func (s *People) AskKey(c *fiber.Ctx) error {
	if s.Config.Report == nil || s.Config.Gate.Login != nil || !core.WantsPage(c) || c.Get(fiber.HeaderAuthorization) != "" || s.Config.AdminKey == "" && !s.Config.Gate.Guarded() {
		return c.Next()
	}
	return s.showKeyPage(c, "")
}

// KeyForm answers POST /admin/report, the form of that page: the report comes
// as its answer, and the key is kept nowhere.
func (s *People) KeyForm(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	c.Request().Header.Set(fiber.HeaderAuthorization, "Bearer "+c.FormValue("key"))
	err := s.Admin(c)
	var p *problem.Problem
	if !errors.As(err, &p) || p.Status != fiber.StatusUnauthorized && p.Status != fiber.StatusForbidden || !core.WantsPage(c) {
		return err
	}
	return s.showKeyPage(c, s.Table(c).Say("key.wrong"))
}

func (s *People) showKeyPage(c *fiber.Ctx, wrong string) error {
	t := s.Table(c)
	data := keyPage{Page: s.Page(c, t.Say("key.title")), Error: wrong}
	data.Days, _ = strconv.Atoi(c.FormValue("days"))
	if data.Days < 1 || data.Days > maxReportDays {
		data.Days = shownReportDay
	}
	for _, n := range []int{7, shownReportDay, 90, 365} {
		data.Spans = append(data.Spans, choice{n, t.Count(n, "privacy.days"), n == data.Days})
	}
	c.Response().Header.Del(fiber.HeaderWWWAuthenticate) // the page asks, not the browser
	c.Status(fiber.StatusUnauthorized)
	return s.Pages.Render(c, "key", data)
}
