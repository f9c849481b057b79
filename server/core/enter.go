package core

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
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server/problem"
	"github.com/digitaskforce/taskforce/trace"
)

// Who asks is found out once, at the entrance of a request ([Core.Enter]); so
// is the view that they see. What lies behind asks who and viewOf.

// Gate says who is let in.
type Gate struct {
	Keys  *access.Keys  // finds keys; nil where none is taken
	Login *access.Login // nil where nobody can log in
	Open  bool          // who has neither comes in too, and sees the shared materials
}

// Closed tells whether something is asked of who comes.
func (g Gate) Closed() bool { return !g.Open && g.Guarded() }

// Guarded tells whether keys or logins are known.
func (g Gate) Guarded() bool { return g.Keys != nil || g.Login != nil }

// enterTimeout bounds the look-up of a key.
const enterTimeout = 3 * time.Second

const localVisit = "visit"

// Visit is who a request comes from, and what they see.
type Visit struct {
	access.Principal
	View *View
	Span *trace.Span // of the request
}

// Enter lets those through who have one of the scopes. Where it has let nobody
// through, who and viewOf give nobody and the shared materials.
func (s *Core) Enter(scopes ...access.Scope) fiber.Handler {
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
		v := &Visit{Principal: p}
		c.Locals(localVisit, v)
		switch {
		case !p.May(scopes...) && p.ID == "":
			return s.turnAway(c, s.noEntry())
		case !p.May(scopes...):
			return problem.ErrForbidden
		case ambient && !s.SameSite(c):
			return problem.ErrForeignForm
		}
		if v.View, err = s.ViewFor(p.Collections); err != nil {
			return err
		}
		return c.Next()
	}
}

// Who is who a request comes from.
func Who(c *fiber.Ctx) access.Principal {
	if v, ok := c.Locals(localVisit).(*Visit); ok {
		return v.Principal
	}
	return access.Principal{}
}

// ViewOf is what the asker of a request sees.
func (s *Core) ViewOf(c *fiber.Ctx) *View {
	if v, ok := c.Locals(localVisit).(*Visit); ok && v.View != nil {
		return v.View
	}
	return s.Shared
}

// Visit gives what a request's answer needs, also after the request has ended.
func (s *Core) Visit(c *fiber.Ctx) Visit { return Visit{Who(c), s.ViewOf(c), spanOf(c)} }

// principal finds out who asks. ambient tells that a browser sent the proof of
// its own accord, as it does whatever page makes it ask. A key that is wrong is
// never taken for none.
func (s *Core) principal(c *fiber.Ctx) (p access.Principal, ambient bool, err error) {
	secret, ambient := givenSecret(c)
	if named := c.Query("key"); secret == "" && named != "" && s.Config.Gate.Keys != nil {
		if p, err = s.byKey(c, named); err == nil && p.Origin == "" {
			return access.Principal{}, false, problem.ErrKeyInAddress
		}
		return p, false, err
	}
	if secret != "" && s.Config.Gate.Keys != nil {
		p, err = s.byKey(c, secret)
		return p, ambient, err
	}
	if p, ok := s.BySession(c); ok {
		return p, true, nil
	}
	if s.Config.Gate.Open || !s.Config.Gate.Guarded() {
		return access.Anybody(), false, nil
	}
	return p, false, s.noEntry()
}

func (s *Core) byKey(c *fiber.Ctx, secret string) (access.Principal, error) {
	ctx, cancel := context.WithTimeout(s.Base, enterTimeout)
	defer cancel()
	p, err := s.Config.Gate.Keys.Find(ctx, secret)
	switch {
	case errors.Is(err, access.ErrNoKey):
		// Whoever tries keys is held to the allowance of pages.
		if err := s.Allow(c, s.Looks); err != nil {
			return p, err
		}
		return p, problem.ErrBadKey
	case err != nil:
		s.Log.Error("keys", "request_id", RequestID(c), "error", err.Error())
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
func (s *Core) turnAway(c *fiber.Ctx, err error) error {
	var p *problem.Error
	if !errors.As(err, &p) || p.Kind.Status != fiber.StatusUnauthorized {
		return err
	}
	if s.Config.Gate.Login != nil && WantsPage(c) && !errors.Is(p, problem.ErrBadKey) {
		return s.toLogin(c)
	}
	if s.Config.Gate.Login == nil && WantsPage(c) {
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="taskforce", charset="UTF-8"`)
	} else {
		c.Set(fiber.HeaderWWWAuthenticate, `Bearer realm="taskforce"`)
	}
	return err
}

// noEntry says what is missing of who is not let in.
func (s *Core) noEntry() *problem.Error {
	if s.Config.Gate.Login != nil {
		return problem.ErrNoLogin
	}
	return problem.ErrNoEntry
}

// SameSite tells whether a request that changes something comes from a page of
// this service. Browsers say so; programs, which send no cookie by themselves,
// need not.
func (s *Core) SameSite(c *fiber.Ctx) bool {
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
			err == nil && u.Host != "" && origin == s.Config.PublicURL || s.Config.Gate.Login != nil && origin == s.Config.Gate.Login.Origin()
	}
	return false
}

// Spend counts a question or a search in the quotas of the asker's key, and
// tells what is left.
func (s *Core) Spend(c *fiber.Ctx) error {
	uses, full := s.Count(Who(c), RequestID(c))
	if full != nil {
		uses = []limits.State{*full}
	}
	for _, u := range uses {
		c.Append("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", u.Name, u.Most, Seconds(u.Size)))
		c.Append("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", u.Name, u.Left, Seconds(u.Whole)))
	}
	if full == nil {
		return nil
	}
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(max(1, Seconds(full.Wait))))
	return UsedUp(full)
}

// Count counts a question or a search in the quotas of a key; full is the
// quota that is used up.
func (s *Core) Count(p access.Principal, requestID string) (uses []limits.State, full *limits.State) {
	if s.Config.Gate.Keys == nil || p.PerDay == 0 && p.PerMinute == 0 {
		return nil, nil
	}
	uses, full, err := s.Config.Gate.Keys.Count(s.Base, p)
	if err != nil { // the service is stopping
		s.Log.Warn("quota", "request_id", requestID, "error", err.Error())
		return nil, nil
	}
	return uses, full
}

// UsedUp is what is said of a quota that is used up.
func UsedUp(full *limits.State) error {
	if full.Name == access.QuotaDay {
		return problem.ErrDayUsed
	}
	return problem.ErrMinuteUsed
}

// Operator lets those through who may see the metrics: everybody where nothing
// is asked of who comes, else an administrator. Being on the same machine is no
// proof: a proxy there is too, and need not say for whom it asks.
func (s *Core) Operator(c *fiber.Ctx) error {
	if !s.Config.Gate.Closed() {
		return c.Next()
	}
	return s.Admin(c)
}

// FromHere turns away the form of another site's page, which would ask in the
// name of whoever looks at it. No page can bring a key with its form.
func (s *Core) FromHere(c *fiber.Ctx) error {
	if key, ambient := givenSecret(c); (key == "" || ambient) && !s.SameSite(c) {
		return problem.ErrForeignForm
	}
	return c.Next()
}

// by says in the log who asked: a key's ID, or that it was a login.
func by(c *fiber.Ctx) []slog.Attr {
	if id := Who(c).ID; id != "" {
		return []slog.Attr{slog.String("by", id)}
	}
	return nil
}
