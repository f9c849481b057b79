package documents

import (
	"regexp"
	"slices"
	"strings"
)

// selfHeading is the heading under which an overview speaks of itself, and not
// of what it is about (docs/materials.md): "Om denne oversigt", "Om denne tjekliste".
var selfHeading = regexp.MustCompile(`(?i)^om denne \pL*(?:oversigt|liste)$`)

// OfItself tells whether what stands under these headings is what a document
// says of itself: it answers nothing, and nothing is carried by it.
func OfItself(section []string) bool {
	return slices.ContainsFunc(section, func(h string) bool { return selfHeading.MatchString(strings.Join(strings.Fields(h), " ")) })
}

// Self tells whether the passage is what its document says of itself.
func (p Passage) Self() bool { return OfItself(p.Section) }

// SourceLine begins the paragraph that names a section's source (docs/materials.md).
const SourceLine = "Kilde: "

// NamesSource tells whether a line of a passage only names the source of its
// section: it is nothing to quote, and no evidence.
func NamesSource(line string) bool { return strings.HasPrefix(line, SourceLine) }
