package meaning

import (
	"math"
	"testing"
)

// TestUsual reads what is usual, and holds the spread of a question against the
// cosines of each passage: a question on nothing stands out from none of them.
func TestUsual(t *testing.T) {
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if len(usualRecords)%RecordSize(width) != 0 {
		t.Fatalf("%d bytes", len(usualRecords))
	}
	q, err := e.Query(t.Context(), "Hvor lånes en cykel?")
	if err != nil {
		t.Fatal(err)
	}
	mean, deviation := e.Spread(q)
	if mean < 0.5 || mean > 0.75 || deviation < 0.005 || deviation > 0.05 {
		t.Errorf("mean %.3f, deviation %.3f", mean, deviation)
	}
	own, err := e.Passages(t.Context(), []string{"En cykel lånes i receptionen."})
	if err != nil {
		t.Fatal(err)
	}
	if far := (float64(Similarity(q, own[0])) - mean) / deviation; far < 3 || math.IsNaN(far) {
		t.Errorf("its answer stands out by %.1f deviations", far)
	}
}
