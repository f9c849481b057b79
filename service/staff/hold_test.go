package staff

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// late gives the vectors of questions after a while, once the machine is busy, and
// counts those that were waited for.
type late struct {
	indextest.Meanings
	busy  atomic.Bool
	given atomic.Int32
}

func (l *late) Query(ctx context.Context, text string) ([]float32, error) {
	if !l.busy.Load() {
		return l.Meanings.Query(ctx, text)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(50 * time.Millisecond):
		l.given.Add(1)
		return l.Meanings.Query(ctx, text)
	}
}

// TestVectorsAreWaitedFor asks what is asked again and again where a vector comes
// later than a reader waits for it.
func TestVectorsAreWaitedFor(t *testing.T) {
	embedder := &late{Meanings: indextest.Meanings{Groups: []string{"vovsen hund", "missen kat"}}}
	x, err := index.Build(t.Context(), indextest.Library(t, indextest.Pets), index.Options{Embedder: embedder, QueryWait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	embedder.busy.Store(true)
	eng := answer.New(answer.Config{Index: x})
	req := answer.Request{Question: "Hvor sover en hund?"}
	if _, err := eng.Ask(t.Context(), req, answer.Sink{}); err != nil || embedder.given.Load() > 0 {
		t.Fatalf("a reader waits for the vector: %v", err)
	}
	if _, err := askingOf(eng, 0)(t.Context(), req); err != nil || embedder.given.Load() == 0 {
		t.Errorf("the vector is not waited for: %v", err)
	}
}
