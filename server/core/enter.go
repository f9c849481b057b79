package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/problem"
	"github.com/digitaskforce/taskforce/trace"
)

// Who asks is found out once, at the entrance of a request ([Server.enter]); so
// is the view that they see. What lies behind asks who and viewOf.

// Gate says who is let in.
type Gate struct {
	Keys  *access.Keys  // finds keys; nil where none is taken
	Login *access.Login // nil where nobody can log in
	Open  bool          // who has neither comes in too, and sees the shared materials
}

// closed tells whether something is asked of who comes.
func (g Gate) closed() bool { return !g.Open && g.guarded() }

// guarded tells whether keys or logins are known.
func (g Gate) guarded() bool { return g.Keys != nil || g.Login != nil }

// enterTimeout bounds the look-up of a key, and the counting of its use.
const enterTimeout = 3 * time.Second

const localVisit = "visit"

// visit is who a request comes from, and what they see.
type visit struct {
	access.Principal
	view *View
	span *trace.Span // of the request
}

// enter lets those through who have one of the scopes. Where it has let nobody
// through, who and viewOf give nobody and the shared materials.
func (s *Server) enter(scopes ...access.Scope) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, ambient, err := s.principal(c)
		if err != nil {
			return s.turnAway(c, err)
		}
		if p.Origin != "" {
			if err := s.onSite(c, p.Origin); err != nil {
				return err
			}
		}
		v := &visit{Principal: p}
		c.Locals(localVisit, v)
		switch {
		case !p.May(scopes...) && p.ID == "":
			return s.turnAway(c, s.noEntry())
		case !p.May(scopes...):
			return problem.ErrForbidden
		case ambient && !s.sameSite(c):
			return problem.ErrForeignForm
		}
		if v.view, err = s.viewFor(p.Collections); err != nil {
			return err
		}
		return c.Next()
	}
}

// who is who a request comes from.
func who(c *fiber.Ctx) access.Principal {
	if v, ok := c.Locals(localVisit).(*visit); ok {
		return v.Principal
	}
	return access.Principal{}
}

// viewOf is what the asker of a request sees.
func (s *Server) viewOf(c *fiber.Ctx) *View {
	if v, ok := c.Locals(localVisit).(*visit); ok && v.view != nil {
		return v.view
	}
	return s.shared
}

// visit gives what a request's answer needs, also after the request has ended.
func (s *Server) visit(c *fiber.Ctx) visit { return visit{who(c), s.viewOf(c), spanOf(c)} }

// principal finds out who asks. ambient tells that a browser sent the proof of
// its own accord, as it does whatever page makes it ask. A key that is wrong is
// never taken for none.
func (s *Server) principal(c *fiber.Ctx) (p access.Principal, ambient bool, err error) {
	secret, ambient := givenSecret(c)
	if named := c.Query("key"); secret == "" && named != "" && s.cfg.Gate.Keys != nil {
		if p, err = s.byKey(c, named); err == nil && p.Origin == "" {
			return access.Principal{}, false, problem.ErrKeyInAddress
		}
		return p, false, err
	}
	if secret != "" && s.cfg.Gate.Keys != nil {
		p, err = s.byKey(c, secret)
		return p, ambient, err
	}
	if p, ok := s.bySession(c); ok {
		return p, true, nil
	}
	if s.cfg.Gate.Open || !s.cfg.Gate.guarded() {
		return access.Anybody(), false, nil
	}
	return p, false, s.noEntry()
}

func (s *Server) byKey(c *fiber.Ctx, secret string) (access.Principal, error) {
	ctx, cancel := context.WithTimeout(s.base, enterTimeout)
	defer cancel()
	p, err := s.cfg.Gate.Keys.Find(ctx, secret)
	switch {
	case errors.Is(err, access.ErrNoKey):
		// Whoever tries keys is held to the allowance of pages.
		if err := s.allow(c, s.looks); err != nil {
			return p, err
		}
		return p, problem.ErrBadKey
	case err != nil:
		s.log.Error("keys", "request_id", requestID(c), "error", err.Error())
		return p, problem.ErrNoKeys
	}
	return p, nil
}

