package library

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/pdf"
)

// fuzzLimits are low, so that a fuzzer can reach them.
func fuzzLimits() documents.Limits {
	return documents.Limits{TextBytes: 64 << 10, UnpackedBytes: 1 << 20, Time: 5 * time.Second}.OrDefault()
}

// checkReader holds a reader to what each promises: no panic, and either an
// error or clean text within the limits.
func checkReader(t *testing.T, name string, data []byte) {
	t.Helper()
	checkReaderIn(t.Context(), t, name, data)
}

func checkReaderIn(ctx context.Context, t *testing.T, name string, data []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	in := documents.Input{Name: "fuzz", Data: slices.Clone(data), Limits: fuzzLimits()}
	doc, err := readInput(ctx, formatNamed(name), in)
	if ctx.Err() != nil {
		t.Fatalf("took more than five seconds: %v", err)
	}
	if err != nil && (strings.Contains(documents.ReasonFor(err), "\n") || !utf8.ValidString(documents.ReasonFor(err))) {
		t.Fatalf("reason %q", documents.ReasonFor(err))
	}
	if doc == nil {
		return
	}
	if n := documents.BlockBytes(doc.Blocks); n > in.Limits.TextBytes {
		t.Fatalf("%d bytes of text", n)
	}
	for _, b := range doc.Blocks {
		checkBlock(t, b)
	}
}

func checkBlock(t *testing.T, b documents.Block) {
	t.Helper()
	for _, text := range append(b.Cells, b.Text) {
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\n\r\t\u00ad\ufffd") || documents.CleanText(text) != text {
			t.Fatalf("unclean text in %#v", b)
		}
		checkSeenText(t, text)
	}
	if b.Kind == documents.Heading && (b.Level < 1 || b.Level > 6) || b.Kind == documents.Item && b.Level < 1 || b.Page < 0 {
		t.Fatalf("level or page of %#v", b)
	}
	if (b.Kind == documents.Row) != (b.Text == "") {
		t.Fatalf("text of %#v", b)
	}
}

func seed(f *testing.F, pattern string) {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(names) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".txtar") {
			name = zipped(f, name)
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func FuzzMarkdown(f *testing.F) {
	seed(f, "markdown/*.md")
	f.Add([]byte("---\na: &a [*a]\n---\n- - - > 1. x\n\n|a|\n|-|\n|b|"))
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "markdown", data) })
}

func FuzzHTML(f *testing.F) {
	seed(f, "html/*.html")
	f.Add([]byte("<table><tr><td rowspan=200 colspan=50>x<td><li>y<dl><dt>z"))
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "html", data) })
}

func FuzzDOCX(f *testing.F) {
	seed(f, "office/*.docx")
	seed(f, "office/*.docx.txtar")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "docx", data) })
}

func FuzzPPTX(f *testing.F) {
	seed(f, "office/*.pptx.txtar")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "pptx", data) })
}

func FuzzODT(f *testing.F) {
	seed(f, "office/*.odt")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "odt", data) })
}

func FuzzODP(f *testing.F) {
	seed(f, "office/*.odp.txtar")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "odp", data) })
}

func FuzzXLSX(f *testing.F) {
	seed(f, "tables/*.xlsx.txtar")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "xlsx", data) })
}

// FuzzXLSXSheet changes the XML of a sheet.
func FuzzXLSXSheet(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="ZZ1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"><v>4e9</v></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		checkReader(t, "xlsx", zipOf(t, part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
			part{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`},
			part{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
			part{"xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`}))
	})
}

func FuzzCSV(f *testing.F) {
	seed(f, "tables/*.csv")
	f.Add([]byte("a;b\n\"x\ny\";\"\n\n;;;\n\xff"))
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "csv", data) })
}

func FuzzMail(f *testing.F) {
	seed(f, "mail/*.eml")
	f.Add([]byte("Subject: =?x?B?!!?=\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=a\n\n--a\n"))
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "mail", data) })
}

func FuzzEPUB(f *testing.F) {
	seed(f, "books/*.epub.txtar")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "epub", data) })
}

func FuzzText(f *testing.F) {
	seed(f, "../../plain/testdata/text/*.txt")
	f.Fuzz(func(t *testing.T, data []byte) { checkReader(t, "text", data) })
}

func FuzzPDF(f *testing.F) {
	seed(f, "../../pdf/testdata/pdf/*.pdf")
	ctx, closePDF := pdf.WithEngine(context.Background())
	f.Cleanup(closePDF)
	data, err := os.ReadFile("../pdf/testdata/pdf/chromium.pdf")
	if err != nil {
		f.Fatal(err)
	}
	// The engine takes seconds to start, which is no file's fault.
	if _, err := readInput(ctx, formatNamed("pdf"), documents.Input{Name: "fuzz", Data: data, Limits: fuzzLimits()}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkReaderIn(ctx, t, "pdf", data) })
}

