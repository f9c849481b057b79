package library

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// slugs hands out document IDs, each once.
type slugs map[string]bool

// next makes an ID from a document's path, with -2, -3, ... where it is taken.
func (s slugs) next(p string) string {
	base := slug(strings.TrimSuffix(p, path.Ext(p)))
	id := base
	for n := 2; s[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	s[id] = true
	return id
}

var danishLetters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "ä", "ae", "ö", "oe", "ü", "u", "ß", "ss", "§", "paragraf-")

// slug writes s with a-z, 0-9 and single hyphens between them.
func slug(s string) string {
	s = danishLetters.Replace(strings.ToLower(norm.NFC.String(s)))
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	if b.Len() == 0 {
		return "dokument"
	}
	return b.String()
}
