package index

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/materials"
)

// TestSpelling reads misspelt words as they are spelt, and leaves what is known, what
// may be a name, and other languages.
func TestSpelling(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# Cykler\n\n## Lån\n\nEn robot på Ærø låner cyklen ud i receptionen. Robotten ringer til Gunhild."), Options{})
	s := snapshotOf(t, x)
	for question, want := range map[string]string{
		"kan en robbot låne cyklen ud?":        "kan en robot låne cyklen ud?",
		"kan en robto låne cyklne ud":          "kan en robot låne cyklen ud",
		"hvor er recptionen, og hvem ringer":   "hvor er receptionen, og hvem ringer",
		"hvem er Gunild, og hvor ligger Ærøø?": "hvem er Gunild, og hvor ligger Ærøø?",
		"hvad er en xyzzyx":                    "hvad er en xyzzyx",
		"who lends the bicykle to the stafff":  "who lends the bicykle to the stafff",
		"hvad er en hund":                      "hvad er en hund",
		"":                                     "",
	} {
		q := s.Parse(t.Context(), question, nil)
		if q.Spelt != want || q.Text != question {
			t.Errorf("%q is read as %q of %q, not %q", question, q.Spelt, q.Text, want)
		}
	}
	q := s.Parse(t.Context(), "kan en robbot låne", nil)
	for _, c := range q.Concepts {
		if c.Word == "robbot" && (c.Fixed != "robot" || !c.Known) || c.Word == "robot" {
			t.Errorf("concept %+v", c)
		}
	}
}

// BenchmarkParse reads a question as it is spelt, misspelt, and one that is all
// words that nobody knows.
func BenchmarkParse(b *testing.B) {
	lib, err := library.ReadAll(b.Context(), []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		b.Fatal(err)
	}
	x := testIndex(b, lib, Options{})
	s := snapshotOf(b, x)
	for name, question := range map[string]string{
		"spelt":    "skal borgeren have at vide at en robot har skrevet brevet",
		"misspelt": "skal borgern have at vide at en robbot har skrvet brevvet",
		"unknown":  strings.Repeat("qwxzkjqwxzkjqwxzkjqwxzkj abcdefghqxz ", 20),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.Parse(b.Context(), question, nil)
			}
		})
	}
}
