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

// onlyNames tells whether the sentence only names something where the question
// does not ask for a name or a list; a piece of a heading is no list either.
func (c *claim) onlyNames() bool {
	switch {
	case c.item || c.v.Editor || c.v.Form == Name:
		return false
	case c.v.Form == List:
		return c.inHeading()
	}
	return danish.Fragment(c.v.Index, c.text, c.v.English)
}

// inHeading tells whether the sentence is a piece of several words of a
// source's heading or title.
func (c *claim) inHeading() bool {
	holds := func(h string) bool { return strings.Contains(danish.Letters(h), c.key) }
	return len(strings.Fields(c.text)) > 2 && slices.ContainsFunc(c.v.Sources, func(s Source) bool {
		return holds(s.Title) || slices.ContainsFunc(s.Section, holds)
	})
}
