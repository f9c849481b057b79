package danish

import (
	"regexp"
	"strings"
	"testing"
)

var source = regexp.MustCompile(`(?m)^# (Source|Kilde): \S`)

// TestListsSayWhatTheyAre wants the head of each list: its purpose and its source.
func TestListsSayWhatTheyAre(t *testing.T) {
	entries, err := lists.ReadDir("words")
	if err != nil || len(entries) < 15 {
		t.Fatalf("%d lists, %v", len(entries), err)
	}
	for _, e := range entries {
		text, err := lists.ReadFile("words/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# ") || source.Match(text[:strings.IndexByte(string(text), '\n')]) {
			t.Errorf("%s does not say first what it is for", e.Name())
		}
		if !source.Match(text) {
			t.Errorf("%s does not say where it comes from", e.Name())
		}
		if len(listOf(e.Name())) == 0 {
			t.Errorf("%s is empty", e.Name())
		}
	}
}
