package local

import (
	"strings"
	"sync"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
)

// TestDamagedPostings holds that a list that names a passage which the index does
// not have is an error.
func TestDamagedPostings(t *testing.T) {
	w, err := NewWriter("")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		if err := w.Add(t.Context(), documents.Passage{ID: id}, rank.Analysed{Joined: "havn"}); err != nil {
			t.Fatal(err)
		}
	}
	made, err := w.Finish(t.Context(), engine.Manifest{Count: 3, AvgTerms: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := made.(*embedded)
	defer e.Close()
	terms := []engine.Weighted{{Term: "havn", Weight: 1}}
	if got, err := e.Candidates(t.Context(), terms, 10); err != nil || len(got) != 3 {
		t.Fatalf("%d passages, %v", len(got), err)
	}
	e.scratch = sync.Pool{New: func() any { return &scores{of: make([]float32, 2)} }}
	if _, err := e.Candidates(t.Context(), terms, 10); err == nil || !strings.Contains(err.Error(), "document 2 of 2") {
		t.Errorf("got %v", err)
	}
}
