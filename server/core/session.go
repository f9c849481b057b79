package core

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
)

// maxNext bounds the address to go to after a login, in bytes.
const maxNext = 1500

// The only cookies of the service are those of logins: one while somebody logs
// in, one afterwards.

// CookieName is the name of a cookie; browsers take one that begins with
// __Host- from this host alone, over TLS.
func (s *Core) CookieName(purpose string) string {
	if s.Config.Gate.Login.Secure() {
		return "__Host-taskforce-" + purpose
	}
	return "taskforce-" + purpose
}

// SetCookie sets a cookie for a time; 0 removes it.
func (s *Core) SetCookie(c *fiber.Ctx, purpose, value string, life time.Duration) {
	cookie := &fiber.Cookie{Name: s.CookieName(purpose), Value: value, Path: "/", HTTPOnly: true,
		Secure: s.Config.Gate.Login.Secure(), SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(life.Seconds())}
	if life == 0 {
		cookie.MaxAge, cookie.Expires = 0, time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

// BySession is who has logged in in the browser of a request, and whether anybody has.
func (s *Core) BySession(c *fiber.Ctx) (access.Principal, bool) {
	if s.Config.Gate.Login == nil {
		return access.Principal{}, false
	}
	p, err := s.Config.Gate.Login.Find(c.Cookies(s.CookieName("session")))
	return p, err == nil
}

// toLogin sends a browser that asks for a page to the login, and back to the page afterwards.
func (s *Core) toLogin(c *fiber.Ctx) error {
	next := "/"
	if c.Method() == fiber.MethodGet {
		next = c.OriginalURL()
	}
	to, err := s.Table(c).Link("/login?next=" + url.QueryEscape(LocalPath(next)))
	if err != nil {
		return err
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// LocalPath gives back an address of this service, and "/" for any other.
// Browsers take a backslash for a slash, and leave out control characters.
func LocalPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || len(path) > maxNext || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\x7f") || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' }) || u.Host != "" || u.Scheme != "" {
		return "/"
	}
	return path
}
