package danish

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2025-06-12": "2025-06-12", "12. juni 2025": "2025-06-12", "juni 2025": "2025-06", "2025": "2025",
		"2025-06-12T09:00:00+02:00": "2025-06-12", "12-06-2025": "2025-06-12", "3.6.2025": "2025-06-03", "forår 2025": "forår 2025",
	} {
		if got := ISODate(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := KnownDate("1601-01-01T00:00:00Z") + KnownDate("i går") + KnownDate(""); got != "" {
		t.Errorf("took %q for a date", got)
	}
}

// TestMonthsAreOneList reads and writes every month, in both languages.
func TestMonthsAreOneList(t *testing.T) {
	for i, name := range monthNames {
		day := time.Date(2026, time.Month(i+1), 2, 0, 0, 0, 0, time.UTC)
		iso := day.Format(time.DateOnly)
		for _, text := range []string{WrittenDate(day), day.Format("2 January 2006"), day.Format("January 2, 2006")} {
			if got := ISODate(text); got != iso {
				t.Errorf("%s is read as %s", text, got)
			}
		}
		if Month(name) != i+1 {
			t.Errorf("%s is month %d", name, Month(name))
		}
	}
	if len(monthNames) != 12 {
		t.Errorf("%d months", len(monthNames))
	}
}
