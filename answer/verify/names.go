package verify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// otherName tells whether the sentence names what its sources do not.
func (c *claim) otherName() bool {
	for i := range c.words {
		if c.name(i) && !slices.ContainsFunc(c.all, func(s *support) bool { return sameName(c.words[i], s.all) }) {
			return true
		}
	}
	return false
}

func sameName(w danish.Word, t danish.Terms) bool {
	return w.In(t) || w.Near(t) && (strings.ContainsAny(w.Raw, "-‑") || w.Common && len(danish.Translations(w.Text)) > 0)
}

// name tells whether the i-th word is a name: written with a capital inside
// the sentence, or at its start where no Danish word explains it or the
// sources write it so.
func (c *claim) name(i int) bool {
	w := c.words[i]
	if w.Value != "" || w.Stop || c.inQuote(w) || !capital(w.Raw) || roman.MatchString(w.Raw) && i > 0 {
		return false
	}
	if i > 0 && !strings.ContainsAny(c.text[min(c.words[i-1].End, len(c.text)):min(w.Start, len(c.text))], ".:!?") {
		return !(c.english && w.Common)
	}
	return !w.Common || acronym(w.Raw) || slices.ContainsFunc(c.all, func(s *support) bool { return s.names[w.Text] })
}

func acronym(raw string) bool { return len(raw) >= 2 && raw == strings.ToUpper(raw) }

func capital(raw string) bool {
	r, _ := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(r)
}
