package index

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/local"
)

// elsewhere is a shared index that keeps what it is given: the build in this
// process, and how vectors are to be computed.
type elsewhere struct {
	how   engine.Embedding
	store engine.VectorStore
}

func (e *elsewhere) Make(ctx context.Context, _ string, how engine.Making) (engine.Engine, engine.Manifest, error) {
	w, err := local.NewWriter("")
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	return how.Fill(ctx, w)
}

func (e *elsewhere) Open(context.Context, string) (engine.Engine, engine.Manifest, error) {
	return nil, engine.Manifest{}, engine.ErrNotBuilt
}

func (e *elsewhere) Embed(_ context.Context, _ engine.Engine, _ int, how engine.Embedding) (engine.VectorStore, error) {
	e.how = how
	return e.store, nil
}

// mute are vectors elsewhere that find the first passage, and tell nothing of sentences.
type mute struct{ asked int }

func (*mute) Size() int    { return 2 }
func (*mute) Has(int) bool { return true }

func (*mute) Nearest(ctx context.Context, e engine.Engine, _ []float32, _ int) ([]engine.Candidate, error) {
	records, err := e.Records(ctx, []int{0})
	if err != nil {
		return nil, err
	}
	return []engine.Candidate{{Score: 1, Record: records[0]}}, nil
}

func (m *mute) Closely(context.Context, []int, []documents.Passage, []float32) ([]engine.Closeness, error) {
	m.asked++
	return nil, engine.ErrUnavailable
}

// TestSentencesElsewhereFail finds passages without what is known of their
// sentences where that cannot be had, says so once and leaves it alone for a while.
func TestSentencesElsewhereFail(t *testing.T) {
	m, store := &scaled{indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}}, &mute{}
	var told []string
	x := testIndex(t, indextest.Library(t, animals), Options{Shared: &elsewhere{store: store}, Embedder: m,
		Warn: func(f string, a ...any) { told = append(told, fmt.Sprintf(f, a...)) }})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, hits, err := x.Find(t.Context(), "vovsen", nil, 3)
		if err != nil || len(hits) == 0 || hits[0].Meant != nil {
			t.Errorf("hits %+v, error %v", hits, err)
		}
	}
	if store.asked != 1 || len(told) != 1 || !strings.Contains(told[0], "OpenSearch med vektorerne") {
		t.Errorf("asked %d times, told %q", store.asked, told)
	}
}

// TestPremadeElsewhere computes no vectors for a shared index that were made
// beforehand, and those of sentences where they are wanted.
func TestPremadeElsewhere(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}}
	text := "Vovsen og missen."
	made := local.NewHalved(m.Model(), []float32{0.6, 0.8})
	made.Add(engine.KeyOf(text), []float32{0.6, 0.8})
	there := &elsewhere{store: &mute{}}
	x := testIndex(t, indextest.Library(t, animals), Options{Shared: there, Embedder: m, Vectors: made.File([]engine.TextKey{engine.KeyOf(text)})})
	told := func(done, total int) {
		if there := snapshotOf(t, x).Vectors() != nil; done != total || !there {
			t.Errorf("%d of %d vectors are said to be there, searched: %t", done, total, there)
		}
	}
	if err := x.Embed(t.Context(), told); err != nil {
		t.Fatal(err)
	}
	calls := m.Calls
	got, err := there.how.Passages(t.Context(), []string{"Missen.", text, "Vovsen."}, 0)
	if err != nil || len(got) != 3 || got[0][1] != 1 || got[2][0] != 1 || got[1][0] < 0.59 || got[1][0] > 0.61 || got[1][1] < 0.79 || m.Calls != calls+2 {
		t.Errorf("vectors %v, %v, of which %d were computed", got, err, m.Calls-calls)
	}
	if !there.how.Sentences {
		t.Error("no vectors of sentences are wanted")
	}
	s, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Release()
	if many := (&Snapshot{count: mostSentences + 1}); x.meansSentences(many) || !x.meansSentences(&Snapshot{count: mostSentences}) {
		t.Errorf("sentences of more than %d passages", mostSentences)
	}
	x.opt.Embedder = &indextest.Meanings{}
	if x.meansSentences(s) {
		t.Error("sentences by cosines without a scale")
	}
}
