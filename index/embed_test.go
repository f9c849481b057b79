package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// meanings is an embedder that knows which words mean the same: each text is
// the count of its words by meaning.
type meanings struct {
	groups []string // words of one meaning, separated by spaces
	calls  int
	fail   error
}

func (m *meanings) Name() string { return "meanings" }

func (m *meanings) EmbedPassages(_ context.Context, texts []string) ([][]float32, error) {
	if m.fail != nil {
		return nil, m.fail
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		m.calls++
		out[i] = make([]float32, len(m.groups))
		for _, w := range strings.Fields(strings.ToLower(t)) {
			for g, words := range m.groups {
				if strings.Contains(" "+words+" ", " "+strings.Trim(w, ".,?")+" ") {
					out[i][g]++
				}
			}
		}
	}
	return out, nil
}

func (m *meanings) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	v, err := m.EmbedPassages(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

const pets = "# Dyr\n## Hunde\nVovsen sover i kurven om natten.\n## Katte\nMissen drikker mælk hver morgen."

func TestEmbeddings(t *testing.T) {
	m := &meanings{groups: []string{"vovsen køter hunde", "missen kispus katte"}}
	dir := t.TempDir()
	x := testIndex(t, libraryOf(t, pets), Options{Embedder: m, VectorDir: dir})
	if err := x.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "kispus"); !strings.Contains(got, "Missen") {
		t.Errorf("by meaning: got %q", got)
	}
	calls := m.calls
	again := testIndex(t, libraryOf(t, pets), Options{Embedder: m, VectorDir: dir})
	if err := again.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if m.calls != calls {
		t.Errorf("%d vectors were computed again", m.calls-calls)
	}
}

func TestEmbedderDown(t *testing.T) {
	var warned []string
	m := &meanings{groups: []string{"vovsen køter", "missen kispus"}}
	x := testIndex(t, libraryOf(t, pets), Options{Embedder: m, Warn: func(f string, a ...any) { warned = append(warned, fmt.Sprintf(f, a...)) }})
	if err := x.Embed(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	m.fail = errors.New("connection refused")
	for range 3 {
		if got := first(t, x, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
			t.Errorf("with the embedder down: got %q", got)
		}
	}
	if len(warned) != 1 {
		t.Errorf("got %d warnings, want one: %q", len(warned), warned)
	}
	down := testIndex(t, libraryOf(t, pets), Options{Embedder: m})
	if err := down.Embed(context.Background(), nil); !errors.Is(err, m.fail) {
		t.Errorf("embedding with the embedder down: got error %v", err)
	}
	if got := first(t, down, "Hvor sover vovsen?"); !strings.Contains(got, "Vovsen") {
		t.Errorf("down from the start: got %q", got)
	}
}

func TestDamagedVectors(t *testing.T) {
	m := &meanings{groups: []string{"vovsen køter", "missen kispus"}}
	dir := t.TempDir()
	x := testIndex(t, libraryOf(t, pets), Options{Embedder: m, VectorDir: dir})
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
		again := testIndex(t, libraryOf(t, pets), Options{Embedder: m, VectorDir: dir})
		if err := again.Embed(context.Background(), nil); err != nil {
			t.Fatalf("cut to %d bytes: %v", size, err)
		}
		if got := first(t, again, "kispus"); !strings.Contains(got, "Missen") {
			t.Errorf("cut to %d bytes: got %q", size, got)
		}
	}
}
