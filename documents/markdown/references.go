package markdown

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/digitaskforce/taskforce/documents"
)

// sourceLine is the beginning of a paragraph that names its section's sources:
// "Kilde: ", and where the section is its editor's advice, what it is.
var sourceLine = regexp.MustCompile(`^Kilder?:\s*(?:vores (anbefaling|vurdering) på grundlag af\s+)?$`)

// paragraph adds a paragraph, with its links where it names sources alone.
func (m *markdownReader) paragraph(n ast.Node) error {
	b := documents.Block{Kind: documents.Paragraph, Text: m.inline(n)}
	if strings.HasPrefix(b.Text, "Kilde") {
		b.References, b.Advice = m.references(n)
	}
	return m.list.Add(b)
}

// references are the links of a paragraph in the form "Kilde: [title](url);
// [title](url)", nil where it has another form or an address is none of the web.
func (m *markdownReader) references(n ast.Node) (out []documents.Reference, advice string) {
	var before strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		link, isLink := c.(*ast.Link)
		switch text, plain := c.(*ast.Text); {
		case isLink && documents.WebAddress(string(link.Destination)) != "":
			title := documents.OneLine(documents.CleanText(m.inline(link)))
			out = append(out, documents.Reference{Title: title, URL: string(link.Destination)})
		case plain && out == nil:
			m.writeText(&before, text)
		case !plain || strings.Trim(string(text.Segment.Value(m.source)), "; .") != "":
			return nil, ""
		}
	}
	form := sourceLine.FindStringSubmatch(before.String())
	if form == nil {
		return nil, ""
	}
	return out, form[1]
}
