package meaning

import (
	"math"
	"os"
	"strings"
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

// TestElsewhere holds the vectors of questions on other things against their
// texts: each is nearest to itself, and nearer than one on the materials' things.
func TestElsewhere(t *testing.T) {
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../tools/usual/elsewhere.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if n := len(elsewhereRecords) / RecordSize(width); n != len(lines) {
		t.Fatalf("%d vectors of %d questions (go run ./tools/usual)", n, len(lines))
	}
	near := func(question string) float64 {
		q, err := e.Query(t.Context(), question)
		if err != nil {
			t.Fatal(err)
		}
		return e.Elsewhere(q)
	}
	far := near("Hvornår skal en myndighed fortælle borgeren, at den bruger kunstig intelligens?")
	for i := 0; i < len(lines); i += len(lines) / 5 {
		q, err := e.Query(t.Context(), lines[i])
		if err != nil {
			t.Fatal(err)
		}
		own, err := e.Asked(t.Context(), lines[i:i+1])
		if err != nil {
			t.Fatal(err)
		}
		got, same := e.Elsewhere(q), 0.0
		for k, x := range q {
			same += float64(x) * float64(own[0][k])
		}
		if math.Abs(got-same) > 0.01 || got < far+0.1 {
			t.Errorf("%q comes as near as %.3f, to itself %.3f, and a question on the materials %.3f", lines[i], got, same, far)
		}
	}
}
