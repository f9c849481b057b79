package tables

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestODS reads a sheet with numbers as English and Danish programs show them,
// merged and repeated cells, and what is hidden.
func TestODS(t *testing.T) {
	cell := func(kind, value, shown string) string {
		return `<table:table-cell office:value-type="` + kind + `" ` + value + `><text:p>` + shown + `</text:p></table:table-cell>`
	}
	content := `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s"><office:automatic-styles><style:style style:name="ta2"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Budget"><table:table-column table:number-columns-repeated="4"/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="16379"/>
<table:table-row>` + cell("string", "", "Post") + cell("string", "", "Beløb") + cell("string", "", "Frist") + cell("string", "", "Andel") + cell("string", "", "Intern") + `</table:table-row>
<table:table-row><table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>Løn<text:s/>m.m.</text:p><office:annotation><text:p>en bemærkning</text:p></office:annotation></table:table-cell>` + cell("currency", `office:value="1234.5"`, "EUR 1,234.50") + cell("date", `office:date-value="2026-05-14"`, "05/14/26") + cell("percentage", `office:value="0.715"`, "71.5%") + cell("string", "", "note") + `</table:table-row>
<table:table-row table:number-rows-repeated="2"><table:covered-table-cell/>` + cell("float", `office:value="2500"`, "2.500") + cell("date", `office:date-value="2026-05-01"`, "maj 2026") + cell("boolean", `office:boolean-value="true"`, "SAND") + `<table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:visibility="filter">` + cell("string", "", "filtreret") + `</table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
<table:table table:name="Kladde" table:style-name="ta2"><table:table-row>` + cell("string", "", "hemmeligt") + `</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>`
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	w, err := z.Create("content.xml")
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	doc, err := ReadODS(t.Context(), documents.Input{Data: file.Bytes(), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, b.Text+strings.Join(b.Cells, "|"))
	}
	want := []string{"Budget", "Post|Beløb|Frist|Andel|Celler", "Løn m.m.|EUR 1.234,50|14. maj 2026|71,5%|Budget!A2:D2", "Løn m.m.|2.500|maj 2026|ja|Budget!A3:D3", "|2.500|maj 2026|ja|Budget!B4:D4"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	told := ""
	for _, l := range doc.Losses {
		told += l.Text + "; "
	}
	if told != "skjulte rækker i arket Budget: filtreret; skjulte kolonner i arket Budget: Intern note; arket Kladde: hemmeligt; " {
		t.Errorf("told %q", told)
	}
}
