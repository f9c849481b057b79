package danish

import "testing"

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
