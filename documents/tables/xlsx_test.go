package tables

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// workbookOf is a workbook of one sheet.
func workbookOf(t *testing.T, sheet string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/s.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Ark" r:id="a"/></sheets></workbook>`,
		"xl/worksheets/s.xml":        sheet,
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestManyMerges wants a small file of many merged cells to stay small.
func TestManyMerges(t *testing.T) {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>Alle</v></c><c r="B1" t="str"><v>Mandag</v></c></row><row r="2"><c r="B2" t="str"><v>Tirsdag</v></c></row></sheetData><mergeCells>`)
	for i := range 100_000 {
		fmt.Fprintf(&sheet, `<mergeCell ref="A%d:A1048576"/>`, i%3+1)
	}
	sheet.WriteString(`</mergeCells></worksheet>`)
	data := workbookOf(t, sheet.String())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	doc, err := ReadXLSX(t.Context(), documents.Input{Data: data, Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 4<<20 {
		t.Errorf("%d bytes are kept of a file of %d", kept, len(data))
	}
	if got := doc.Blocks[2].Content(); got != "Alle Tirsdag Ark!A2:B2" {
		t.Errorf("second row: %q", got)
	}
	runtime.KeepAlive(doc)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ReadXLSX(ended, documents.Input{Data: data, Limits: documents.DefaultLimits()}); !errors.Is(err, context.Canceled) {
		t.Errorf("read after its end: %v", err)
	}
}

// TestWideSheet wants columns beyond those that are read to be told.
func TestWideSheet(t *testing.T) {
	sheet := `<worksheet><sheetData><row><c r="A1" t="str"><v>Først</v></c><c r="ZZZ1" t="str"><v>langt ude</v></c></row></sheetData></worksheet>`
	doc, err := ReadXLSX(t.Context(), documents.Input{Data: workbookOf(t, sheet), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Losses) != 1 || doc.Losses[0].Kind != documents.LostBeyond || doc.Losses[0].Words != 2 {
		t.Errorf("losses: %+v", doc.Losses)
	}
}

// TestFoldedRows wants rows and columns that an outline folds, which the sheet
// shows where to unfold, and not those that are hidden.
func TestFoldedRows(t *testing.T) {
	sheet := `<worksheet><cols><col min="2" max="2" hidden="1" outlineLevel="1"/><col min="3" max="3" hidden="1"/></cols><sheetData>` +
		`<row r="1"><c r="A1" t="str"><v>Liste</v></c><c r="B1" t="str"><v>Forklaring</v></c><c r="C1" t="str"><v>Internt</v></c></row>` +
		`<row r="2" hidden="1" outlineLevel="1"><c r="A2" t="str"><v>Foldet</v></c><c r="B2" t="str"><v>med tekst</v></c></row>` +
		`<row r="3" hidden="1"><c r="A3" t="str"><v>Skjult</v></c></row></sheetData></worksheet>`
	doc, err := ReadXLSX(t.Context(), documents.Input{Data: workbookOf(t, sheet), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.Blocks[len(doc.Blocks)-1].Content(); got != "Foldet med tekst Ark!A2:B2" {
		t.Errorf("folded row: %q", got)
	}
	if told := documents.LostWords(doc.Losses); told != 2 {
		t.Errorf("%d words are told as hidden: %+v", told, doc.Losses)
	}
}

// TestEscapedText wants the characters that a workbook writes as their numbers.
func TestEscapedText(t *testing.T) {
	sheet := `<worksheet><sheetData><row><c r="A1" t="str"><v>Fem år_x000D_ Fem_x0020_måneder a_x_b _x005F_x000D_</v></c></row></sheetData></worksheet>`
	doc, err := ReadXLSX(t.Context(), documents.Input{Data: workbookOf(t, sheet), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	if got := doc.Blocks[1].Content(); !strings.HasPrefix(got, "Fem år Fem måneder a_x_b _x000D_") {
		t.Errorf("got %q", got)
	}
}
