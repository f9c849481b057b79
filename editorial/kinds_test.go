package editorial

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestFaultsHaveWords looks at the kinds of faults of answers, which readers of
// documents do not know.
func TestFaultsHaveWords(t *testing.T) {
	found := 0
	for _, k := range documents.FaultKinds() {
		if !strings.HasPrefix(k.Name(), "answer_") {
			continue
		}
		found++
		if da, en := k.Words(); da == "" || en == "" || da == en || strings.Count(da, "%") != strings.Count(en, "%") {
			t.Errorf("%s: %q and %q", k.Name(), da, en)
		}
	}
	if found < 20 {
		t.Errorf("found %d kinds only", found)
	}
}
