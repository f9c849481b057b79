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
	a := &app{ctx: t.Context(), stdout: io.Discard, stderr: log}
	l := holdings{NoMaterials: true, Documents: []string{folder(t, bicycles)}, embedding: embedding{EmbedURL: server.URL + "/v1", EmbedModel: "test"}}
	s, err := l.open(a)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s.keepEmbedding(ctx, time.Millisecond)
	if ctx.Err() != nil || asked.Load() < 4 || strings.Count(log.String(), "indlejringsmodellen svarer ikke") != 1 {
		t.Errorf("asked %d times, %v, log %q", asked.Load(), ctx.Err(), log)
	}
}
