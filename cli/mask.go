package cli

import (
	"net/url"
	"regexp"
	"strings"
)

// masked stands for a secret.
const masked = "***"

// secretNames are names of what is secret, in flags and in queries of addresses.
var secretNames = regexp.MustCompile(`(?i)(key|pass|secret|token|credential|sig$)`)

// mask is the value of a flag without what must not be shown: all of a secret,
// and of an address its password, or its user where that may be a token.
func mask(flag, value string) string {
	switch {
	case secretNames.MatchString(flag):
		return masked
	case strings.Contains(value, "://"):
		return maskAddress(value)
	case secrets[flag] && value != "sqlite":
		return masked // a database named in no form that is known
	}
	return value
}

// maskAddress masks what is secret in an address; where it cannot be read as
// one, all that could be.
func maskAddress(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	u, err := url.Parse(address)
	if err != nil || strings.Contains(u.Path+u.RawQuery, "@") { // a password that should have been escaped
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			rest = masked + rest[at:]
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
		return masked + "@"
	case has:
		return url.User(u.User.Username()).String() + ":" + masked + "@"
	}
	return u.User.String() + "@"
}

// maskQuery is an address without the secrets of its query and its fragment.
func maskQuery(u *url.URL) string {
	u.Fragment, u.RawFragment = "", ""
	parts := strings.Split(u.RawQuery, "&")
	for i, p := range parts {
		if name, _, has := strings.Cut(p, "="); has && secretNames.MatchString(name) {
			parts[i] = name + "=" + masked
		}
	}
	u.RawQuery = strings.Join(parts, "&")
	return u.String()
}
