package server_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server"
)

// tool calls a tool over HTTP, as JSON-RPC.
func (s *service) tool(t *testing.T, name, args string, headers ...string) reply {
	t.Helper()
	body := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + name + `","arguments":` + args + `}}`
	return s.do(t, "POST", "/mcp", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// TestMCP uses the door with the SDK's own client.
func TestMCP(t *testing.T) {
	s := start(t, server.Config{PublicURL: "https://ai.dk"})
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	c, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: s.url + "/mcp"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for tool, args := range map[string]map[string]any{
		"ask": {"question": "Hvad?"}, "search": {"query": "tid"}, "document": {"document": "maalbillede-pdf"},
	} {
		res, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args})
		if err != nil || res.IsError {
			t.Fatalf("%s: %v %+v", tool, err, res)
		}
		text, err := json.Marshal(res.StructuredContent)
		if err != nil {
			t.Fatal(err)
		}
		contains(t, string(text), "https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1")
	}
	r, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: "taskforce://documents/vejledning-md"})
	if err != nil || r.Contents[0].Text != "Læs kilden først." {
		t.Errorf("%v %+v", err, r)
	}
}

// TestMCPErrors gives what is wrong in Danish with the request's id, and hides causes.
func TestMCPErrors(t *testing.T) {
	library := testShelf()
	s := start(t, server.Config{MaxQuestion: 10, Library: library, Answerer: askFunc(func(context.Context, answer.Request, answer.Sink) (*answer.Answer, error) {
		panic("password på db-7")
	})})
	for args, want := range map[string]string{
		`{"question":" "}`: "Skriv et spørgsmål. (q1)",
		`{"question":"` + strings.Repeat("x", 11) + `"}`: "Det må højst fylde 10 tegn. (q1)",
		`{"question":"a"}`: "Der opstod en fejl i tjenesten. Prøv igen, og oplys fejlens id, hvis den fortsætter. (q1)",
	} {
		r := s.tool(t, "ask", args, "X-Request-Id", "q1")
		if r.status != 200 || !strings.Contains(strings.ToLower(r.body), "error") || !strings.Contains(r.body, want) || strings.Contains(r.body, "db-7") {
			t.Errorf("%s: got %d %s", args, r.status, r.body)
		}
	}
	for body, want := range map[string]int{
		`{`: 400, `[]`: 400, `[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]`: 400, `{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}`: 400,
	} {
		if r := s.do(t, "POST", "/mcp", body, "Content-Type", "application/json"); r.status != want {
			t.Errorf("%s: got %d %s", body, r.status, r.body)
		}
	}
	if r := s.get(t, "/mcp"); r.status != 405 {
		t.Errorf("GET: %d", r.status)
	}
}

// TestMCPLimits tries to ask more than a client and a key may, through this door.
func TestMCPLimits(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(1)})
	if r := s.tool(t, "ask", `{"question":"a"}`); r.status != 200 || strings.Contains(r.body, "isError") {
		t.Fatalf("got %d %s", r.status, r.body)
	}
	if r := s.tool(t, "ask", `{"question":"a"}`); !strings.Contains(r.body, `"isError":true`) || !strings.Contains(r.body, "mange forespørgsler") {
		t.Errorf("a second question: %s", r.body)
	}
	for range 8 {
		s.tool(t, "search", `{"query":"a"}`)
	}
	if r := s.tool(t, "search", `{"query":"a"}`); r.status != 429 {
		t.Errorf("an eleventh request: %d", r.status)
	}
	ring := newRing(t)
	s = start(t, server.Config{Gate: ring.gate(false)})
	key := ring.add(access.Key{ID: "k_a", PerDay: 2})
	for i, want := range []bool{false, false, true, true} {
		tool, args := "ask", `{"question":"a"}`
		if i%2 == 1 {
			tool, args = "search", `{"query":"a"}`
		}
		if r := s.tool(t, tool, args, "Authorization", "Bearer "+key); strings.Contains(r.body, "kvote for i dag er brugt") != want {
			t.Errorf("%d: %s", i, r.body)
		}
	}
	search := ring.add(access.Key{ID: "k_search", Scopes: []access.Scope{access.Search}})
	if r := s.tool(t, "ask", `{"question":"a"}`, "X-Api-Key", search); strings.Contains(r.body, "frigøres") {
		t.Errorf("a key that may only search has asked: %s", r.body)
	}
}

// TestMCPRebinding sends what a page of another site could.
func TestMCPRebinding(t *testing.T) {
	for _, c := range []struct {
		public, origin, host string
		want                 string
	}{
		{"", "", "127.0.0.1", "200"},
		{"", "", "localhost:8080", "200"},
		{"", "", "[::1]:80", "200"},
		{"", "", "ond.dk", "403"},
		{"", "http://ond.dk", "ond.dk", "403"},
		{"", "http://ond.dk", "127.0.0.1", "403"},
		{"", "null", "127.0.0.1", "403"},
		{"", "http://localhost:3000", "127.0.0.1", "200"},
		{"", "http://localhost.ond.dk", "127.0.0.1", "403"},
		{"https://ai.dk", "", "ai.dk", "200"},
		{"https://ai.dk", "https://ai.dk", "ai.dk", "200"},
		{"https://ai.dk", "https://ai.dk.ond.dk", "ai.dk", "403"},
		{"https://ai.dk", "", "ond.dk", "403"},
		{"https://ai.dk", "http://ai.dk", "ai.dk", "403"},
	} {
		s := start(t, server.Config{PublicURL: c.public})
		head := "POST /mcp HTTP/1.1\r\nHost: " + c.host + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
		if c.origin != "" {
			head += "Origin: " + c.origin + "\r\n"
		}
		if got := s.raw(t, head, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`); !strings.HasPrefix(got, "HTTP/1.1 "+c.want) {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

// TestMCPTakesTooLong ends an answer that takes too long, and one whose service stops.
func TestMCPTakesTooLong(t *testing.T) {
	s := start(t, server.Config{AskTimeout: 100 * time.Millisecond, Answerer: askFunc(untilEnd)})
	if r := s.tool(t, "ask", `{"question":"a"}`); r.status != 200 || !strings.Contains(r.body, "Svaret tog for lang tid") {
		t.Errorf("got %d %s", r.status, r.body)
	}
	asked := make(chan struct{})
	s = start(t, server.Config{Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		close(asked)
		return untilEnd(ctx, req, sink)
	})})
	got := make(chan reply)
	go func() { got <- s.tool(t, "ask", `{"question":"a"}`) }()
	<-asked
	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_ = s.Shutdown(soon)
	if r := <-got; !strings.Contains(r.body, "lukke ned") {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

// TestMCPErrorsInEnglish tells a guest who reads English what is wrong.
func TestMCPErrorsInEnglish(t *testing.T) {
	s := start(t, server.Config{})
	for call, want := range map[string]string{
		`"name":"search","arguments":{"query":"tid","k":99}`: "The field k must be a whole number from 1 to 50.",
		`"name":"document","arguments":{"document":"nix"}`:   "The document is not in the materials.",
		`"name":"search","arguments":{"query":"\u202e"}`:     "",
	} {
		r := s.do(t, "POST", "/mcp?lang=en", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{`+call+`}}`, "Content-Type", "application/json")
		if r.status != 200 || !strings.Contains(r.body, want) || strings.ContainsAny(r.body, "æøå") {
			t.Errorf("%s: got %d %s", call, r.status, r.body)
		}
	}
}
