package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
)

// TestBuiltWholeInTheBackground changes a document of a service: the change is
// found at once, and later the index on the disk is that of the changed documents.
func TestBuiltWholeInTheBackground(t *testing.T) {
	t.Parallel()
	docs, data := t.TempDir(), t.TempDir()
	write := func(n int, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(docs, fmt.Sprintf("plads-%d.md", n)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 40 {
		write(n, fmt.Sprintf("# Plads %d\n\nCykel nummer %d står i skuret.\n", n, n))
	}
	var log lockedText
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	s := opened(t, a, Holdings{Documents: []string{docs}, NoMaterials: true, Data: data, Embedding: Embedding{Meaning: "off"}})
	fresh := &Reloaders{Log: slog.New(slog.NewTextHandler(&log, nil)), Every: time.Second, Pause: 300 * time.Millisecond}
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { fresh.run(ctx, s) })
	finds := func(question, want string) {
		t.Helper()
		found := ""
		for end := time.Now().Add(need.Patience); !strings.Contains(found, want); time.Sleep(20 * time.Millisecond) {
			if _, hits, err := s.Index.Find(t.Context(), question, nil, 1); err == nil && len(hits) > 0 {
				found = hits[0].Text
			}
			if time.Now().After(end) {
				t.Fatalf("%s: found %q; log %s", question, found, log.String())
			}
		}
	}
	built := func(times int) {
		t.Helper()
		for end := time.Now().Add(need.Patience); strings.Count(log.String(), `msg="index built whole"`) < times; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("not built whole %d times; log %s", times, log.String())
			}
		}
	}
	for n, place := range []string{"kælderen", "haven"} {
		write(7, "# Plads 7\n\nCykel nummer 7 er flyttet til "+place+".\n")
		finds("hvor er cykel nummer 7", place)
		built(n + 1)
	}
	stop()
	running.Wait()
	again := opened(t, a, s.Flags)
	if again.Index.Amended() {
		t.Error("the index on the disk is that of the documents before the change")
	}
	if strings.Contains(log.String(), "level=ERROR") {
		t.Error(log.String())
	}
}

// opened opens an index that is amended however small it is.
func opened(t *testing.T, a *App, l Holdings) *Opened {
	t.Helper()
	sources, err := l.sources()
	if err != nil {
		t.Fatal(err)
	}
	s := &Opened{Flags: l, App: a, sources: sources}
	if err := l.read(a, true, []*Opened{s}); err != nil {
		t.Fatal(err)
	}
	opt, err := l.IndexOptions(a)
	if err != nil {
		t.Fatal(err)
	}
	opt.AmendFrom, opt.Alone = 1, true
	if s.Index, err = index.Build(t.Context(), s.library, opt); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// lockedText is a log that is read while it is written.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
