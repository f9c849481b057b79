package main

import (
	"testing"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// TestShippedVectors fails where the corpus was changed and its vectors were not.
func TestShippedVectors(t *testing.T) {
	texts, err := texts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[engine.TextKey]bool{}
	for _, text := range texts {
		wanted[engine.KeyOf(text)] = true
	}
	cache := local.OpenVectors("", e.Model())
	seen := map[engine.TextKey]bool{}
	if !cache.Take(materials.Vectors, wanted, seen) {
		t.Fatalf("vectors.bin is not whole, or of another model than %s; run go generate ./materials", e.Model())
	}
	for _, text := range texts {
		if !seen[engine.KeyOf(text)] {
			t.Errorf("no vector for %.60q…; run go generate ./materials", text)
		}
	}
	if len(seen) != len(wanted) {
		t.Errorf("%d vectors for %d texts; run go generate ./materials", len(seen), len(wanted))
	}
}
