package documents_test

import (
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestOfItself holds that an overview is told from what it is about: a section
// on a scheme, a law or a guide is no section on the text itself.
func TestOfItself(t *testing.T) {
	for heading, want := range map[string]bool{
		"Om denne oversigt": true, "Om denne tjekliste": true, "OM DENNE  OVERSIGT": true, "Om denne lovoversigt": true,
		"Om denne ordning": false, "Om denne lov": false, "Om oversigten": false, "Oversigt": false, "Om denne oversigt og dens brug": false,
	} {
		if got := (documents.Passage{Section: []string{"Regler", heading}}).Self(); got != want {
			t.Errorf("%s: got %v", heading, got)
		}
	}
	for line, want := range map[string]bool{"Kilde: FOB 05-578.": true, "- Kilde: x": false, "Kilden er åben.": false} {
		if got := documents.NamesSource(line); got != want {
			t.Errorf("%s: got %v", line, got)
		}
	}
}
