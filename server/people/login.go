package server

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// The only cookies of the service are those of logins: one while somebody logs
// in, one afterwards.

const (
	loginTimeout = 20 * time.Second // for the issuer to answer
	maxNext      = 1500             // bytes of the address to go to after a login
)

// What people see of logins that fail.
var (
	errNoLogin     = problem.New(401, "Du er ikke logget ind, eller dit login er udløbet. Åbn siden igen, og log ind.")
	errLoginLost   = problem.New(400, "Login blev ikke begyndt i denne browser, eller det tog for lang tid. Prøv igen fra forsiden.")
	errLoginDenied = problem.New(403, "Du blev ikke logget ind. Prøv igen, eller kontakt den, der driver tjenesten.")
	errNoIssuer    = problem.New(503, "Login virker ikke lige nu. Prøv igen om lidt.")
)

// loginPage asks people to log in.
type loginPage struct {
	pages.Page
	Start string // address that begins it
	Out   bool   // somebody has just logged out
}

// cookieName is the name of a cookie; browsers take one that begins with
// __Host- from this host alone, over TLS.
func (s *Server) cookieName(purpose string) string {
	if s.cfg.Gate.Login.Secure() {
		return "__Host-taskforce-" + purpose
	}
	return "taskforce-" + purpose
}

// setCookie sets a cookie for a time; 0 removes it.
func (s *Server) setCookie(c *fiber.Ctx, purpose, value string, life time.Duration) {
	cookie := &fiber.Cookie{Name: s.cookieName(purpose), Value: value, Path: "/", HTTPOnly: true,
		Secure: s.cfg.Gate.Login.Secure(), SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(life.Seconds())}
	if life == 0 {
		cookie.MaxAge, cookie.Expires = 0, time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

// bySession is who has logged in in the browser of a request, and whether anybody has.
func (s *Server) bySession(c *fiber.Ctx) (access.Principal, bool) {
	if s.cfg.Gate.Login == nil {
		return access.Principal{}, false
	}
	p, err := s.cfg.Gate.Login.Find(c.Cookies(s.cookieName("session")))
	return p, err == nil
}

// canLogin answers 404 where nobody can log in.
func (s *Server) canLogin(c *fiber.Ctx) error {
	if s.cfg.Gate.Login == nil {
		return problem.ErrNotFound
	}
	return c.Next()
}

// showLogin answers GET /login.
func (s *Server) showLogin(c *fiber.Ctx) error {
	data := loginPage{Page: s.page(c, s.table(c).Say("login.title")), Out: c.Query("out") != ""}
	data.Start = "/login/start?next=" + url.QueryEscape(localPath(c.Query("next")))
	return s.pages.Render(c, "login", data)
}

// startLogin answers GET /login/start: it sends the browser to the issuer.
func (s *Server) startLogin(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(s.base, loginTimeout)
	defer cancel()
	to, cookie, err := s.cfg.Gate.Login.Begin(ctx, localPath(c.Query("next")))
	if err != nil {
		return s.loginFailed(c, err)
	}
	s.setCookie(c, "login", cookie, 10*time.Minute)
	return c.Redirect(to, fiber.StatusSeeOther)
}

// endLogin answers GET /login/callback, where the issuer sends the browser back to.
func (s *Server) endLogin(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(s.base, loginTimeout)
	defer cancel()
	got := access.Answer{Code: c.Query("code"), State: c.Query("state"), Error: c.Query("error")}
	session, next, err := s.cfg.Gate.Login.Finish(ctx, got, c.Cookies(s.cookieName("login")))
	s.setCookie(c, "login", "", 0)
	if err != nil {
		return s.loginFailed(c, err)
	}
	s.setCookie(c, "session", session, s.cfg.Gate.Login.Lifetime())
	return c.Redirect(localPath(next), fiber.StatusSeeOther)
}

// logOut answers POST /logout.
func (s *Server) logOut(c *fiber.Ctx) error {
	if !s.sameSite(c) {
		return problem.ErrForeignForm
	}
	s.setCookie(c, "session", "", 0)
	c.Set("Clear-Site-Data", `"storage"`) // the conversation, which the next one at this browser must not see
	to, err := s.table(c).Link("/login?out=1")
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// loginFailed logs why a login failed, which may hold what the issuer says but nothing of the person.
func (s *Server) loginFailed(c *fiber.Ctx, err error) error {
	s.log.Warn("login", "request_id", requestID(c), "error", err.Error())
	switch {
	case errors.Is(err, access.ErrFlow):
		return errLoginLost
	case errors.Is(err, access.ErrDenied):
		return errLoginDenied
	case errors.Is(err, access.ErrIssuer):
		return errNoIssuer
	}
	return err
}

// toLogin sends a browser that asks for a page to the login, and back to the page afterwards.
func (s *Server) toLogin(c *fiber.Ctx) error {
	next := "/"
	if c.Method() == fiber.MethodGet {
		next = c.OriginalURL()
	}
	to, err := s.table(c).Link("/login?next=" + url.QueryEscape(localPath(next)))
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// localPath gives back an address of this service, and "/" for any other.
// Browsers take a backslash for a slash, and leave out control characters.
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || len(path) > maxNext || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\x7f") || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' }) || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return path
}
