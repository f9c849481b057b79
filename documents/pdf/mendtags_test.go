package pdf

import (
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestMendTags leaves tagged headings that are none: items with a bullet, with
// the line that goes on, and bare numbers.
func TestMendTags(t *testing.T) {
	heading := func(element int, text string) pdfLine {
		return pdfLine{text: text, tag: tag{element: element, kind: documents.Heading, level: 2}}
	}
	lines := []pdfLine{heading(1, "1. Formål"), heading(2, "■ Anne Holm, direktør i"), heading(2, "Kommunen"), heading(3, "17"), heading(4, "3"), heading(4, "Frister")}
	mendTags(lines)
	for i, want := range []documents.Kind{documents.Heading, documents.Item, documents.Item, "", documents.Heading, documents.Heading} {
		if got := lines[i].tag.kind; got != want {
			t.Errorf("%q is %q, not %q", lines[i].text, got, want)
		}
	}
}
