package index

import (
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// scaled is an embedder of which it is known what is usual.
type scaled struct{ indextest.Meanings }

func (*scaled) Spread([]float32) (float64, float64) { return 0, 1 }

func (*scaled) Elsewhere([]float32) float64 { return 0 }

const animals = "# Dyr\n## Hjemme\nVovsen sover i gangen. Missen drikker mælk.\n- Vovsen og missen spiser.\n## Ude\nVovsen løber."

// TestSentencesMeant asks how near each sentence of what is found comes to the
// question, before and after a document was added.
func TestSentencesMeant(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	lib := indextest.Library(t, animals)
	x := testIndex(t, lib, Options{Embedder: m})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		_, hits, err := x.Find(t.Context(), "kispus", nil, 3)
		if err != nil || len(hits) == 0 || len(hits[0].Meant) != len(hits[0].Sentences()) {
			t.Fatalf("hits %+v, error %v", hits, err)
		}
		near := hits[0].Meant
		if best := slices.Max(near); len(near) != 3 || near[1] != best || best < 0.99 || near[0] > 0.01 || near[2] < 0.6 || near[2] > 0.8 {
			t.Errorf("the sentences come as near as %.2f", near)
		}
	}
	check()
	more := indextest.Library(t, animals, "# Andet\nHunde gør.")
	if err := x.Update(t.Context(), more); err != nil {
		t.Fatal(err)
	}
	check()
	_, hits, err := x.Find(t.Context(), "Hvad gør hunde?", nil, 3)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(hits, func(h Hit) bool { return strings.Contains(h.Text, "Hunde") })
	if i < 0 || hits[i].Meant != nil {
		t.Errorf("the sentences without vectors: number %d of %+v", i, hits)
	}
}

// TestNearBySentences finds first the passage that has a sentence of the thing
// asked for alone, before one that is more about it as a whole.
func TestNearBySentences(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus", "sover hviler"}}}
	lib := indextest.Library(t, "# Dyr\nMissen sover hjemme.", "# Dyr\nMissen kom hjem. Vovsen sover hjemme.", "# Andet\nVovsen løber.")
	x := testIndex(t, lib, Options{Embedder: m})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, hits, err := x.Find(t.Context(), "kispus", nil, 2)
	if err != nil || len(hits) != 2 || !strings.Contains(hits[0].Text, "kom hjem") || !strings.Contains(hits[1].Text, "Missen sover") {
		t.Errorf("hits %+v, error %v", hits, err)
	}
}

// TestSentencesUnscaled embeds no sentence where a cosine by itself says nothing.
func TestSentencesUnscaled(t *testing.T) {
	m := &indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}
	lib := indextest.Library(t, animals)
	x := testIndex(t, lib, Options{Embedder: m})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, hits, err := x.Find(t.Context(), "kispus", nil, 3)
	if err != nil || len(hits) == 0 || hits[0].Meant != nil {
		t.Errorf("hits %+v, error %v", hits, err)
	}
	if m.Calls > 3 {
		t.Errorf("%d texts were embedded for two passages and a question", m.Calls)
	}
}

// TestSentences cuts a passage: its own heading, sources and what a document
// says of itself are no sentences.
func TestSentences(t *testing.T) {
	p := documents.Passage{Section: []string{"Frister"}, Text: "Frister\nKlag inden fire uger. Skriv til os.\n- Skema. Send det.\nKilde: [Loven](https://x)"}
	var got []documents.Sentence
	got = append(got, p.Sentences()...)
	want := []documents.Sentence{
		{Text: "Klag inden fire uger.", First: true}, {Text: "Skriv til os."},
		{Text: "Skema.", Line: 1, Listed: true, First: true}, {Text: "Send det.", Line: 1, Listed: true},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	p.Section = []string{"Om denne oversigt"}
	if got := p.Sentences(); got != nil {
		t.Errorf("of itself: %+v", got)
	}
}
