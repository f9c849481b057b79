package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
)

// library is a service of n documents; the first has 120 passages.
func library(n int) Service {
	infos := make([]documents.Info, n)
	for i := range infos {
		infos[i] = documents.Info{ID: fmt.Sprintf("d%03d", i), Title: fmt.Sprintf("Dokument %d", i), Publisher: "KL", Date: "2026"}
	}
	passages := func(_ context.Context, document string) ([]documents.Passage, error) {
		var out []documents.Passage
		for i := range 120 {
			out = append(out, documents.Passage{ID: fmt.Sprintf("%s-%d", document, i), Document: document, Title: "T", Text: fmt.Sprintf("Uddrag %d.", i)})
		}
		return out, nil
	}
	return Service{
		Ask: func(_ context.Context, req answer.Request) (*answer.Answer, error) {
			if req.Question == "fejl" {
				return nil, errors.New("Prøv igen (a1).")
			}
			if req.Question == "panik" {
				panic("x")
			}
			last := ""
			for _, t := range req.History {
				last = t.Question
			}
			return &answer.Answer{ID: "x", Answer: "Ja. [1]", Mode: "llm", Notice: last, Sentences: []answer.Sentence{{Text: "Ja.", Sources: []int{1}}},
				Sources:  []answer.Source{{N: 1, ID: "d000-1", Document: "d000", Title: "T", Section: []string{"T", "Afsnit"}, Text: "Uddrag."}},
				Withheld: []answer.Withheld{{Text: "Opfundet.", Reason: "x"}}}, nil
		},
		Search: func(ctx context.Context, query string, k int) ([]Hit, error) {
			found, err := passages(ctx, "d000")
			return []Hit{{found[0], 2.5}}[:min(k, 1)], err
		},
		Documents: func() []documents.Info { return infos },
		Passages:  passages,
		Crashed:   func(value any, _ []byte) error { return fmt.Errorf("crashed: %v", value) },
		Address:   func(document, passage string) string { return "https://ai.dk/" + document + "/" + passage },
	}
}

// connect is a client of a service over HTTP.
func connect(t *testing.T, s Service) *mcp.ClientSession {
	t.Helper()
	h := Handler("1")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r.WithContext(With(r.Context(), s))) }))
	t.Cleanup(srv.Close)
	return session(t, &mcp.StreamableClientTransport{Endpoint: srv.URL})
}

func session(t *testing.T, transport mcp.Transport) *mcp.ClientSession {
	t.Helper()
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// call calls a tool; text is that of its content.
func call(t *testing.T, c *mcp.ClientSession, tool string, args map[string]any) (text string, out map[string]any, failed bool) {
	t.Helper()
	res, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		t.Fatal(err)
	}
	out, _ = res.StructuredContent.(map[string]any)
	return res.Content[0].(*mcp.TextContent).Text, out, res.IsError
}

func TestTools(t *testing.T) {
	c := connect(t, library(3))
	text, out, failed := call(t, c, "ask", map[string]any{"question": "Hvad?", "history": []any{map[string]any{"question": "Før", "answer": "A"}}})
	want := "Ja. [1]\n\nBemærk: Før\n\nKilder:\n[1] T – Afsnit – https://ai.dk/d000/d000-1"
	if failed || text != want || out["answer"] != "Ja. [1]" || strings.Contains(fmt.Sprint(out), "Opfundet") {
		t.Errorf("ask: %v %q %v", failed, text, out)
	}
	if text, _, failed := call(t, c, "ask", map[string]any{"question": "fejl"}); !failed || text != "Prøv igen (a1)." {
		t.Errorf("an error: %v %q", failed, text)
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "panik"}}); err == nil || !strings.Contains(err.Error(), "crashed: x") {
		t.Errorf("a panic: %v", err)
	}
	_, out, failed = call(t, c, "search", map[string]any{"query": "a"})
	hit := out["hits"].([]any)[0].(map[string]any)
	if failed || hit["score"] != 2.5 || hit["url"] != "https://ai.dk/d000/d000-0" || hit["text"] != "Uddrag 0." {
		t.Errorf("search: %v", out)
	}
	for _, k := range []int{-1, 51} {
		if text, _, failed := call(t, c, "search", map[string]any{"query": "a", "k": k}); !failed || !strings.Contains(text, "fra 1 til 50") {
			t.Errorf("k %d: %q", k, text)
		}
	}
	for _, args := range []map[string]any{{}, {"question": 1}, {"question": "a", "x": 1}, {"question": "a", "history": "x"}} {
		if _, _, failed := call(t, c, "ask", args); !failed {
			t.Errorf("%v was taken", args)
		}
	}
}

