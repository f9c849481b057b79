package meaning

import "testing"

// TestAsked compares a question with some that are asked: the nearest is the one
// that means the same, and stands out as an answer does; one on other things lies
// about where passages on other things do.
func TestAsked(t *testing.T) {
	if len(askedRecord) != 4*width {
		t.Fatalf("%d bytes", len(askedRecord))
	}
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	q, err := e.Query(t.Context(), "Hvor lånes en cykel?")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := e.Asked(t.Context(), []string{"kan jeg låne jeres cykler et sted", "hvornår holder byrådet møde"})
	if err != nil {
		t.Fatal(err)
	}
	mean, deviation := e.Spread(q)
	far := func(i int) float64 { return (float64(Similarity(q, asked[i])) - mean) / deviation }
	if far(0) < 3 || far(1) > 1 || far(1) < -8 {
		t.Errorf("they stand out by %.1f and %.1f deviations", far(0), far(1))
	}
}
