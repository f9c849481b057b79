package pages

import (
	"testing"

	"github.com/digitaskforce/taskforce/answer"
)

// TestCards tells once what a document is, and then only where in it.
func TestCards(t *testing.T) {
	texts, err := LoadTexts()
	if err != nil {
		t.Fatal(err)
	}
	law := func(n int, section ...string) answer.Source {
		return answer.Source{N: n, Document: "a", Title: "Lov om test", Kind: "lov", Publisher: "Folketinget", Section: section}
	}
	other := answer.Source{N: 3, Document: "b", Title: "En anden lov", Kind: "lov"}
	got := sourceViews(texts[LangDanish], []answer.Source{law(1, "Lov om", "§ 2"), law(2, "Lov om", "§ 3"), other, law(4)}, nil)
	for i, want := range []SourceView{
		{Title: "Lov om test", Where: "§ 2", Origin: "Lov · Folketinget", Use: "Bindende regler."},
		{Title: "§ 3", Where: "Samme dokument som kilde 1"},
		{Title: "En anden lov", Origin: "Lov"},
		{Title: "Lov om test", Where: "Samme dokument som kilde 1"},
	} {
		if g := got[i]; g.Title != want.Title || g.Where != want.Where || g.Origin != want.Origin || g.Use != want.Use {
			t.Errorf("card %d: %+v", i+1, g)
		}
	}
}