// TestDocumentInParts reads a long document to its end.
func TestDocumentInParts(t *testing.T) {
	c := connect(t, library(3))
	seen, next := 0, 0.0
	for calls := 1; ; calls++ {
		_, out, failed := call(t, c, "document", map[string]any{"document": "d001", "from": next})
		if failed || out["total"] != 120.0 || out["title"] != "Dokument 1" {
			t.Fatalf("got %v", out)
		}
		part := out["passages"].([]any)
		if first := part[0].(map[string]any); first["text"] != fmt.Sprintf("Uddrag %d.", seen) {
			t.Errorf("got %v after %d", first, seen)
		}
		seen += len(part)
		more, ok := out["next"].(float64)
		if !ok {
			if seen != 120 || calls != 3 {
				t.Errorf("%d passages in %d calls", seen, calls)
			}
			break
		}
		next = more
	}
	for _, args := range []map[string]any{{"document": "nix"}, {"document": "d001", "from": -1}, {"document": "d001", "from": 121}} {
		if text, _, failed := call(t, c, "document", args); !failed || text == "" {
			t.Errorf("%v was taken", args)
		}
	}
}

func TestResources(t *testing.T) {
	c := connect(t, library(250))
	var uris []string
	for r, err := range c.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		uris = append(uris, r.URI)
	}
	if len(uris) != 250 || uris[0] != "taskforce://documents/d000" || uris[249] != "taskforce://documents/d249" {
		t.Errorf("%d resources", len(uris))
	}
	first, err := c.ListResources(t.Context(), nil)
	if err != nil || len(first.Resources) != pageSize || first.Resources[0].Title != "Dokument 0" || first.Resources[0].Description != "KL, 2026" || first.CacheScope != "private" {
		t.Errorf("%v %+v", err, first)
	}
	if _, err := c.ListResources(t.Context(), &mcp.ListResourcesParams{Cursor: "nix"}); err == nil || !strings.Contains(err.Error(), "Listen er ændret") {
		t.Errorf("a wrong cursor: %v", err)
	}
	res, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uris[7]})
	if err != nil || !strings.HasPrefix(res.Contents[0].Text, "Uddrag 0.\n\nUddrag 1.") || res.Contents[0].URI != uris[7] {
		t.Errorf("%v %+v", err, res)
	}
	for _, uri := range []string{"taskforce://documents/nix", "taskforce://documents/", "taskforce://documents/../d000", "file:///etc/passwd"} {
		if _, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s was read", uri)
		}
	}
}

// TestRights offers no tool that its asker may not use.
func TestRights(t *testing.T) {
	s := library(1)
	s.Ask = nil
	c := connect(t, s)
	tools, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range tools.Tools {
		names = append(names, tool.Name)
		if tool.InputSchema == nil || tool.OutputSchema == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("%s lacks a part", tool.Name)
		}
	}
	if !slices.Equal(names, []string{"document", "search"}) {
		t.Errorf("got %v", names)
	}
	if _, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "ask", Arguments: map[string]any{"question": "a"}}); err == nil {
		t.Error("a tool that is not offered was called")
	}
}

func TestHandlerNeedsAService(t *testing.T) {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if Handler("1").ServeHTTP(w, r); w.Code != 400 {
		t.Errorf("got %d", w.Code)
	}
}

// TestServeIO asks over a pipe, and ends when the client closes it.
func TestServeIO(t *testing.T) {
	ours, theirs := io.Pipe()
	back, reply := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- ServeIO(t.Context(), library(1), "1", ours, reply) }()
	c := session(t, &mcp.IOTransport{Reader: back, Writer: theirs})
	if text, _, failed := call(t, c, "ask", map[string]any{"question": "Hvad?"}); failed || !strings.HasPrefix(text, "Ja. [1]") {
		t.Errorf("got %q", text)
	}
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// BenchmarkCall makes a server for each request, as the stateless door does.
func BenchmarkCall(b *testing.B) {
	h := Handler("1")
	s := library(3)
	for b.Loop() {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"a"}}}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		h.ServeHTTP(w, r.WithContext(With(r.Context(), s)))
		if w.Code != 200 {
			b.Fatal(w.Body.String())
		}
	}
}
