package tables

import "testing"

// TestFormats wants numbers as a Danish reader of the sheet would write them.
func TestFormats(t *testing.T) {
	const day = 46156 // 14 May 2026, a Thursday
	for _, c := range []struct {
		code string
		n    float64
		want string
	}{
		{"General", 8000, "8000"},
		{"", 0.1 + 0.2, "0,3"},
		{"", -1.5, "-1,5"},
		{"", 12345678901234, "12345678901000"},
		{"0", 2.5, "3"},
		{"0.00", 2.675, "2,68"},
		{"0.00", 999.999, "1000,00"},
		{"#,##0", 2150000.5, "2.150.001"},
		{"#,##0", 0, "0"},
		{"#,##0", -1234, "-1.234"},
		{"#,###", 0, ""},
		{`"EUR "#,##0.00`, 1234.5, "EUR 1.234,50"},
		{`#,##0.00 "kr."`, -1234.5, "-1.234,50 kr."},
		{`_-* #,##0.00\ [$kr.-406]_-;\-* #,##0.00\ [$kr.-406]_-;_-* "-"??\ [$kr.-406]_-;_-@_-`, -12, "-12,00 kr. "},
		{`"Uge "0`, 12, "Uge 12"},
		{`"-"0`, 5, "-5"},
		{`0 "km"`, 12, "12 km"},
		{`0.0,, "mio. kr."`, 12_345_678, "12,3 mio. kr."},
		{`#,##0,`, 1_234_567, "1.235"},
		{"0%", 0.715, "72 %"},
		{"0.00%", 0.715, "71,50 %"},
		{"00000", 42, "00042"},
		{"00 00 00 00", 12345678, "12 34 56 78"},
		{"000000-0000", 101801234, "010180-1234"},
		{"0.##", 1.5, "1,5"},
		{"0.##", 2, "2"},
		{"# ?/?", 1.5, "1,5 "},
		{"0.00E+00", 123000, "123000"},
		{`0;"minus "0;"ingen"`, -3, "minus 3"},
		{`0;"minus "0;"ingen"`, 0, "ingen"},
		{`[Red][>=100]"over "0;[<0]"under "0;0`, 150, "over 150"},
		{`[Red][>=100]"over "0;[<0]"under "0;0`, -2, "under 2"},
		{`[Red][>=100]"over "0;[<0]"under "0;0`, 7, "7"},
		{"@", 42, "42"},
		{"mm-dd-yy", day, "14. maj 2026"},
		{"yyyy-mm-dd", day + 0.4, "14. maj 2026"},
		{`[$-406]d. mmmm yyyy;@`, day, "14. maj 2026"},
		{`dddd, d. mmmm yyyy`, day, "torsdag, 14. maj 2026"},
		{`dddd "den" d. mmmm yyyy`, day, "torsdag den 14. maj 2026"},
		{"mmmm yyyy", day, "maj 2026"},
		{"mmm-yy", day, "maj 2026"},
		{"mm/yyyy", day, "05/2026"},
		{"dddd", day, "torsdag"},
		{"d-mmm", day, "14. maj"},
		{"yyyy", day, "2026"},
		{"hh:mm", 0.40625, "09:45"},
		{"h:mm AM/PM", 0.75, "18:00 "},
		{"h:mm:ss", 0.999999, "0:00:00"},
		{"mm:ss.0", 0.0012345, "01:46,6"},
		{"[h]:mm", 1.5625, "37:30"},
		{"[h]:mm", 37.5 / 24, "37:30"},
		{"[mm]:ss", 1.0 / 24, "60:00"},
		{"m/d/yy h:mm", day + 0.375, "14. maj 2026 kl. 9.00"},
		{"m/d/yy h:mm", day, "14. maj 2026"},
		{`dd-mm-yyyy\ hh:mm:ss;@`, day + 0.375, "14. maj 2026 kl. 9.00.00"},
		{"yyyy-mm-dd", -5, "-5"},
		{"yyyy-mm-dd", 59, "28. februar 1900"},
		{"yyyy-mm-dd", 61, "1. marts 1900"},
	} {
		if got, shown := parseFormat(c.code).number(c.n, false); got != c.want || !shown {
			t.Errorf("%v as %s: got %q, want %q", c.n, c.code, got, c.want)
		}
	}
	if got, _ := parseFormat("yyyy-mm-dd").number(day-days1904, true); got != "14. maj 2026" {
		t.Errorf("counted from 1904: %q", got)
	}
	if got, shown := parseFormat(";;;").number(42, false); shown || got != "" {
		t.Errorf("hidden number: %q", got)
	}
	for code, want := range map[string]string{`"Nr. "@`: "Nr. 7a", "0.00": "7a", "": "7a", `0;-0;0;"<"@">"`: "<7a>"} {
		if got, _ := parseFormat(code).text("7a"); got != want {
			t.Errorf("text as %s: %q", code, got)
		}
	}
}

// FuzzFormat wants no code of a format to end the program.
func FuzzFormat(f *testing.F) {
	f.Add(`[>=100]#,##0.0,;"x"d. mmm yyyy hh:mm:ss.0`, 1.5)
	f.Add("[h", -1e308)
	f.Fuzz(func(_ *testing.T, code string, n float64) {
		p := parseFormat(code)
		p.number(n, true)
		p.text(code)
	})
}
