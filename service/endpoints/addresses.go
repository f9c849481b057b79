package endpoints

import (
	"net/url"
	"regexp"
	"strings"
)

// Masked stands for a secret.
const Masked = "***"

// SecretNames are names of what is secret, in flags and in queries of addresses.
var SecretNames = regexp.MustCompile(`(?i)(key|pass|secret|token|credential|sig$)`)

// MaskAddress masks what is secret in an address; where it cannot be read as
// one, all that could be.
func MaskAddress(address string) string {
	scheme, rest, whole := strings.Cut(address, "://")
	if !whole {
		return address
	}
	u, err := url.Parse(address)
	if err != nil || strings.Contains(u.Path+u.RawQuery, "@") { // a password that should have been escaped
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			rest = Masked + rest[at:]
		}
		rest, _, _ = strings.Cut(rest, "?")
		return scheme + "://" + rest
	}
	before := ""
	if u.User != nil {
		before = maskUser(u)
	}
	u.User = nil
	_, after, _ := strings.Cut(maskQuery(u), "://")
	return scheme + "://" + before + after
}

// maskUser keeps the name of a database's user; that of a web address is
// often a token.
func maskUser(u *url.URL) string {
	_, has := u.User.Password()
	switch {
	case strings.HasPrefix(u.Scheme, "http"):
		return Masked + "@"
	case has:
		return url.User(u.User.Username()).String() + ":" + Masked + "@"
	}
	return u.User.String() + "@"
}

// maskQuery is an address without the secrets of its query and its fragment.
func maskQuery(u *url.URL) string {
	u.Fragment, u.RawFragment = "", ""
	parts := strings.Split(u.RawQuery, "&")
	for i, p := range parts {
		if name, _, has := strings.Cut(p, "="); has && SecretNames.MatchString(name) {
			parts[i] = name + "=" + Masked
		}
	}
	u.RawQuery = strings.Join(parts, "&")
	return u.String()
}
