package sites

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a file's name may be, in bytes, without its ending.
const maxName = 160

// nameFor makes the name of a page's file: the host's folder, and the path in
// small letters and digits, with -2, -3, ... where the name is taken.
func nameFor(u *url.URL, ext string, taken func(name string) bool) string {
	host := plain(u.Host, ".")
	base := u.Path
	if e := path.Ext(base); strings.EqualFold(e, ext) || strings.EqualFold(e, ".html") || strings.EqualFold(e, ".htm") {
		base = strings.TrimSuffix(base, e)
	}
	if q, err := url.QueryUnescape(u.RawQuery); err == nil {
		base += " " + q
	}
	base = plain(base, "")
	if base == "" {
		base = "forside"
	}
	base = strings.ToValidUTF8(base[:min(len(base), maxName)], "")
	name := host + "/" + base + ext
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s/%s-%d%s", host, base, n, ext)
	}
	return name
}

// plain is text in small letters and digits with single hyphens between them;
// the runes of keep stay where they are not the first.
func plain(text, keep string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		kept := unicode.IsLetter(r) || unicode.IsDigit(r) || b.Len() > 0 && strings.ContainsRune(keep, r)
		if kept {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
		}
		gap = !kept
	}
	return b.String()
}
