package danish

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// WrittenDate writes a day as in running text: "14. maj 2026".
func WrittenDate(day time.Time) string {
	return fmt.Sprintf("%d. %s %d", day.Day(), monthNames[day.Month()-1], day.Year())
}

// MonthName is a month as it stands in running text, "maj".
func MonthName(m time.Month) string { return monthNames[(m-1)%12] }

// WeekdayName is a day of the week as it stands in running text, "torsdag".
func WeekdayName(d time.Weekday) string {
	return [...]string{"søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"}[d%7]
}

var letters = regexp.MustCompile(`\p{L}+`)

// inNumbers writes the months of a date as numbers: "12. juni 2025" becomes
// "12. 06 2025".
func inNumbers(date string) string {
	return letters.ReplaceAllStringFunc(strings.ToLower(date), func(word string) string {
		if n := Month(word); n > 0 {
			return fmt.Sprintf("%02d", n)
		}
		return word
	})
}

// dateLayouts are the ways dates are written, with what is known of them.
var dateLayouts = []struct{ layout, iso string }{
	{"2006-01-02", "2006-01-02"},
	{"2006-1-2", "2006-01-02"},
	{"2006/01/02", "2006-01-02"},
	{"2006-01", "2006-01"},
	{"2006", "2006"},
	{"20060102", "2006-01-02"},
	{"2-1-2006", "2006-01-02"},
	{"2/1/2006", "2006-01-02"},
	{"2.1.2006", "2006-01-02"},
	{"2. 1 2006", "2006-01-02"},
	{"2 1 2006", "2006-01-02"},
	{"1 2006", "2006-01"},
	{"1 2, 2006", "2006-01-02"},
}

var timeOfDay = regexp.MustCompile(`[T ]\d{1,2}:\d{2}.*$`)

// ISODate writes a date as ISO 8601 where it is understood, else as it is:
// "12. juni 2025" becomes "2025-06-12", and "juni 2025" becomes "2025-06".
func ISODate(s string) string {
	s = strings.TrimSpace(s)
	plain := inNumbers(timeOfDay.ReplaceAllString(s, ""))
	for _, d := range dateLayouts {
		if t, err := time.Parse(d.layout, plain); err == nil && t.Year() > 1000 {
			return t.Format(d.iso)
		}
	}
	return s
}

// KnownDate is isoDate for dates that a program wrote: what is not understood,
// or lies before computers, is no date.
func KnownDate(s string) string {
	iso := ISODate(s)
	if _, err := time.Parse("2006", iso[:min(4, len(iso))]); err != nil || iso < "1985" || len(iso) > 10 {
		return ""
	}
	return iso
}
