package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// scaledChance is chance as an embedder of which it is known what is usual.
type scaledChance struct{ chance }

func (scaledChance) Spread([]float32) (float64, float64) { return 0.1, 0.1 }

func (scaledChance) Elsewhere([]float32) float64 { return 0 }

// testSharedSentences compares the order by vectors, and how near each sentence
// comes to a question, here and there, over a third of the shipped materials, by
// seventy questions; all of the materials are asked in TestClusterAnswers. There what
// lies very near changes places.
func testSharedSentences(t *testing.T, open func() *Cluster) {
	all := shipped(t)
	lib := &documents.Library{Documents: all.Documents[:len(all.Documents)/3]}
	own := indexOf(t, lib, index.Options{Embedder: scaledChance{}})
	if err := own.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	there := embeddedIn(t, open(), scaledChance{}, lib)
	asked, same, passages, sentences := 0, 0, 0, 0
	for _, q := range questionsOf(t, "../../eval/testdata/questions-held.jsonl")[:70] {
		want := map[string][]float64{}
		here, hits := hitsOf(t, own, q), hitsOf(t, there, q)
		for _, h := range here {
			want[h.ID] = h.Meant
		}
		asked++
		if slices.EqualFunc(here, hits, func(a, b index.Hit) bool { return a.ID == b.ID }) {
			same++
		}
		for _, h := range hits {
			near, known := want[h.ID]
			if len(h.Meant) != len(h.Sentences()) || known && !slices.Equal(near, h.Meant) {
				t.Fatalf("%q, passage %s: %d sentences, as near as %v here, %v there", q, h.ID, len(h.Sentences()), near, h.Meant)
			}
			if known {
				passages, sentences = passages+1, sentences+len(near)
			}
		}
	}
	if passages < 450 || sentences < 3*passages {
		t.Errorf("%d sentences of %d passages were compared", sentences, passages)
	}
	if same < asked*94/100 {
		t.Errorf("%d of %d questions find the same in the same order", same, asked)
	}
}

// hitsOf are the ten best passages.
func hitsOf(t *testing.T, x *index.Index, question string) []index.Hit {
	t.Helper()
	_, hits, err := x.Find(t.Context(), question, nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// scaledMeanings is sharedMeanings as an embedder of which it is known what is usual.
type scaledMeanings struct{ *sharedMeanings }

func (scaledMeanings) Spread([]float32) (float64, float64) { return 0, 1 }

func (scaledMeanings) Elsewhere([]float32) float64 { return 0 }

const animals = "# Dyr\n## Hjemme\nVovsen sover i gangen. Missen drikker mælk.\n- Vovsen og missen spiser.\n## Ude\nVovsen løber."

// meantOf is how near the sentences of the passage that holds a text come to a question.
func meantOf(t *testing.T, x *index.Index, question, text string) []float64 {
	t.Helper()
	hits := hitsOf(t, x, question)
	i := slices.IndexFunc(hits, func(h index.Hit) bool { return strings.Contains(h.Text, text) })
	if i < 0 {
		t.Fatalf("%q finds no %q", question, text)
	}
	return hits[i].Meant
}

// testSharedSentencesKept begins with vectors as an earlier program left them,
// without those of sentences: only these are computed, once for all services.
// An index that is amended gets those of what was added, and they are removed
// with their passage.
func testSharedSentencesKept(t *testing.T, open func() *Cluster) {
	s, m := open(), newMeanings()
	lib := indextest.Library(t, animals)
	if got := meantOf(t, embeddedIn(t, s, m, lib), "kispus", "Missen"); got != nil {
		t.Fatalf("without a scale the sentences come as near as %v", got)
	}
	for i, computed := range []int64{4, 0} { // sentences, and none by the second service
		before := m.texts.Load()
		x := embeddedIn(t, open(), scaledMeanings{m}, lib)
		if n := m.texts.Load() - before; n != computed {
			t.Errorf("service %d computed %d texts, not %d", i, n, computed)
		}
		if near := meantOf(t, x, "kispus", "Missen"); len(near) != 3 || slices.Max(near) != near[1] || near[1] < 0.99 {
			t.Errorf("service %d: the sentences come as near as %v", i, near)
		}
	}
	testSentencesAmended(t, open, m)
	stored := func() int {
		n, err := s.client.Count(t.Context(), s.vectorsOf(m.Model()), vectorKey)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 {
		embeddedIn(t, open(), scaledMeanings{m}, indextest.Library(t, "# Andet\n## Andet\nMissen alene."))
		embeddedIn(t, open(), scaledMeanings{m}, indextest.Library(t, "# Andet\n## Andet\nVovsen alene."))
	}
	if n := stored(); n != 4 { // a text and its sentence, of two builds
		t.Errorf("%d documents of vectors are kept", n)
	}
}

func testSentencesAmended(t *testing.T, open func() *Cluster, m *sharedMeanings) {
	t.Helper()
	lib := &documents.Library{Documents: slices.Concat(indextest.Library(t, animals).Documents, bikes(t, 20).Documents[1:])}
	opt := index.Options{Shared: open(), AmendFrom: 1, Embedder: scaledMeanings{m}, Warn: t.Logf}
	x := indexOf(t, lib, opt)
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	changed := &documents.Library{Documents: slices.Clone(lib.Documents)}
	d := indextest.Library(t, "# Dyr\n## Hos naboen\nKatte klatrer. Hunde gør.").Documents[0]
	d.ID, d.Path = lib.Documents[3].ID, lib.Documents[3].Path
	changed.Documents[3] = d
	if err := x.Update(t.Context(), changed); err != nil || !x.Amended() {
		t.Fatal("it was built whole", err)
	}
	if near := meantOf(t, x, "kispus", "Missen"); len(near) != 3 {
		t.Errorf("before the new vectors are there: %v", near)
	}
	if near := meantOf(t, x, "hvad gør hunde", "gør"); near != nil {
		t.Errorf("sentences without vectors come as near as %v", near)
	}
	before := m.texts.Load()
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if n := m.texts.Load() - before; n != 3 {
		t.Errorf("%d texts were embedded for a piece and two sentences", n)
	}
	if near := meantOf(t, x, "hvad gør hunde", "gør"); len(near) != 2 || near[1] < 0.99 || near[0] > 0.01 {
		t.Errorf("the new sentences come as near as %v", near)
	}
}
