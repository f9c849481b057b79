package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// sharedMeanings is an embedder for several services, which counts what it is
// asked for.
type sharedMeanings struct {
	indextest.Meanings
	name  string // "meanings" where empty
	texts atomic.Int64
	limit int64 // it fails after so many texts; 0 never
}

func (m *sharedMeanings) Model() string { return cmp.Or(m.name, m.Meanings.Model()) }

func (m *sharedMeanings) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	if n := m.texts.Add(int64(len(texts))); m.limit > 0 && n > m.limit {
		return nil, errors.New("the embedder died")
	}
	return (&indextest.Meanings{Groups: m.Groups}).Passages(ctx, texts)
}

func (m *sharedMeanings) Query(ctx context.Context, text string) ([]float32, error) {
	return (&indextest.Meanings{Groups: m.Groups}).Query(ctx, text)
}

func newMeanings() *sharedMeanings {
	return &sharedMeanings{Meanings: indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
}

// embeddedIn is an index with its vectors in the cluster.
func embeddedIn(t *testing.T, s *Cluster, m index.Embedder, lib *documents.Library) *index.Index {
	t.Helper()
	x := indexOf(t, lib, index.Options{Shared: s, Embedder: m, Warn: t.Logf})
	searched := func() bool {
		_, there := snapshotIn(t, x).Vectors().(*remoteVectors)
		return there
	}
	told := func(done, total int) {
		if done == total && !searched() {
			t.Errorf("%d of %d vectors are said to be there before they are searched", done, total)
		}
	}
	if err := x.Embed(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	if !searched() {
		t.Fatal("the vectors are not in the cluster")
	}
	return x
}

// testSharedVectors lets services share vectors, which are computed once, kept
// for unchanged texts and removed with the last build that holds the text.
func testSharedVectors(t *testing.T, open func() *Cluster) {
	s, m := open(), newMeanings()
	a := embeddedIn(t, s, m, indextest.Library(t, indextest.Pets))
	if got := bestOf(t, a, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("by meaning: found %q", got)
	}
	computed := m.texts.Load()
	b := embeddedIn(t, open(), m, indextest.Library(t, indextest.Pets))
	if got := bestOf(t, b, "køter"); !strings.Contains(got, "Vovsen") || m.texts.Load() != computed {
		t.Errorf("the second service found %q, %d texts were embedded again", got, m.texts.Load()-computed)
	}
	more := indextest.Library(t, indextest.Pets, "# Fugle\n## Måger\nMågen stjæler is.")
	c := embeddedIn(t, open(), m, more)
	if n := m.texts.Load() - computed; n != 1 {
		t.Errorf("%d texts were embedded for one new one", n)
	}
	for _, x := range []*index.Index{a, b, c} {
		if got := bestOf(t, x, "kispus"); !strings.Contains(got, "Missen") {
			t.Errorf("after a new build: found %q", got)
		}
	}
	other := newMeanings()
	other.name = "another model"
	embeddedIn(t, open(), other, more)
	vectors := func() int {
		all, err := s.client.Aliases(t.Context(), s.allVectors())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	if n := vectors(); n != 2 {
		t.Errorf("%d indexes of vectors for two models", n)
	}
	for range 2 {
		embeddedIn(t, open(), m, indextest.Library(t, "# Andet\n## Andet\nMissen alene."))
		embeddedIn(t, open(), m, indextest.Library(t, "# Andet\n## Andet\nVovsen alene."))
	}
	if n, err := s.client.Count(t.Context(), s.vectorsOf(m.Model()), vectorKey); err != nil || n != 2 {
		t.Errorf("%d vectors are kept, %v", n, err)
	}
	if n := vectors(); n != 1 {
		t.Errorf("%d indexes of vectors after the other model's last build", n)
	}
}

// testSharedVectorsResumed lets the embedder die, and another service go on.
func testSharedVectorsResumed(t *testing.T, open func() *Cluster) {
	var texts []string
	for i := range 20 {
		var b strings.Builder
		fmt.Fprintf(&b, "# Dyr %d\n", i)
		for j := range 40 {
			fmt.Fprintf(&b, "## Dyr %d-%d\nVovsen nummer %d-%d sover.\n", i, j, i, j)
		}
		texts = append(texts, b.String())
	}
	lib := indextest.Library(t, texts...)
	dying := newMeanings()
	dying.limit = 600
	x := indexOf(t, lib, index.Options{Shared: open(), Embedder: dying})
	if err := x.Embed(t.Context(), nil); err == nil || errors.Is(err, engine.ErrUnavailable) {
		t.Fatalf("embedding with a dead embedder: %v", err)
	}
	if got := bestOf(t, x, "vovsen"); !strings.Contains(got, "Vovsen") {
		t.Errorf("by words alone: found %q", got)
	}
	next := newMeanings()
	embeddedIn(t, open(), next, lib)
	if n := next.texts.Load(); n == 0 || n > 800-500 {
		t.Errorf("%d of %d texts were embedded by the second service", n, 800)
	}
}

// testSharedVectorsRanking compares the ranking by vectors here and there, of an
// embedder of which it is not known what is usual, over a part of the shipped
// materials; [testSharedSentences] compares that of one of which it is known, over
// all. The vectors are made by chance of the words, so that all passages differ.
func testSharedVectorsRanking(t *testing.T, open func() *Cluster) {
	lib := shipped(t)
	lib.Documents = lib.Documents[:6]
	m := chance{}
	own := indexOf(t, lib, index.Options{Embedder: m})
	if err := own.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	there := embeddedIn(t, open(), m, lib)
	asked, same := 0, 0
	for _, q := range questionsOf(t, "../../eval/testdata/questions-held.jsonl")[:60] {
		asked++
		if slices.Equal(found(t, own, q), found(t, there, q)) {
			same++
		}
	}
	if asked < 60 || same < asked*94/100 {
		t.Errorf("%d of %d questions find the same in the same order", same, asked)
	}
}

// chance is an embedder whose vectors are sums of a random one for each word.
type chance struct{}

func (chance) Model() string { return "chance" }

func (c chance) Query(_ context.Context, text string) ([]float32, error) {
	v := make([]float32, 64)
	for _, w := range strings.Fields(strings.ToLower(text)) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(w))
		r := rand.New(rand.NewPCG(h.Sum64(), 1))
		for i := range v {
			v[i] += float32(r.NormFloat64())
		}
	}
	return v, nil
}

func (c chance) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i], _ = c.Query(ctx, t)
	}
	return out, nil
}

// testSharedVectorsGone removes the vectors under an index, which goes on by
// words and says so once.
func testSharedVectorsGone(t *testing.T, open func() *Cluster) {
	s, m := open(), newMeanings()
	var told []string
	x := indexOf(t, indextest.Library(t, indextest.Pets), index.Options{Shared: s, Embedder: m, Warn: func(f string, a ...any) { told = append(told, fmt.Sprintf(f, a...)) }})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.client.DeleteIndex(t.Context(), s.vectorsOf(m.Model())); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got := bestOf(t, x, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
			t.Errorf("without vectors: found %q", got)
		}
	}
	if len(told) != 1 || !strings.Contains(told[0], "vektorerne") {
		t.Errorf("told %q", told)
	}
}
