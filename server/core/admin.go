package core

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Admin lets those through who have the administrator's key: as a bearer's, as
// the password of a browser's login, under any name, or in the cookie of who
// has shown it on a page; and who may do so by their own key or login. Without
// any of these in the Config there is nothing here.
func (s *Core) Admin(c *fiber.Ctx) error {
	if !s.hasAdmin() {
		return problem.ErrNotFound
	}
	key, ambient := givenSecret(c)
	if key == "" {
		if key = s.passKey(c); key != "" {
			ambient = true
			c.Request().Header.Set(fiber.HeaderAuthorization, "Bearer "+key)
		}
	}
	if ambient && !s.SameSite(c) {
		return problem.ErrForeignForm
	}
	switch {
	case s.Config.AdminKey != "" && sameSecret(key, s.Config.AdminKey):
		c.Locals(localAll, true)
		return c.Next()
	case s.Config.Gate.Guarded():
		return s.Enter(access.Admin)(c)
	}
	c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="taskforce", charset="UTF-8"`)
	return problem.ErrNoKey
}

// hasAdmin tells whether anybody can be an administrator.
func (s *Core) hasAdmin() bool { return s.Config.AdminKey != "" || s.Config.Gate.Guarded() }

// localAll marks a request with the administrator's own key.
const localAll = "all"

// MayKeep tells whether who asks may change the documents of a collection, ""
// for the shared materials: with the administrator's key, every one; else its
// own, and the shared materials where it has none of its own.
func (s *Core) MayKeep(c *fiber.Ctx, collection string) bool {
	if all, _ := c.Locals(localAll).(bool); all {
		return true
	}
	own := Who(c).Collections
	if collection == "" {
		return len(own) == 0
	}
	return slices.Contains(own, collection)
}

// passCookie is the cookie of who has shown a key on a page, passTime how long it holds.
const (
	passCookie = "taskforce-admin"
	passTime   = 8 * time.Hour
)

// passKey is the key that somebody has shown on a page, "" for none.
func (s *Core) passKey(c *fiber.Ctx) string {
	return s.pass.Key(c.Cookies(passCookie), time.Now())
}

// GivePass lets who has shown a key come in again; "" takes the pass away.
func (s *Core) GivePass(c *fiber.Ctx, key string) error {
	cookie := &fiber.Cookie{Name: passCookie, Path: "/admin", HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		Secure: c.Protocol() == "https" || strings.HasPrefix(s.Config.PublicURL, "https://"), Expires: time.Unix(1, 0)}
	if key != "" {
		var err error
		if cookie.Value, err = s.pass.Give(key, time.Now().Add(passTime)); err != nil {
			return err
		}
		cookie.Expires, cookie.MaxAge = time.Time{}, int(passTime.Seconds())
	}
	c.Cookie(cookie)
	return nil
}

// Passed tells whether the browser of a request has shown a key before.
func (s *Core) Passed(c *fiber.Ctx) bool { return s.passKey(c) != "" }

// MostBrought is how many bytes a form with files may have.
func (s *Core) MostBrought() int64 {
	if s.Config.Uploads == nil {
		return 0
	}
	return 2*s.Config.Uploads.MaxFile() + 1<<20
}

// MayBring tells of the header of a request whether it comes from somebody who
// may bring a large file, before the file is read. What a key of the store may
// do is looked at later.
func (s *Core) MayBring(header string, cookie func(name string) string) bool {
	if s.Config.Uploads == nil {
		return false
	}
	key := givenKey(header)
	if key == "" {
		key = s.pass.Key(cookie(passCookie), time.Now())
	}
	if key != "" {
		return s.Config.Gate.Keys != nil || sameSecret(key, s.Config.AdminKey)
	}
	if s.Config.Gate.Login == nil {
		return false
	}
	p, err := s.Config.Gate.Login.Find(cookie(s.CookieName("session")))
	return err == nil && p.May(access.Admin)
}

// givenKey is the key of an Authorization header, "" where it holds none.
func givenKey(header string) string {
	scheme, rest, _ := strings.Cut(header, " ")
	switch strings.ToLower(scheme) {
	case "bearer":
		return strings.TrimSpace(rest)
	case "basic":
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
		if err != nil {
			return ""
		}
		_, password, _ := strings.Cut(string(raw), ":")
		return password
	}
	return ""
}

// sameSecret compares in a time that tells nothing of want, its length included.
func sameSecret(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}
