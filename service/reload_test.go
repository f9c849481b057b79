package service

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestReloadWaitsForNoModel changes files while the embedding model hangs: they
// are taken in all the same, --data is free, and their vectors come when it
// answers.
func TestReloadWaitsForNoModel(t *testing.T) {
	hung, goOn := make(chan struct{}, 100), make(chan struct{})
	hang := make(chan struct{})
	model := llmtest.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
			hung <- struct{}{}
			<-goOn
		default:
		}
		model.ServeHTTP(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	await := func(what string, done func() bool) {
		t.Helper()
		for end := time.Now().Add(need.Patience); !done(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal(what)
			}
		}
	}
	write("a.md", "# Cykler\n\nEn cykel lånes i receptionen.\n")
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	flags := Holdings{NoMaterials: true, Documents: []string{dir}, Data: t.TempDir(), Embedding: Embedding{EmbedURL: server.URL + "/v1", EmbedModel: "test"}}
	s, err := flags.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	v := NewViews(a, flags, nil, &Reloaders{Log: slog.New(slog.DiscardHandler), Every: 50 * time.Millisecond})
	defer v.Close()
	release := sync.OnceFunc(func() { close(goOn) })
	defer release()
	v.Tend(s)
	embedded := func(documents int) bool {
		done, total := s.Index.Embedded()
		return len(s.Index.Documents()) == documents && total >= documents && done == total
	}
	await("the first file has no vectors", func() bool { return embedded(1) })

	close(hang)
	write("b.md", "# Katte\n\nEn kat må være på kontoret.\n")
	select {
	case <-hung:
	case <-time.After(need.Patience):
		t.Fatal("the model is not asked")
	}
	write("c.md", "# Hunde\n\nEn hund må ikke være i gården.\n")
	await("a file is not taken in while the model hangs", func() bool { return len(s.Index.Documents()) == 3 })
	unlock, err := flags.lock(a)
	if err != nil {
		t.Fatalf("--data is held while the model hangs: %v", err)
	}
	if unlock != nil {
		unlock()
	}
	release()
	await("the new files have no vectors", func() bool { return embedded(3) })
}
