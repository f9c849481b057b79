package query

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestLately holds that of a long question the end is kept, in whole words.
func TestLately(t *testing.T) {
	long := strings.Repeat("en lang historie om færger, ", 40) + "må vi det"
	got := Lately(long)
	if n := utf8.RuneCountInString(got); n > lastRunes || n < lastRunes-20 || !strings.HasSuffix(got, "må vi det") || !strings.Contains(long, " "+got) {
		t.Errorf("got %d characters: %q", n, got)
	}
	if got := Lately("må\u200b vi det"); got != "må vi det" {
		t.Errorf("of a short question: %q", got)
	}
}
