package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
)

func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

func TestNewNeedsItsParts(t *testing.T) {
	if _, err := server.New(server.Config{Library: testShelf()}); err == nil {
		t.Error("a server without an Answerer was made")
	}
}

func TestChatJSON(t *testing.T) {
	var got answer.Request
	s := start(t, server.Config{Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		got = req
		return quote(ctx, req, sink)
	})})
	r := s.ask(t, `{"question":"  Hvad er målet?\n","history":[{"question":"Før","answer":"Svar"}],"later":1}`)
	if r.status != 200 || r.header.Get("Content-Type") != "application/json" {
		t.Fatalf("got %d %s: %s", r.status, r.header.Get("Content-Type"), r.body)
	}
	want := answer.Request{Question: "Hvad er målet?", History: []answer.Turn{{Question: "Før", Answer: "Svar"}}}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("request (-got +want):\n%s", diff)
	}
	full, _ := quote(t.Context(), want, answer.Sink{})
	if diff := cmp.Diff(decode[answer.Answer](t, r.body), *full); diff != "" {
		t.Errorf("answer (-got +want):\n%s", diff)
	}
	for _, key := range []string{`"refusal":""`, `"timings_ms":`, `"usage":`, `"withheld":`, `"sources":[1,2]`} {
		if !strings.Contains(r.body, key) {
			t.Errorf("no %s in %s", key, r.body)
		}
	}
}

func TestSearch(t *testing.T) {
	s := start(t, server.Config{})
	r := s.get(t, "/api/search?q=2030&k=1")
	got := decode[struct {
		Query string
		Hits  []server.Hit
	}](t, r.body)
	if got.Query != "2030" || len(got.Hits) != 1 || got.Hits[0].ID != "maalbillede-pdf-1" || got.Hits[0].Score != 1 {
		t.Errorf("got %s", r.body)
	}
	keys := decode[struct{ Hits []map[string]any }](t, r.body).Hits[0]
	for _, k := range []string{"id", "document", "title", "page", "section", "text", "score"} {
		if _, ok := keys[k]; !ok {
			t.Errorf("a hit has no %q: %s", k, r.body)
		}
	}
	if r := s.get(t, "/api/search?q=findesikke"); r.body != `{"hits":[],"query":"findesikke"}` {
		t.Errorf("no hits: got %s", r.body)
	}
}

func TestDocumentsAPI(t *testing.T) {
	lib := testShelf()
	lib.failures = []documents.Failure{{Path: "itu.pdf", Reason: "Filen kan ikke læses."}}
	got := decode[struct {
		Documents []documents.Info
		Failures  []documents.Failure
	}](t, start(t, server.Config{Library: lib}).get(t, "/api/documents").body)
	if diff := cmp.Diff(got.Documents, lib.docs); diff != "" {
		t.Errorf("documents (-got +want):\n%s", diff)
	}
	if diff := cmp.Diff(got.Failures, lib.failures); diff != "" {
		t.Errorf("failures (-got +want):\n%s", diff)
	}
	lib.failures = []documents.Failure{documents.NewFailure("tom.pdf", documents.ErrEmpty), {Path: "itu.pdf", Reason: "Filen kan ikke læses."}}
	s := start(t, server.Config{Library: lib})
	contains(t, s.get(t, "/api/documents").body, `{"path":"tom.pdf","reason":"filen er tom; læg en fil med indhold i stedet"}`)
	contains(t, s.get(t, "/api/documents?lang=en").body, `{"path":"tom.pdf","reason":"the file is empty; bring one with content instead"}`,
		`{"path":"itu.pdf","reason":"Filen kan ikke læses."}`) // kept by a program that knew the Danish only
	if r := start(t, server.Config{Library: &shelf{}}).get(t, "/api/documents"); r.body != `{"documents":[],"failures":[]}` {
		t.Errorf("empty library: got %s", r.body)
	}
}