// givenSecret is the key that a request brings: as a bearer's, in X-Api-Key, or
// as the password of a browser's login, which is ambient.
func givenSecret(c *fiber.Ctx) (secret string, ambient bool) {
	if key := strings.TrimSpace(c.Get("X-Api-Key")); key != "" {
		return key, false
	}
	header := c.Get(fiber.HeaderAuthorization)
	return givenKey(header), strings.HasPrefix(strings.ToLower(header), "basic ")
}

// turnAway answers who is not let in; a browser is asked to log in.
func (s *Server) turnAway(c *fiber.Ctx, err error) error {
	var p *problem.Problem
	if !errors.As(err, &p) || p.Status != fiber.StatusUnauthorized {
		return err
	}
	if s.cfg.Gate.Login != nil && wantsPage(c) && p != problem.ErrBadKey {
		return s.toLogin(c)
	}
	if s.cfg.Gate.Login == nil && wantsPage(c) {
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="taskforce", charset="UTF-8"`)
	} else {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="taskforce"`)
	}
	return err
}

// noEntry says what is missing of who is not let in.
func (s *Server) noEntry() *problem.Problem {
	if s.cfg.Gate.Login != nil {
		return errNoLogin
	}
	return problem.ErrNoEntry
}

// sameSite tells whether a request that changes something comes from a page of
// this service. Browsers say so; programs, which send no cookie by themselves,
// need not.
func (s *Server) sameSite(c *fiber.Ctx) bool {
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return true
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return true
	case "":
		origin := c.Get(fiber.HeaderOrigin)
		u, err := url.Parse(origin)
		return origin == "" || err == nil && u.Host != "" && u.Host == string(c.Request().Host()) ||
			err == nil && u.Host != "" && origin == s.cfg.PublicURL || s.cfg.Gate.Login != nil && origin == s.cfg.Gate.Login.Origin()
	}
	return false
}

// spend counts a question or a search in the quotas of the asker's key, and
// tells what is left.
func (s *Server) spend(c *fiber.Ctx) error {
	uses, full := s.count(who(c), requestID(c))
	if full != nil {
		uses = []access.Use{*full}
	}
	for _, u := range uses {
		c.Append("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", "key-"+u.Kind, u.Limit, seconds(u.Size)))
		c.Append("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", "key-"+u.Kind, u.Left, seconds(u.After)))
	}
	if full == nil {
		return nil
	}
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(max(1, seconds(full.After))))
	return usedUp(full)
}

// count counts a question or a search in the quotas of a key; full is the
// quota that is used up. Where the counts cannot be kept, nobody is held back.
func (s *Server) count(p access.Principal, requestID string) (uses []access.Use, full *access.Use) {
	if s.cfg.Gate.Keys == nil || p.PerDay == 0 && p.PerMinute == 0 {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(s.base, enterTimeout)
	defer cancel()
	uses, full, err := s.cfg.Gate.Keys.Count(ctx, p)
	if err != nil {
		s.log.Warn("quota", "request_id", requestID, "error", err.Error())
		return nil, nil
	}
	return uses, full
}

func usedUp(full *access.Use) error {
	if full.Kind == "day" {
		return problem.ErrDayUsed
	}
	return problem.ErrMinuteUsed
}

// operator lets those through who may see the metrics: everybody where nothing
// is asked of who comes, else an administrator. Being on the same machine is no
// proof: a proxy there is too, and need not say for whom it asks.
func (s *Server) operator(c *fiber.Ctx) error {
	if !s.cfg.Gate.closed() {
		return c.Next()
	}
	return s.admin(c)
}

// fromHere turns away the form of another site's page, which would ask in the
// name of whoever looks at it. No page can bring a key with its form.
func (s *Server) fromHere(c *fiber.Ctx) error {
	if key, ambient := givenSecret(c); (key == "" || ambient) && !s.sameSite(c) {
		return problem.ErrForeignForm
	}
	return c.Next()
}

// by says in the log who asked: a key's ID, or that it was a login.
func by(c *fiber.Ctx) []slog.Attr {
	if id := who(c).ID; id != "" {
		return []slog.Attr{slog.String("by", id)}
	}
	return nil
}
