package danish

import (
	"strings"
	"testing"
)

// TestListsSayWhatTheyAre wants the head of each list: its purpose, and for
// those that are words alone its source.
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
		if !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s does not say what it is for", e.Name())
		}
		if len(listOf(e.Name())) == 0 {
			t.Errorf("%s is empty", e.Name())
		}
	}
}