// TestManyDocuments lists more documents than one reply or page holds.
func TestManyDocuments(t *testing.T) {
	lib := &shelf{}
	for i := range 10_600 {
		lib.docs = append(lib.docs, documents.Info{ID: fmt.Sprint("d", i), Title: fmt.Sprint("Notat ", i)})
	}
	s := start(t, server.Config{Library: lib})
	type reply struct {
		Documents []documents.Info
		Next      int
	}
	all, from := []documents.Info{}, 0
	for range 2 {
		got := decode[reply](t, s.get(t, fmt.Sprint("/api/documents?from=", from)).body)
		all, from = append(all, got.Documents...), got.Next
	}
	if diff := cmp.Diff(all, lib.docs); diff != "" || from != 0 {
		t.Errorf("next %d, documents (-got +want):\n%s", from, diff)
	}
	if got := decode[reply](t, s.get(t, "/api/documents?from=20000").body); len(got.Documents) != 0 || got.Next != 0 {
		t.Errorf("beyond the end: %+v", got)
	}
	for _, from := range []string{"x", "-1", ""} {
		if r := s.get(t, "/api/documents?from="+from); r.status != 400 {
			t.Errorf("from %q: %d", from, r.status)
		}
	}
	first, second := s.page(t, "GET", "/documents", "", 200), s.get(t, "/documents?from=500&lang=en").body
	contains(t, first, `Notat 499<`, `href="/documents?from=500" rel="next"`)
	contains(t, second, `Notat 500<`, `rel="prev">Previous documents`, `from=1000`)
	if strings.Contains(first, "rel=\"prev\"") || strings.Contains(first, "Notat 500<") || strings.Contains(s.page(t, "GET", "/documents?from=10500", "", 200), "rel=\"next\"") {
		t.Error("a page shows what belongs to another")
	}
}

func TestHealth(t *testing.T) {
	lib := testShelf()
	s := start(t, server.Config{Library: lib, Version: "v1"})
	if r := s.get(t, "/healthz"); r.status != 200 || r.body != `{"documents":3,"model":"none","status":"ok","version":"v1"}` {
		t.Errorf("healthz: got %d %s", r.status, r.body)
	}
	failing := start(t, server.Config{Library: lib, Model: func() string { return "failing" }})
	if r := failing.get(t, "/healthz"); r.status != 200 || !strings.Contains(r.body, `"model":"failing","status":"ok"`) {
		t.Errorf("healthz with a failing model: got %d %s", r.status, r.body)
	}
	if r := s.get(t, "/readyz"); r.status != 200 {
		t.Errorf("readyz: got %d", r.status)
	}
	lib.broken = errors.New("indekset på /var/lib er itu")
	r := s.get(t, "/healthz")
	if r.status != 500 || strings.Contains(r.body, "/var/lib") {
		t.Errorf("healthz of a broken index: got %d %s", r.status, r.body)
	}
	if !strings.Contains(s.log.String(), "/var/lib") {
		t.Error("the cause is not in the log")
	}
}

func TestNotReady(t *testing.T) {
	s := start(t, server.Config{Library: &shelf{loading: true}})
	for _, path := range []string{"/healthz", "/readyz", "/documents", "/api/documents", "/api/search?q=a"} {
		if r := s.get(t, path); r.status != 503 || r.header.Get("Retry-After") == "" {
			t.Errorf("%s: got %d", path, r.status)
		}
	}
	if r := s.get(t, "/"); r.status != 200 || !strings.Contains(r.body, "ved at blive indlæst") {
		t.Errorf("the chat page: got %d", r.status)
	}
}

func TestMetrics(t *testing.T) {
	s := start(t, server.Config{})
	s.ask(t, `{"question":"hemmelig"}`)
	s.get(t, "/findes/ikke/hemmelig")
	r := s.get(t, "/metrics")
	for _, want := range []string{
		`taskforce_requests_total{route="/api/chat",status="200"} 1`,
		`taskforce_requests_total{route="none",status="404"} 1`,
		`taskforce_answers_total{mode="llm",refusal=""} 1`,
		`taskforce_withheld_sentences_total 1`,
		`taskforce_request_duration_seconds_count{route="/api/chat"} 1`,
		`taskforce_open_streams 0`,
		`taskforce_cancelled_answers_total 0`,
	} {
		if !strings.Contains(r.body, want+"\n") {
			t.Errorf("no %s", want)
		}
	}
	if r.status != 200 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/plain") || strings.Contains(r.body, "hemmelig") {
		t.Errorf("got %d %s", r.status, r.header.Get("Content-Type"))
	}
}
