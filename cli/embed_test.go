package cli

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/llm/llmtest"
	"github.com/digitaskforce/taskforce/service"
)

// TestKeepEmbedding lets the embedding model fail at first: a service asks
// again until it answers, and says so once.
func TestKeepEmbedding(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	model := llmtest.Handler()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= 3 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		model.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	log := &lines{}
	a := &service.App{Ctx: t.Context(), Stdout: io.Discard, Stderr: log}
	l := service.Holdings{NoMaterials: true, Documents: []string{folder(t, bicycles)}, Embedding: service.Embedding{EmbedURL: server.URL + "/v1", EmbedModel: "test"}}
	s, err := l.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.KeepEmbedding(ctx, time.Millisecond)
	if ctx.Err() != nil || asked.Load() < 4 || strings.Count(log.String(), "indlejringsmodellen svarer ikke") != 1 {
		t.Errorf("asked %d times, %v, log %q", asked.Load(), ctx.Err(), log)
	}
}
