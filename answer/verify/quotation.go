package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// inSources tells whether a source that the sentence cites holds a text, letter
// by letter but for case, spaces and signs.
func (c *claim) inSources(text string) bool {
	key := danish.Letters(text)
	return slices.ContainsFunc(c.all, func(s *support) bool {
		return strings.Contains(s.key, key) || strings.Contains(s.units[len(s.units)-1].key, key)
	})
}

// misquotes tells whether words between quotation marks do not stand in the sources.
func (c *claim) misquotes() bool {
	return slices.ContainsFunc(danish.Quoted.FindAllStringSubmatch(c.text, -1), func(m []string) bool { return !c.inSources(m[1]) })
}

// address is that of a site or a mailbox.
var address = regexp.MustCompile(`(?i)[\p{L}\d._%+@-]*[\p{L}\d-]\.(?:dk|eu|com|org|net|io|gov|se|no|de|uk)(?:$|[^\p{L}\d])`)

// otherAddress tells whether the sentence gives an address that the sources do not.
func (c *claim) otherAddress() bool {
	return slices.ContainsFunc(address.FindAllString(c.text, -1), func(a string) bool { return !c.inSources(a) })
}