// FuzzPPTXSlide changes the XML of a slide.
func FuzzPPTXSlide(f *testing.F) {
	f.Add(`<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:pPr lvl="3"/><a:r><a:t>x</a:t></a:r></a:p></p:txBody></p:sp>`)
	f.Add(`<p:graphicFrame><a:tbl><a:tr><a:tc gridSpan="3" rowSpan="2"><a:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>`)
	f.Fuzz(func(t *testing.T, shapes string) {
		const names = ` xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
		checkReader(t, "pptx", zipOf(t, part{"[Content_Types].xml", "<Types/>"},
			part{"ppt/presentation.xml", `<p:presentation` + names + `><p:sldIdLst><p:sldId r:id="rId1"/></p:sldIdLst></p:presentation>`},
			part{"ppt/_rels/presentation.xml.rels", `<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide" Target="slides/slide1.xml"/></Relationships>`},
			part{"ppt/slides/slide1.xml", `<p:sld` + names + `><p:cSld><p:spTree>` + shapes + `</p:spTree></p:cSld></p:sld>`}))
	})
}

// FuzzDOCXBody changes the XML itself, which FuzzDOCX can hardly reach past the
// checksums of the archive.
func FuzzDOCXBody(f *testing.F) {
	f.Add("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>")
	f.Add("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"3\"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>")
	f.Add("<w:p><w:txbxContent><w:tbl><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tbl></w:txbxContent></w:p><w:tc/><w:tr/>")
	f.Fuzz(func(t *testing.T, body string) { checkReader(t, "docx", docxOf(t, body)) })
}

// FuzzODFBody does the same for OpenDocument.
func FuzzODFBody(f *testing.F) {
	f.Add("<text:list><text:list-item><text:p>x<text:note><text:note-body><text:p>y</text:p></text:note-body></text:note></text:p></text:list-item></text:list>")
	f.Add("<table:table><table:table-row><table:table-cell table:number-columns-repeated=\"9\"><text:p>x</text:p></table:table-cell></table:table-row></table:table>")
	f.Fuzz(func(t *testing.T, body string) {
		content := `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b">` + body + `</office:document-content>`
		checkReader(t, "odt", zipOf(t, part{"mimetype", "application/vnd.oasis.opendocument.text"}, part{"content.xml", content}))
	})
}

// TestAbsurdMarkdown reads what a parser may stumble over in the time of
// ordinary files.
func TestAbsurdMarkdown(t *testing.T) {
	for what, text := range map[string]string{
		"quotes": strings.Repeat(">", 12_000) + " x", "lists": strings.Repeat("- ", 12_000) + "x",
		"numbers": strings.Repeat("1. ", 6_000) + "x", "emphasis": strings.Repeat("*a **b ", 6_000),
		"brackets": strings.Repeat("![", 12_000), "link lines": strings.Repeat("[a](\n", 6_000), "links": strings.Repeat("[a](", 6_000), "code": strings.Repeat("`a``b", 6_000),
		"html": strings.Repeat("<a b='", 6_000), "entities": strings.Repeat("&#x", 6_000), "pipes": strings.Repeat("|", 12_000) + "\n" + strings.Repeat("|-", 12_000),
		"comments": strings.Repeat("<!-- x ", 12_000), "many lines": strings.Repeat("a *b\n", 6_000), "references": strings.Repeat("[a]: b\n", 12_000),
		"quote lines": strings.Repeat("> a\n- b\n", 12_000), "deeper lists": deeperLists(300), "rows": "|a|b|\n|-|-|\n" + strings.Repeat("|c|d|\n", 12_000),
	} {
		t.Run(what, func(t *testing.T) {
			start := time.Now()
			in := documents.Input{Name: "a.md", Data: []byte("x " + text + "\n\n" + text), Limits: documents.Limits{}.OrDefault()}
			_, err := readInput(t.Context(), formatNamed("markdown"), in)
			if spent := time.Since(start); spent > 8*time.Second {
				t.Errorf("took %v (%v)", spent, err)
			}
		})
	}
}

func deeperLists(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i) + "- x\n")
	}
	return b.String()
}

func BenchmarkMarkdown(b *testing.B) {
	data, err := os.ReadFile("testdata/markdown/principper.md")
	if err != nil {
		b.Fatal(err)
	}
	benchmarkReader(b, "markdown", []byte(strings.Repeat(string(data[strings.Index(string(data), "# "):]), 50)))
}

func BenchmarkHTML(b *testing.B) {
	data, err := os.ReadFile("testdata/html/side.html")
	if err != nil {
		b.Fatal(err)
	}
	benchmarkReader(b, "html", data)
}

func BenchmarkDOCX(b *testing.B) {
	paragraph := `<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>Myndigheden vurderer, om løsningen lever op til kravene, før den tages i brug.</w:t></w:r></w:p>`
	benchmarkReader(b, "docx", docxOf(b, strings.Repeat(paragraph, 2000)))
}

func benchmarkReader(b *testing.B, name string, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	in := documents.Input{Name: "x", Data: data, Limits: documents.Limits{}.OrDefault()}
	for b.Loop() {
		if doc, err := readInput(b.Context(), formatNamed(name), in); err != nil || len(doc.Blocks) == 0 {
			b.Fatal(err)
		}
	}
}

// checkSeenText wants no invisible characters but white space.
func checkSeenText(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if danish.Invisible(r) && !strings.ContainsRune("\t\n\v\f\r\u0085", r) {
			t.Fatalf("%U in %+q", r, text)
		}
	}
}
