package index

import (
	"errors"
	"fmt"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/rank"
)

// sized gives documents of so many passages each, whose texts are their ordinals.
func sized(counts ...int) cutter {
	return func(i int) ([]documents.Passage, error) {
		from := 0
		for _, n := range counts[:i] {
			from += n
		}
		out := make([]documents.Passage, counts[i])
		for j := range out {
			out[j].Text = fmt.Sprint(from + j)
		}
		return out, nil
	}
}

func words(p documents.Passage) rank.Analysed {
	return rank.Analysed{Text: []danish.Term{{Text: p.Text}}}
}

func TestEachInOrder(t *testing.T) {
	for _, counts := range [][]int{{}, {0}, {3}, {0, chunk, 0, 1}, {chunk - 1, chunk + 1, 5}, {7, 3 * chunk, 0}} {
		cut := sized(counts...)
		c, err := learn(t.Context(), len(counts), 2, cut)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = c.each(t.Context(), cut, words, func(p documents.Passage, d rank.Analysed) error {
			if want := fmt.Sprint(n); p.Text != want || d.Text[0].Text != want {
				t.Fatalf("%v: got passage %s with the analysis of %s, want %s", counts, p.Text, d.Text[0].Text, want)
			}
			n++
			return nil
		})
		if err != nil || n != c.passages {
			t.Errorf("%v: got %d of %d passages, %v", counts, n, c.passages, err)
		}
	}
}

func TestEachEnds(t *testing.T) {
	errFull := errors.New("the disk is full")
	cut := sized(2*chunk, chunk, chunk, chunk)
	c, err := learn(t.Context(), 4, 2, cut)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.each(t.Context(), cut, words, func(documents.Passage, rank.Analysed) error { return errFull }); !errors.Is(err, errFull) {
		t.Errorf("a passage that cannot be written: got %v", err)
	}
	if err := c.each(t.Context(), sized(2*chunk, 1, chunk, chunk), words, func(documents.Passage, rank.Analysed) error { return nil }); err == nil {
		t.Error("a document that changed meanwhile gave no error")
	}
	broken := func(i int) ([]documents.Passage, error) { return nil, errFull }
	if _, err := learn(t.Context(), 4, 2, broken); !errors.Is(err, errFull) {
		t.Errorf("a document that cannot be read: got %v", err)
	}
}
