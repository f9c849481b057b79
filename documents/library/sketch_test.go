package library

import (
	"fmt"
	"math"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// textOf is a document of the words from one number to another.
func textOf(from, to int) *documents.Document {
	d := &documents.Document{}
	for i := from; i < to; i += 10 {
		text := ""
		for w := range 10 {
			text += fmt.Sprint("ord", i+w, " ")
		}
		d.Blocks = append(d.Blocks, documents.Block{Kind: documents.Paragraph, Text: text})
	}
	return d
}

// TestSketches wants long texts compared in little memory, nearly as if all of
// them was looked at.
func TestSketches(t *testing.T) {
	long := sketchOf(textOf(0, 200_000))
	if len(long.hashes) > maxSketch || cap(long.hashes) > 4*maxSketch {
		t.Errorf("%d hashes, room for %d", len(long.hashes), cap(long.hashes))
	}
	for _, c := range []struct {
		from, to int
		want     float64
	}{{0, 200_000, 1}, {100_000, 300_000, 0.5}, {200_000, 400_000, 0}, {1000, 3000, 1}, {199_000, 201_000, 0.5}} {
		if got := shared(long, sketchOf(textOf(c.from, c.to))); math.Abs(got-c.want) > 0.1 {
			t.Errorf("%d to %d: %.2f, want %.2f", c.from, c.to, got, c.want)
		}
	}
	if got := shared(sketchOf(textOf(0, 500)), sketchOf(textOf(0, 1000))); got != 1 {
		t.Errorf("short texts: %v", got)
	}
}
