package pages

import "testing"

// TestContinue joins a table that is cut over passages, and leaves the text after it.
func TestContinue(t *testing.T) {
	runs := Runs("Før.\nDato: 1. maj; Status: ny\nDato: 2. maj; Status: gammel", "", nil)
	left, taken := Continue(runs, "b", true, "Frister\nDato: 3. maj; Status: ny\n", "Frister")
	if !taken || left != "" {
		t.Fatalf("a passage of one row: %v, left %q", taken, left)
	}
	left, taken = Continue(runs, "c", false, "Dato: 4. maj; Status: ny\nDato: 5. maj; Status: ny\nEfter tabellen: intet.", "")
	if !taken || left != "Efter tabellen: intet." {
		t.Errorf("rows and text: %v, left %q", taken, left)
	}
	table := runs[len(runs)-1].Table
	if len(table.Rows) != 2 || len(table.More) != 2 || table.More[0].ID != "b" || !table.More[0].Marked || len(table.More[1].Rows) != 2 || table.More[1].Rows[1][0][0].Text != "5. maj" {
		t.Errorf("the table is %+v", table)
	}
	for text, before := range map[string][]Run{"Dato: 3. maj; Status: ny": Runs("Kun tekst.", "", nil), "Beløb: 7; Status: ny": runs, "": runs} {
		if left, taken := Continue(before, "d", false, text, ""); taken || left != text {
			t.Errorf("%q is taken for more of it", text)
		}
	}
}
