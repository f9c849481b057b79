package people

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// The only cookies of the service are those of logins: one while somebody logs
// in, one afterwards.

const loginTimeout = 20 * time.Second // for the issuer to answer

// loginPage asks people to log in.
type loginPage struct {
	pages.Page
	Start string // address that begins it
	Out   bool   // somebody has just logged out
}

// CanLogin answers 404 where nobody can log in.
func (s *People) CanLogin(c *fiber.Ctx) error {
	if s.Config.Gate.Login == nil {
		return problem.ErrNotFound
	}
	return c.Next()
}

// Login answers GET /login.
func (s *People) Login(c *fiber.Ctx) error {
	data := loginPage{Page: s.Page(c, s.Table(c).Say("login.title")), Out: c.Query("out") != ""}
	data.Start = "/login/start?next=" + url.QueryEscape(core.LocalPath(c.Query("next")))
	return s.Pages.Render(c, "login", data)
}

// StartLogin answers GET /login/start: it sends the browser to the issuer.
func (s *People) StartLogin(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(s.Base, loginTimeout)
	defer cancel()
	to, cookie, err := s.Config.Gate.Login.Begin(ctx, core.LocalPath(c.Query("next")))
	if err != nil {
		return s.loginFailed(c, err)
	}
	s.SetCookie(c, "login", cookie, 10*time.Minute)
	return c.Redirect(to, fiber.StatusSeeOther)
}

// EndLogin answers GET /login/callback, where the issuer sends the browser back to.
func (s *People) EndLogin(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(s.Base, loginTimeout)
	defer cancel()
	got := access.Answer{Code: c.Query("code"), State: c.Query("state"), Error: c.Query("error")}
	session, next, err := s.Config.Gate.Login.Finish(ctx, got, c.Cookies(s.CookieName("login")))
	s.SetCookie(c, "login", "", 0)
	if err != nil {
		return s.loginFailed(c, err)
	}
	s.SetCookie(c, "session", session, s.Config.Gate.Login.Lifetime())
	return c.Redirect(core.LocalPath(next), fiber.StatusSeeOther)
}

// LogOut answers POST /logout.
func (s *People) LogOut(c *fiber.Ctx) error {
	if !s.SameSite(c) {
		return problem.ErrForeignForm
	}
	s.SetCookie(c, "session", "", 0)
	c.Set("Clear-Site-Data", `"storage"`) // the conversation, which the next one at this browser must not see
	to, err := s.Table(c).Link("/login?out=1")
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// loginFailed logs why a login failed, which may hold what the issuer says but nothing of the person.
func (s *People) loginFailed(c *fiber.Ctx, err error) error {
	s.Log.Warn("login", "request_id", core.RequestID(c), "error", err.Error())
	switch {
	case errors.Is(err, access.ErrFlow):
		return problem.ErrLoginLost
	case errors.Is(err, access.ErrDenied):
		return problem.ErrLoginDenied
	case errors.Is(err, access.ErrIssuer):
		return problem.ErrNoIssuer
	}
	return err
}
