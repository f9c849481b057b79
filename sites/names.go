package sites

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is how long a file's name may be, in bytes, without its ending.
const maxName = 160

// nameFor makes the name of a page's file: the host's folder, and the path in
// small letters and digits. Where another page has it already, as taken says,
// a piece of the address's hash follows.
func nameFor(u *url.URL, ext string, taken map[string]bool) string {
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
	name := host + "/" + base + ext
	if len(base) <= maxName && !taken[name] {
		return name
	}
	sum := sha256.Sum256([]byte(u.String()))
	short := strings.ToValidUTF8(base[:min(len(base), maxName)], "")
	return host + "/" + short + "-" + hex.EncodeToString(sum[:4]) + ext
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
