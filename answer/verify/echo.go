package verify

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// echoes tells whether the sentence is a question or only a heading of the
// sources: it answers nothing.
func (c *claim) echoes() bool {
	return strings.HasSuffix(c.text, "?") || slices.ContainsFunc(c.v.Sources, func(s Source) bool {
		return c.key == danish.Letters(s.Title) || slices.ContainsFunc(s.Section, func(h string) bool { return c.key == danish.Letters(h) })
	})
}
