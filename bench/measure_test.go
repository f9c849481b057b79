package main

import (
	"context"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/eval"
)

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s: got %v, want %v", name, got, want)
	}
}

func TestFigures(t *testing.T) {
	var f figures
	f.add([]string{"a", "b", "c"}, map[string]bool{"a": true, "c": true})
	f.add([]string{"x", "y", "z", "a"}, map[string]bool{"a": true})
	f.add([]string{"x"}, map[string]bool{"a": true})
	f.add(nil, nil) // its evidence stands in no passage
	f = f.mean()
	near(t, "recall@1", f.recall1, 1./4)
	near(t, "recall@5", f.recall5, 2./4)
	near(t, "MRR", f.mrr10, (1+1./4)/4)
	best := 1 + 1/math.Log2(3)
	near(t, "nDCG", f.ndcg10, ((1+1/math.Log2(4))/best+1/math.Log2(5))/4)
}

func TestJudge(t *testing.T) {
	q := eval.Question{ID: "q", Evidence: []string{"data-beskyttelse, 20 pct."}}
	got := judge([]eval.Question{q}, []passage{
		{ID: "a", Text: "Om DATABESKYTTELSE\n20 pct af dem"},
		{ID: "b", Text: "Om beskyttelse"},
	})["q"]
	if !got["a"] || got["b"] {
		t.Errorf("got %v, want a alone", got)
	}
}

func TestGap(t *testing.T) {
	mean, low, high := gap([]float64{1, 1, 1, 0}, []float64{0.5, 1, 0, 0})
	near(t, "mean", mean, 1.5/4)
	if low > mean || high < mean || low == high {
		t.Errorf("bounds %v to %v around %v", low, high, mean)
	}
}

func TestFixedPassages(t *testing.T) {
	text := strings.TrimSpace(strings.Repeat("ord ", 150))
	lib := &documents.Library{Documents: []*documents.Document{{
		Info:   documents.Info{ID: "d"},
		Blocks: []documents.Block{{Kind: documents.Heading, Text: "En overskrift"}, {Kind: documents.Paragraph, Text: text}},
	}}}
	got := fixedPassages(lib)
	if len(got) != 2 || !strings.HasPrefix(got[0].Text, "En overskrift ord") {
		t.Fatalf("got %d passages, the first %q", len(got), got[0].Text)
	}
	if a, b := len(strings.Fields(got[0].Text)), len(strings.Fields(got[1].Text)); a != 100 || b != 52 {
		t.Errorf("got %d and %d words, want 100 and 52", a, b)
	}
}

func TestWholeDocuments(t *testing.T) {
	lib := &documents.Library{Documents: []*documents.Document{{
		Info: documents.Info{ID: "d", Title: "Takster"},
		Blocks: []documents.Block{
			{Kind: documents.Paragraph, Text: "Priser i 2026."}, {Kind: documents.Heading, Level: 2, Text: "Lån"},
			{Kind: documents.Item, Level: 1, Text: "bøger"}, {Kind: documents.Item, Level: 2, Text: "nye"},
			{Kind: documents.Row, Cells: []string{"Vare", "Pris"}, Head: true}, {Kind: documents.Row, Cells: []string{"Kort", "20 kr."}},
		},
	}}}
	want := "# Takster\n\nPriser i 2026.\n\n## Lån\n\n- bøger\n  - nye\n\n| Vare | Pris |\n| --- | --- |\n| Kort | 20 kr. |\n"
	if got := wholeDocuments(lib)[0].Text; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestGrow sees that a corpus is the beginning of a larger one, that its
// vocabulary grows as Heaps' law says, and that each passage stays one passage
// in the product.
func TestGrow(t *testing.T) {
	dir := t.TempDir()
	small, large := filepath.Join(dir, "small"), filepath.Join(dir, "large")
	for path, n := range map[string]int{small: 50, large: 4000} {
		if err := grow(context.Background(), path, n); err != nil {
			t.Fatal(err)
		}
	}
	few, err := readLines[passage](small)
	if err != nil {
		t.Fatal(err)
	}
	many, err := readLines[passage](large)
	if err != nil {
		t.Fatal(err)
	}
	for i := range few {
		if few[i].Text != many[i].Text {
			t.Fatalf("passage %d differs", i)
		}
	}
	growth := float64(vocabulary(many)) / float64(vocabulary(many[:1000]))
	if want := math.Pow(4, heaps); math.Abs(growth-want) > 0.25 {
		t.Errorf("four times the text has %.2f times the words, want about %.2f", growth, want)
	}
	if got := ownPassages(shippedLibrary(many)); len(got) != len(many) {
		t.Errorf("%d passages became %d", len(many), len(got))
	}
}

func vocabulary(passages []passage) int {
	seen := map[string]bool{}
	for _, p := range passages {
		for _, w := range words(p.Text) {
			seen[w] = true
		}
	}
	return len(seen)
}
