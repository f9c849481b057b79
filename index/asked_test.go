package index

import (
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// TestAsked finds a passage by a question that one of its sentences is known to
// answer, and says which one, in memory and from disk.
func TestAsked(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	lib := indextest.Library(t, "# Dyr\nDer er rent. Skålen er tom.", "# Andet\nTaget er rødt. Døren er blå.")
	lib.Documents[0].Asked = documents.Askings{{Sentence: "Skålen er tom.", Questions: []string{"har missen fået mad"}}}
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
	}
}
