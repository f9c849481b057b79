package library

import (
	"testing"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestStyledLevels wants headings of annexes to have the level of their list
// that names their style, whatever level the style itself says.
func TestStyledLevels(t *testing.T) {
	const ns = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	style := func(id, based string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + id + `"/><w:basedOn w:val="` + based + `"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`
	}
	heading := func(id, name string) string {
		return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/></w:style>`
	}
	level := func(n, format, style, text string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:numFmt w:val="` + format + `"/><w:pStyle w:val="` + style + `"/><w:lvlText w:val="` + text + `"/></w:lvl>`
	}
	p := func(style, text string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	data := docxOf(t, p("Bilag1", "Felter")+p("Bilag1", "Eksempler")+p("Bilag2", "Titel")+p("Bilag2", "Resumé"),
		part{"word/styles.xml", `<w:styles` + ns + `>` + heading("H1", "heading 1") + heading("H2", "heading 2") + style("Bilag1", "H1") + style("Bilag2", "H2") + `</w:styles>`},
		part{"word/numbering.xml", `<w:numbering` + ns + `><w:abstractNum w:abstractNumId="7">` + level("0", "upperRoman", "Bilag1", "Bilag %1") + level("1", "decimal", "Bilag2", "%1.%2") +
			`</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>`})
	doc, failure := Read(t.Context(), "bilag.docx", data, Options{})
	if failure != nil {
		t.Fatal(failure)
	}
	const want = "h1 Bilag I Felter\nh1 Bilag II Eksempler\nh2 II.1 Titel\nh2 II.2 Resumé\n"
	if got := documentstest.Outline(doc.Blocks); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
