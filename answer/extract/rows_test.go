package extract

import (
	"testing"

	"github.com/digitaskforce/taskforce/index/query"
)

// TestReadable says rows as sentences.
func TestReadable(t *testing.T) {
	for row, want := range map[string]string{
		"Materiale: Film; Lånetid: 14 dage":       "Film: lånetid 14 dage.",
		"Nr.: 7; Frist: 3 dage":                   "Nr. 7: frist 3 dage.",
		"Gruppe: 7; Frist: 3 dage; Gebyr: 20 kr.": "Gruppe 7: frist 3 dage; gebyr 20 kr.",
		"Paragraf: § 7; Emne: Vejledning; Hvad det betyder: Borgeren skal have et rigtigt svar af os": "§ 7 (emne Vejledning), hvad det betyder: Borgeren skal have et rigtigt svar af os.",
		"En sætning; den er ingen række.": "En sætning; den er ingen række.",
	} {
		if got := Readable(row); got != want {
			t.Errorf("%q is told as %q, not %q", row, got, want)
		}
	}
}

// TestNamedRow tells the row alone that the question names.
func TestNamedRow(t *testing.T) {
	e := &Extractor{q: &query.Query{Text: "Hvad er fristen for § 7?"}}
	for _, row := range []string{"Paragraf: § 7; Frist: 3 dage", "Paragraf: § 17; Frist: 4 dage", "Sag: Frist; Frist: 4 dage"} {
		e.Units = append(e.Units, unit{Text: row, Item: true, leadIn: -1})
	}
	if got := e.beside([]int{0, 1, 2}, 0); len(got) != 2 || got[1] != 2 {
		t.Errorf("beside the row of § 7 %v are told", got)
	}
	if got := e.beside([]int{0, 1}, 1); len(got) != 2 {
		t.Errorf("no row is named, and %v are told", got)
	}
}
