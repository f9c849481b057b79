package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index/indextest"
)

func TestEmbeddings(t *testing.T) {
	m := &indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}
	dir := t.TempDir()
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, VectorDir: dir})
	if err := x.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("by meaning: got %q", got)
	}
	calls := m.Calls
	again := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, VectorDir: dir})
	if err := again.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if m.Calls != calls {
		t.Errorf("%d vectors were computed again", m.Calls-calls)
	}
}

func TestEmbedderDown(t *testing.T) {
	var warned []string
	m := &indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, Warn: func(f string, a ...any) { warned = append(warned, fmt.Sprintf(f, a...)) }})
	if err := x.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	m.Fail = errors.New("connection refused")
	for range 3 {
		if got := first(t, x, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
			t.Errorf("with the embedder down: got %q", got)
		}
	}
	if len(warned) != 1 {
		t.Errorf("got %d warnings, want one: %q", len(warned), warned)
	}
	down := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m})
	if err := down.Embed(context.Background(), nil); !errors.Is(err, m.Fail) {
		t.Errorf("embedding with the embedder down: got error %v", err)
	}
	if got := first(t, down, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
		t.Errorf("down from the start: got %q", got)
	}
}

func TestDamagedVectors(t *testing.T) {
	m := &indextest.Meanings{Groups: []string{"vovsen køter", "missen kispus"}}
	dir := t.TempDir()
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, VectorDir: dir})
	if err := x.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.vectors"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	for size := int64(0); size < 40; size += 3 {
		if err := os.Truncate(files[0], size); err != nil {
			t.Fatal(err)
		}
		again := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, VectorDir: dir})
		if err := again.Embed(context.Background(), nil); err != nil {
			t.Fatalf("cut to %d bytes: %v", size, err)
		}
		if got := first(t, again, "kispus"); !strings.Contains(got, "Missen") {
			t.Errorf("cut to %d bytes: got %q", size, got)
		}
	}
}

// TestVectorsOneByOne lets searches go on while vectors come: each passage is
// found by meaning as soon as its vector is there, and one without keeps its
// place among them; who dies leaves what was computed.
func TestVectorsOneByOne(t *testing.T) {
	var text strings.Builder
	text.WriteString("# Dyr\n")
	for i := range 60 {
		fmt.Fprintf(&text, "## Dyr %d\nVovsen nummer %d sover.\n", i, i)
	}
	text.WriteString("## Katte\nMissen drikker mælk hver morgen.")
	lib := indextest.Library(t, text.String())
	dir := t.TempDir()
	dying := &dies{Meanings: indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}, after: 40}
	x := testIndex(t, lib, Options{Embedder: dying, VectorDir: dir})
	if err := x.Embed(t.Context(), nil); err == nil {
		t.Fatal("the embedder did not die")
	}
	done, total := x.Embedded()
	if done < 20 || done >= total || total != 61 {
		t.Fatalf("%d of %d passages have vectors", done, total)
	}
	if got := first(t, x, "Hvem drikker mælk?"); !strings.Contains(got, "Missen") {
		t.Errorf("a passage without a vector lost its place to %q", got)
	}
	next := &dies{Meanings: indextest.Meanings{Groups: dying.Groups}}
	again := testIndex(t, lib, Options{Embedder: next, VectorDir: dir})
	if err := again.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if next.Calls > total-done {
		t.Errorf("%d vectors were computed where %d were missing", next.Calls, total-done)
	}
	if got := first(t, again, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("by meaning: found %q", got)
	}
}

// dies is an embedder that fails after so many texts; 0 is never.
type dies struct {
	indextest.Meanings
	after int
}

func (d *dies) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	if d.after > 0 && d.Calls+len(texts) > d.after {
		return nil, errors.New("killed")
	}
	return d.Meanings.Passages(ctx, texts)
}

// TestQuestionInTime searches by words where the question's vector takes longer
// than it may, and does not take that for a failure.
func TestQuestionInTime(t *testing.T) {
	m := &slow{Meanings: indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, QueryWait: time.Second / 20, Warn: t.Errorf})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	m.slow = true
	if got := first(t, x, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
		t.Errorf("by words: found %q", got)
	}
	m.slow = false
	if got := first(t, x, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("in time again: found %q", got)
	}
}

// TestWaitOfASlowMachine waits for a question's vector where each takes longer
// than the wait that is asked for.
func TestWaitOfASlowMachine(t *testing.T) {
	m := &plodding{Meanings: indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, QueryWait: time.Millisecond, Warn: t.Errorf})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("found %q", got)
	}
}

// plodding is an embedder that takes 100 ms for a question.
type plodding struct{ indextest.Meanings }

func (p *plodding) Query(ctx context.Context, text string) ([]float32, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(100 * time.Millisecond):
		return p.Meanings.Query(ctx, text)
	}
}

// slow is an embedder that takes a question as long as it may.
type slow struct {
	indextest.Meanings
	slow bool
}

func (s *slow) Query(ctx context.Context, text string) ([]float32, error) {
	if s.slow {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return s.Meanings.Query(ctx, text)
}
