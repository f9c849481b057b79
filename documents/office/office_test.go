package office

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// readParts is the document of a zipped file of the parts given.
func readParts(t *testing.T, read documents.ReadFunc, files map[string]string) *documents.Document {
	t.Helper()
	var data bytes.Buffer
	w := zip.NewWriter(&data)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	doc, err := read(t.Context(), documents.Input{Name: "fil", Data: data.Bytes(), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func readBody(t *testing.T, body, facts string) *documents.Document {
	t.Helper()
	return readParts(t, ReadDOCX, map[string]string{
		"word/document.xml": `<w:document xmlns:w="urn:w"><w:body>` + body + `</w:body></w:document>`,
		"docProps/app.xml":  `<Properties>` + facts + `</Properties>`,
	})
}

func texts(doc *documents.Document) string {
	var out []string
	for _, b := range doc.Blocks {
		text := b.Text
		if b.Kind == documents.Row {
			text = strings.Join(b.Cells, "/")
		}
		if b.Kind == documents.Heading {
			text = "# " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "|")
}

// TestSigns wants what fonts of signs show, not the numbers of it.
func TestSigns(t *testing.T) {
	sym := func(font, char string) string {
		return `<w:r><w:t xml:space="preserve"> </w:t><w:sym w:font="` + font + `" w:char="` + char + `"/></w:r>`
	}
	for body, want := range map[string]string{
		"<w:r><w:t>a</w:t></w:r>" + sym("Symbol", "F0B3") + sym("Symbol", "F061") + sym("Symbol", "F0A5") + sym("Symbol", "F0FE") + sym("Symbol", "F05E") + sym("Symbol", "00A3"):                  "a ≥ α ∞ ⎭ ⊥ ≤",
		sym("Wingdings", "F0A8") + sym("Wingdings", "F0FE") + sym("Wingdings", "F0FD") + sym("Wingdings", "F0FC") + sym("Wingdings", "F0E0") + sym("Wingdings", "F081") + sym("Wingdings", "F08A"): "☐ ☑ ☒ ✓ → ① ⑩",
		sym("Wingdings 2", "F050") + sym("Wingdings 2", "F0A3") + sym("Wingdings 2", "F06A") + sym("Webdings", "F061") + sym("Wingdings 3", "F022"):                                                "✓ ☐ ① ✓ →",
		sym("MS Gothic", "2610") + sym("Wingdings", "F04A"):                                                                               "☐ •",
		"<w:r><w:rPr><w:rFonts w:hAnsi=\"Symbol\"/></w:rPr><w:t>5\uf061\uf0b3\uf0204</w:t></w:r><w:r><w:t>\uf0b3</w:t></w:r>":             "5α≥ 4•",
		`<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar><w:t>Ja</w:t></w:r>`: "☒Ja",
		`<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar><w:t>Nej</w:t></w:r>`:            "☐Nej",
	} {
		doc := readBody(t, "<w:p>"+body+"</w:p>", "")
		if got := texts(doc); got != want || doc.Layer.Kept != doc.Layer.Words {
			t.Errorf("%s\ngot  %q\nwant %q, layer %+v", body, got, want, doc.Layer)
		}
	}
	odt := readParts(t, ReadODT, map[string]string{"content.xml": `<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:style="urn:s">
		<office:automatic-styles><style:style style:name="T1"><style:text-properties style:font-name="Symbol"/></style:style></office:automatic-styles>
		<office:body><text:p>mindst <text:span text:style-name="T1">` + "\uf0b3" + `</text:span> 5</text:p></office:body></office:document-content>`})
	if got := texts(odt); got != "mindst ≥ 5" {
		t.Errorf("ODT: %q", got)
	}
	pptx := readSlide1(t, `<p:sp><p:txBody><a:p><a:r><a:rPr><a:sym typeface="Wingdings"/></a:rPr><a:t>`+"\uf0e0"+` frist</a:t></a:r><a:r><a:rPr><a:sym typeface="Wingdings"/></a:rPr><a:t>à</a:t></a:r><a:r><a:t>à</a:t></a:r></a:p></p:txBody></p:sp>`)
	if got := texts(pptx); got != "→ frist→à" {
		t.Errorf("PPTX: %q", got)
	}
}

// readSlide1 is a presentation of one slide.
func readSlide1(t *testing.T, shapes string) *documents.Document {
	t.Helper()
	return readParts(t, ReadPPTX, map[string]string{
		"ppt/presentation.xml":            `<p:presentation xmlns:p="urn:p" xmlns:r="urn:r"><p:sldId r:id="r1"/></p:presentation>`,
		"ppt/_rels/presentation.xml.rels": `<Relationships><Relationship Id="r1" Type="x/slide" Target="slides/slide1.xml"/></Relationships>`,
		"ppt/slides/slide1.xml":           `<p:sld xmlns:p="urn:p" xmlns:a="urn:a">` + shapes + `</p:sld>`,
	})
}

// TestFramedRows wants rows to stay rows where a few hold a section.
func TestFramedRows(t *testing.T) {
	const heading = `<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Program</w:t></w:r></w:p>`
	p := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	row := func(cells ...string) string {
		return "<w:tr><w:tc>" + strings.Join(cells, "</w:tc><w:tc>") + "</w:tc></w:tr>"
	}
	for name, c := range map[string]struct{ rows, want string }{
		"over all columns": {row(`<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>`+heading+p("Mandag")) + row(p("Velkomst"), p("Kl. 9")) + row(p("Frokost"), p("Kl. 12")), "# Program|Mandag|Velkomst/Kl. 9|Frokost/Kl. 12"},
		"in between":       {row(p("Velkomst"), p("Kl. 9")) + row(heading+p("Tirsdag"), p("Kl. 10")) + row(p("Frokost"), p("Kl. 12")), "Velkomst/Kl. 9|Program Tirsdag/Kl. 10|Frokost/Kl. 12"},
		"a page's columns": {row(heading+p("Mandag"), p("Se også")), "# Program|Mandag|Se også"},
		"most rows":        {row(p("A"), heading+p("Mandag")) + row(p("B"), heading+p("Tirsdag")) + row(p("C"), p("D")), "A|# Program|Mandag|B|# Program|Tirsdag|C|D"},
	} {
		if got := texts(readBody(t, "<w:tbl>"+c.rows+"</w:tbl>", "")); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

// TestKnownPages wants no page where nobody counted them.
func TestKnownPages(t *testing.T) {
	p := "<w:p><w:r><w:t>" + strings.Repeat("Et ord følger et andet. ", 10) + "</w:t></w:r></w:p>"
	for name, c := range map[string]struct {
		body, facts string
		pages       int
	}{
		"one page":          {p, "<Pages>1</Pages><Words>50</Words>", 1},
		"more than a page":  {strings.Repeat(p, 40), "<Pages>1</Pages><Words>50</Words>", 0},
		"a page's end":      {p + `<w:p><w:r><w:br w:type="page"/></w:r></w:p>` + p, "<Pages>1</Pages>", 0},
		"a line's end":      {p + `<w:p><w:r><w:br/></w:r></w:p>`, "<Pages>1</Pages>", 1},
		"of a template":     {p, "<Pages>1</Pages><Words>0</Words>", 0},
		"shown and counted": {strings.Repeat(p, 40) + `<w:p><w:r><w:lastRenderedPageBreak/><w:t>Slut</w:t></w:r></w:p>`, "<Pages>1</Pages>", 2},
	} {
		doc := readBody(t, c.body, c.facts)
		if page := doc.Blocks[len(doc.Blocks)-1].Page; doc.Pages != c.pages || page != c.pages {
			t.Errorf("%s: %d pages, the last block on %d, want %d", name, doc.Pages, page, c.pages)
		}
	}
}

// TestRunningOfSlides wants dates, feet and numbers of slides to be told.
func TestRunningOfSlides(t *testing.T) {
	shape := func(kind, text string) string {
		return `<p:sp><p:nvPr><p:ph type="` + kind + `"/></p:nvPr><p:txBody><a:p>` + text + `</a:p></p:txBody></p:sp>`
	}
	run := func(s string) string { return "<a:r><a:t>" + s + "</a:t></a:r>" }
	pptx := readSlide1(t, shape("title", run("Budget"))+shape("body", run("Vi sparer"))+shape("ftr", run("Byrådet"))+shape("dt", `<a:fld type="datetime1"><a:t>1. maj</a:t></a:fld>`)+shape("sldNum", run("Side ")+`<a:fld type="slidenum"><a:t>7</a:t></a:fld>`))
	odp := readParts(t, ReadODP, map[string]string{"content.xml": `<o:body xmlns:o="urn:o" xmlns:draw="urn:d" xmlns:text="urn:t" xmlns:p="urn:p"><draw:page>` +
		`<draw:frame p:class="title"><draw:text-box><text:p>Budget</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Vi sparer</text:p></draw:text-box></draw:frame>` +
		`<draw:frame p:class="footer"><draw:text-box><text:p>Byrådet den 1. maj, side 7</text:p></draw:text-box></draw:frame></draw:page></o:body>`})
	for name, doc := range map[string]*documents.Document{"PPTX": pptx, "ODP": odp} {
		if got := texts(doc); got != "# Budget|Vi sparer" {
			t.Errorf("%s: %s", name, got)
		}
		if len(doc.Losses) != 1 || doc.Losses[0].Kind != documents.LostRunning || doc.Losses[0].Page != 1 || doc.Layer.Words-doc.Losses[0].Words != doc.Layer.Kept {
			t.Errorf("%s: losses %+v, layer %+v", name, doc.Losses, doc.Layer)
		}
	}
}
