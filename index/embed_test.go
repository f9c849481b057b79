package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
