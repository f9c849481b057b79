package tables

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// rec is a record of an old workbook.
func rec(kind int, parts ...any) []byte {
	var body []byte
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			body = binary.LittleEndian.AppendUint16(body, uint16(p))
		case uint32:
			body = binary.LittleEndian.AppendUint32(body, p)
		case float64:
			body = binary.LittleEndian.AppendUint64(body, math.Float64bits(p))
		case string:
			body = append(body, p...)
		}
	}
	return append(binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(nil, uint16(kind)), uint16(len(body))), body...)
}

func join(parts ...[]byte) (out []byte) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// oldWorkbook is a file of two sheets, the other of them hidden.
func oldWorkbook() []byte {
	globals := func(first, second uint32) []byte {
		return join(rec(recBegin, 0x600, 5), rec(recFormat, 164, 10, "\x00\"EUR \"0.00"),
			rec(recStyle, 0, 0), rec(recStyle, 0, 164), rec(recStyle, 0, 14),
			rec(recSheet, first, "\x00\x00\x06\x00Budget"), rec(recSheet, second, "\x01\x00\x06\x00Kladde"),
			rec(recStrings, uint32(3), uint32(3), 4, "\x00Post", 4, "\x00Bel\xf8", 10, "\x01L\x00\xf8\x00n\x00"), rec(recContinue, "\x00ninger!"),
			rec(recEnd))
	}
	budget := join(rec(recBegin, 0x600, 0x10), rec(recColumns, 3, 3, 2000, 0, 1, 0), rec(recRow, 3, 0, 9, 0, 0, 0, 0x20, 0), rec(recRow, 5, 0, 9, 0, 0, 0, 0x21, 0),
		rec(recShared, 0, 0, 0, uint32(0)), rec(recShared, 0, 1, 0, uint32(1)), rec(recLabel, 0, 2, 0, 5, "\x00Frist"), rec(recLabel, 0, 3, 0, 6, "\x00Intern"),
		rec(recShared, 1, 0, 0, uint32(2)), rec(recNumber, 1, 1, 1, 1234.5), rec(recRK, 1, 2, 2, uint32(46156<<2|2)), rec(recLabel, 1, 3, 0, 4, "\x00note"),
		rec(recManyRK, 2, 1, 1, uint32(250<<2|3), 2, uint32(46157<<2|2), 2),
		rec(recLabel, 3, 0, 0, 6, "\x00skjult"),
		rec(recFormula, 4, 0, 0, "\x00\x00\x00\x00\x00\x00\xff\xff", 0, uint32(0)), rec(recResult, 5, "\x00I alt"), rec(recFormula, 4, 1, 1, 1237.0, 0, uint32(0)), rec(recTruth, 4, 2, 0, "\x01\x00"),
		rec(recLabel, 5, 0, 0, 6, "\x00foldet"),
		rec(recMerged, 1, 1, 2, 0, 0), rec(recEnd))
	draft := join(rec(recBegin, 0x600, 0x10), rec(recLabel, 0, 0, 0, 6, "\x00hemmel"), rec(recEnd))
	first := uint32(len(globals(0, 0)))
	return join(globals(first, first+uint32(len(budget))), budget, draft)
}

// TestXLS reads an old workbook: values of all kinds, formats, merged cells, and
// what is hidden.
func TestXLS(t *testing.T) {
	file := documentstest.Compound(documentstest.Stream{Path: "WORKBOOK", Data: oldWorkbook()})
	in := documents.Input{Data: file, Limits: documents.DefaultLimits()}
	doc, err := ReadXLS(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, strings.TrimSpace(b.Text+strings.Join(b.Cells, "|")))
	}
	want := []string{"Budget", "Post|Belø|Frist|Celler", "Lønninger!|EUR 1234,50|14. maj 2026|Budget!A2:C2", "Lønninger!|EUR 2,50|15. maj 2026|Budget!A3:C3", "I alt|EUR 1237,00|ja|Budget!A5:C5", "foldet|||Budget!A6"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	told := ""
	for _, l := range doc.Losses {
		told += l.Text + "; "
	}
	if told != "skjulte rækker i arket Budget: skjult; skjulte kolonner i arket Budget: Intern note; arket Kladde: hemmel; " {
		t.Errorf("told %q", told)
	}
	locked := append(join(rec(recBegin, 0x600, 5), rec(recLocked, 1)), oldWorkbook()...)
	in.Data = documentstest.Compound(documentstest.Stream{Path: "Workbook", Data: locked})
	if _, err := ReadXLS(t.Context(), in); err != documents.ErrEncrypted {
		t.Errorf("locked: %v", err)
	}
}

// FuzzXLS wants no stream of records to end the program.
func FuzzXLS(f *testing.F) {
	f.Add(oldWorkbook())
	f.Fuzz(func(t *testing.T, data []byte) {
		in := documents.Input{Data: documentstest.Compound(documentstest.Stream{Path: "Workbook", Data: data}), Limits: documents.DefaultLimits()}
		if doc, err := ReadXLS(t.Context(), in); doc == nil && err == nil {
			t.Error("neither document nor error")
		}
	})
}
