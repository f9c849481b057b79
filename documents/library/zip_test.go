package library

import (
	"archive/zip"
	"bytes"
	"os"
	"testing"
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
