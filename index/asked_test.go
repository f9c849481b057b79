package index

import (
	"context"
	"slices"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// TestAsked finds a passage by a question that one of its sentences is known to
// answer, and says which one, in memory and from disk.
func TestAsked(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	lib := indextest.Library(t, "# Dyr\nDer er rent. Skålen er tom.", "# Andet\nTaget er rødt. Døren er blå.")
	lib.Documents[0].Asked = documents.Askings{{Sentence: "Skålen er tom.", Questions: []string{"har missen fået mad"}, Vain: []string{"hvem ejer vovsen"}}}
	lib.Documents[0].Info.Asked = lib.Documents[0].Asked.Hash()
	dir := t.TempDir()
	for _, opt := range []Options{{Embedder: m}, {Embedder: m, Dir: dir}, {Embedder: m, Dir: dir}} {
		x := testIndex(t, lib, opt)
		if err := x.Embed(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		_, hits, err := x.Find(t.Context(), "kispus", nil, 1)
		if err != nil || len(hits) != 1 || hits[0].Document != lib.Documents[0].ID {
			t.Fatalf("hits %+v, error %v", hits, err)
		}
		if a := hits[0].Answers; len(a) != 2 || a[0] != 0 || a[1] < 0.5 || len(hits[0].Meant) != 2 {
			t.Errorf("sentences come as near as %v, what they answer as %v", hits[0].Meant, a)
		}
		far := hits[0].Vain
		_, hits, err = x.Find(t.Context(), "Er der rent, og er skålen tom, køter?", nil, 1)
		if err != nil || len(hits) != 1 || hits[0].Vain < far+0.2 {
			t.Errorf("what is asked in vain comes as near as %v, and %.2f to another question, error %v", hits, far, err)
		}
	}
}

// TestAskedByWords finds a passage by words that stand in nothing but a question
// that it is known to answer, without vectors, and says which sentence answers it;
// more of the question's words find more, and nothing else is asked of another.
func TestAskedByWords(t *testing.T) {
	lib := indextest.Library(t, "# Dyr\nDer er rent. Skålen er tom.", "# Andet\nTaget er rødt. Missen sover på taget.")
	lib.Documents[0].Asked = documents.Askings{{Sentence: "Skålen er tom.", Questions: []string{"har missen fået mad", "er hunden sulten"}}}
	lib.Documents[0].Info.Asked = lib.Documents[0].Asked.Hash()
	dir := t.TempDir()
	for _, opt := range []Options{{}, {Dir: dir}, {Dir: dir}} {
		x := testIndex(t, lib, opt)
		_, hits, err := x.Find(t.Context(), "Er hunden meget sulten?", nil, 1)
		if err != nil || len(hits) != 1 || hits[0].Document != lib.Documents[0].ID || hits[0].Match.Asked <= 0 {
			t.Fatalf("hits %+v, error %v", hits, err)
		}
		if w := hits[0].Worded; len(w) != 2 || w[0] != 0 || w[1] < 0.4 {
			t.Errorf("questions of the sentences show %v of it", w)
		}
		_, hits, err = x.Find(t.Context(), "Hvor sover missen?", nil, 2)
		if err != nil || len(hits) != 2 || hits[0].Document != lib.Documents[1].ID || hits[0].Worded != nil {
			t.Errorf("hits %+v, error %v", hits, err)
		}
	}
}

// asker is an embedder that knows what is asked from what is said.
type asker struct {
	scaled
	asked []string
}

func (a *asker) Asked(ctx context.Context, questions []string) ([][]float32, error) {
	a.asked = append(a.asked, questions...)
	return a.Passages(ctx, questions)
}

// TestAskedIsEmbeddedAsAsked gives an embedder what is asked by itself, and each
// text once.
func TestAskedIsEmbeddedAsAsked(t *testing.T) {
	m := &asker{scaled: scaled{indextest.Meanings{Groups: []string{"missen kispus"}}}}
	lib := indextest.Library(t, "# Dyr\nDer er rent. Skålen er tom.")
	lib.Documents[0].Asked = documents.Askings{{Sentence: "Skålen er tom.", Questions: []string{"har missen fået mad", "Skålen er tom."}, Vain: []string{"hvor er katten"}}}
	lib.Documents[0].Info.Asked = lib.Documents[0].Asked.Hash()
	x := testIndex(t, lib, Options{Embedder: m})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	slices.Sort(m.asked)
	if want := []string{"Skålen er tom.", "har missen fået mad", "hvor er katten"}; !slices.Equal(m.asked, want) {
		t.Errorf("embedded as asked: %q", m.asked)
	}
}
