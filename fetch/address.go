package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxAddress bounds the length of an address, in bytes.
const maxAddress = 2000

// Address reads a web address and writes it in one way: host in lower case and
// ASCII, no default port, no fragment, no dot segments, letters escaped. The
// error is an [Error] of kind Forbidden.
func Address(s string) (*url.URL, error) {
	return resolve(&url.URL{}, s)
}

// Resolve is Address for what stands in a page at base.
func Resolve(base *url.URL, s string) (*url.URL, error) { return resolve(base, s) }

func resolve(base *url.URL, s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if len(s) > maxAddress {
		return nil, forbidden(nil, "adressen er for lang")
	}
	u, err := base.Parse(s)
	if err != nil {
		return nil, forbidden(err, "adressen kan ikke læses; skriv den som https://vært/sti")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.Opaque != "" {
		return nil, forbidden(nil, "adressen skal begynde med http:// eller https://")
	}
	if u.User != nil {
		return nil, forbidden(nil, "adressen må ikke indeholde brugernavn eller adgangskode")
	}
	if u.Host, err = host(u); err != nil {
		return nil, forbidden(err, "værtens navn er ikke gyldigt")
	}
	u.Fragment, u.RawFragment, u.ForceQuery = "", "", false
	if u.Path == "" {
		u.Path = "/"
	}
	if !strings.Contains(strings.ToLower(u.RawPath), "%2f") {
		u.RawPath = "" // the path escaped in one way
	}
	u.RawQuery = escapeQuery(u.RawQuery)
	return u, nil
}

// host is an address's host with the port where it is not the scheme's own.
func host(u *url.URL) (string, error) {
	name := strings.ToLower(u.Hostname())
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	} else {
		ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(name, "."))
		if err != nil {
			return "", err
		}
		if name = ascii; name == "" {
			return "", errors.New("no host")
		}
	}
	port := u.Port()
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return name, nil
	}
	return name + ":" + port, nil
}

// escapeQuery escapes what may not stand in a query as it is.
func escapeQuery(q string) string {
	q = strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "\x7f", "%7F").Replace(q)
	return escapeLetters(q)
}

// escapeLetters escapes every byte that is not ASCII.
func escapeLetters(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] >= 0x80 {
			fmt.Fprintf(&b, "%%%02X", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
