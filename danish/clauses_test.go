package danish_test

import (
	"testing"

	"github.com/digitaskforce/taskforce/danish"
)

// TestFragment holds that a short sentence is one also where its verb looks
// like a noun, and that a heading is none.
func TestFragment(t *testing.T) {
	lex := danish.NewLexicon(func(string) bool { return false }, nil)
	for text, want := range map[string]bool{
		"Udvalget mødes månedligt undtagen i juli.": false,
		"Ordningen varer et halvt år.":              false,
		"Kravet står i bilaget.":                    false,
		"Svømmesale udlejes ikke til private.":      false,
		"Skriv til kommunen.":                       false,
		"Åbenhed og ansvar.":                        true,
		"Hegnet om haven.":                          true,
		"Naboen Lise Holm.":                         true,
	} {
		if got := danish.Fragment(lex, text, false); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}
