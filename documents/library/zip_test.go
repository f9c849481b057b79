package library

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// part is one entry of a zipped file.
type part struct{ name, content string }

func zipOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range parts {
		entry, err := w.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write([]byte(p.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// docxOf is a Word document with this body.
func docxOf(t testing.TB, body string, more ...part) []byte {
	t.Helper()
	document := `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`
	return zipOf(t, append([]part{{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", document}}, more...)...)
}

func writeFile(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestUnlabelled reads OpenDocument files without the entry that names their
// type, as some programs write them: the list of parts names it.
func TestUnlabelled(t *testing.T) {
	const sheet = `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Takster"><table:table-row><table:table-cell office:value-type="string"><text:p>Kørekort koster 280 kroner</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`
	const manifest = "\xef\xbb\xbf" + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.spreadsheet" manifest:full-path="/"/></manifest:manifest>`
	data := zipOf(t, part{"content.xml", sheet}, part{"META-INF/manifest.xml", manifest})
	doc, failure := Read(t.Context(), "takster.ods", data, Options{})
	if failure != nil || doc.Format != "ods" || !strings.Contains(documentstest.Text(doc.Blocks), "Kørekort koster 280 kroner") {
		t.Errorf("got %+v, %+v", doc, failure)
	}
	if doc, failure := Read(t.Context(), "andet.ods", zipOf(t, part{"content.xml", sheet}, part{"META-INF/manifest.xml", "<manifest/>"}), Options{}); doc != nil || failure == nil {
		t.Errorf("of an unknown type: %+v, %+v", doc, failure)
	}
}
