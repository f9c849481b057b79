package core

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Admin lets those through who have the administrator's key: as a bearer's, or
// as the password of a browser's login, under any name; and who may do so by
// their own key or login. Without any of these in the Config there is nothing here.
func (s *Core) Admin(c *fiber.Ctx) error {
	switch {
	case s.Config.AdminKey != "" && sameSecret(givenKey(c.Get(fiber.HeaderAuthorization)), s.Config.AdminKey):
		return c.Next()
	case s.Config.Gate.Guarded():
		return s.Enter(access.Admin)(c)
	case s.Config.AdminKey == "":
		return problem.ErrNotFound
	default:
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="taskforce", charset="UTF-8"`)
		return problem.ErrNoKey
	}
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
