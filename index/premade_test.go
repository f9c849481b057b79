package index

import (
	"context"
	"testing"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/local"
)

// elsewhere is a shared index that keeps what it is given: the build in this
// process, and how vectors are to be computed.
type elsewhere struct{ how engine.Embedding }

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

func (e *elsewhere) Embed(_ context.Context, _ engine.Engine, count int, how engine.Embedding) (engine.VectorStore, error) {
	e.how = how
	return local.NoVectors(count), nil
}

// TestPremadeElsewhere computes no vectors for a shared index that were made
// beforehand, and those of sentences where they are wanted.
func TestPremadeElsewhere(t *testing.T) {
	m := &scaled{indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}}
	text := "Vovsen og missen."
	made := local.OpenVectors("", m.Model())
	made.Add(engine.KeyOf(text), []float32{0.6, 0.8})
	there := &elsewhere{}
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
