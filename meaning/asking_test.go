package meaning

import (
	"context"
	"testing"
)

// TestQuestionsHaveNumbersOfTheirOwn holds the vector of a question against that
// by the model's numbers: its answer stands out further from a text on something else.
func TestQuestionsHaveNumbersOfTheirOwn(t *testing.T) {
	e := open(t)
	const question = "må jeg tage hunden med ind og spise"
	own, err := e.Query(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	model, err := e.encode(context.Background(), "query: ", question, asText)
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Passages(t.Context(), []string{"Dyr er ikke tilladt i kantinen.", "Kantinen holder åbent fra klokken 11."})
	if err != nil {
		t.Fatal(err)
	}
	lead := func(q []float32) float32 { return Similarity(q, p[0]) - Similarity(q, p[1]) }
	if lead(own) <= lead(model) {
		t.Errorf("the answer leads by %.3f, by the model's numbers by %.3f", lead(own), lead(model))
	}
	if _, err := asking([layers]layer{}, questionNumbers[:len(questionNumbers)-2]); err == nil {
		t.Error("numbers that are cut off are taken")
	}
}
