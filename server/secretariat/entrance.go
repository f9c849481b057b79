package secretariat

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// keyPage asks for the administrator's key.
type keyPage struct {
	pages.Page
	Next  string // address to go to
	Error string
}

// AskKey shows a browser that brings no key a page to write it on; where people
// log in, they do so instead.
func (s *Secretariat) AskKey(c *fiber.Ctx) error {
	if !s.there() || !s.asksOnPage(c) {
		return c.Next()
	}
	if !s.Passed(c) {
		return s.showKeyPage(c, c.OriginalURL(), "")
	}
	err := c.Next()
	if errors.Is(err, problem.ErrBadKey) { // it was good when it was shown
		_ = s.GivePass(c, "")
		return s.showKeyPage(c, c.OriginalURL(), s.Table(c).Say("key.gone"))
	}
	return err
}

// asksOnPage tells whether a request may be answered by a page that asks for the key.
func (s *Secretariat) asksOnPage(c *fiber.Ctx) bool {
	return s.Config.Gate.Login == nil && core.WantsPage(c) && c.Method() == fiber.MethodGet && c.Get(fiber.HeaderAuthorization) == "" &&
		c.Get("X-Api-Key") == "" && (s.Config.AdminKey != "" || s.Config.Gate.Guarded())
}

// KeyForm answers POST /admin/key, the form of that page: a cookie lets the
// browser in from now on.
func (s *Secretariat) KeyForm(c *fiber.Ctx) error {
	if !s.there() {
		return problem.ErrNotFound
	}
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	c.Request().Header.Set(fiber.HeaderAuthorization, "Bearer "+strings.TrimSpace(c.FormValue("key")))
	err := s.Admin(c)
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind.Status != fiber.StatusUnauthorized && p.Kind.Status != fiber.StatusForbidden || !core.WantsPage(c) {
		return err
	}
	return s.showKeyPage(c, c.FormValue("next"), s.Table(c).Say("key.wrong"))
}

// Entered answers that form once the key is known to be right.
func (s *Secretariat) Entered(c *fiber.Ctx) error {
	if err := s.GivePass(c, strings.TrimSpace(c.FormValue("key"))); err != nil {
		return err
	}
	return s.to(c, next(c.FormValue("next")))
}

// Leave answers POST /admin/leave.
func (s *Secretariat) Leave(c *fiber.Ctx) error {
	if err := s.GivePass(c, ""); err != nil {
		return err
	}
	return s.to(c, "/admin")
}

func (s *Secretariat) showKeyPage(c *fiber.Ctx, to, wrong string) error {
	data := keyPage{Page: s.Page(c, s.Table(c).Say("key.title")), Next: next(to), Error: wrong}
	data.Cookie = true
	c.Response().Header.Del(fiber.HeaderWWWAuthenticate) // the page asks, not the browser
	c.Status(fiber.StatusUnauthorized)
	return s.Pages.Render(c, "key", data)
}

// next is an address of the secretariat's pages.
func next(address string) string {
	if address = core.LocalPath(address); strings.HasPrefix(address, "/admin/") {
		return address
	}
	return "/admin"
}

// to sends the browser on to an address in its language.
func (s *Secretariat) to(c *fiber.Ctx, address string) error {
	address, err := s.Table(c).Link(address)
	if err != nil {
		return err
	}
	return c.Redirect(address, fiber.StatusSeeOther)
}
