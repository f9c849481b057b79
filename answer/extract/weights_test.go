package extract

import "testing"

// TestBelongs tells a question that is hardly answered and comes no nearer to its
// hits than to passages on other things from one that stands out far, by each of the weights.
func TestBelongs(t *testing.T) {
	for name, w := range map[string]*weights{"words": &byWords, "meaning": &byMeaning, "asked": &byAsked} {
		e := &Extractor{weights: w}
		if e.Belongs(-2, 0, 0) >= w.strange || e.Belongs(0, 8, 0) < w.strange {
			t.Errorf("by %s: %.2f and %.2f, the bound is %.2f", name, e.Belongs(-2, 0, 0), e.Belongs(0, 8, 0), w.strange)
		}
	}
}
