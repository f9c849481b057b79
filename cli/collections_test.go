package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/store"
)

// authority is a collection of a test, with words that stand nowhere else.
type authority struct {
	name, file, text string
	own              []string // never shown to others
}

var vejle = authority{"vejle", "fjordplan.md", "# Fjordplanen\n\n## Signalet ved porten\n\nSignalet ved porten til kælderen hedder Grønspætte, og signalet skiftes hver mandag.\n\n## Hvem er vagten Abelone ved porten?\n\nVagten ved porten hedder Abelone og møder klokken seks.\n",
	[]string{"Grønspætte", "Fjordplanen", "fjordplan", "Abelone", "Signalet ved porten"}}

var odense = authority{"odense", "eventyrplan.md", "# Eventyrplanen\n\n## Signalet ved bommen\n\nSignalet ved bommen til gården hedder Blåmejse, og signalet skiftes hver fredag.\n",
	[]string{"Blåmejse", "Eventyrplanen", "eventyrplan", "Signalet ved bommen"}}

// flag makes the authority's folder and gives its flag.
func (a authority) flag(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, a.file), []byte(a.text), 0o600); err != nil {
		t.Fatal(err)
	}
	return "--collection=" + a.name + "=" + dir
}

// newKey makes a key by the command, and gives its secret.
func newKey(t *testing.T, data, name string, args ...string) string {
	t.Helper()
	code, out, errs := run(nil, append([]string{"keys", "add", name, "--store", "sqlite", "--data", data}, args...)...)
	if code != exitDone {
		t.Fatalf("keys add: %d, %s", code, errs)
	}
	return strings.TrimSpace(out)
}

// with sends a request with a key, "" for none.
func (s *running) with(t *testing.T, key, method, path, body string, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// surface is a way to come at a collection; shown tells whether its owner sees
// its own words there. The questions hold none of them as they are spelled.
type surface struct {
	name, method, path, body string
	shown                    bool
	headers                  []string
}

const asked = "Hvad hedder signalet til kælderen?"

func surfaces() []surface {
	q := url.QueryEscape
	chat := func(question, history string) string {
		text, _ := json.Marshal(question)
		return `{"question":` + string(text) + `,"history":` + history + `}`
	}
	tool := func(name, args string) string {
		return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + name + `","arguments":` + args + `}}`
	}
	asJSON, form := []string{"Content-Type", "application/json"}, []string{"Content-Type", "application/x-www-form-urlencoded"}
	return []surface{
		{"ask", "POST", "/api/chat", chat(asked, "[]"), true, asJSON},
		{"stream", "POST", "/api/chat", chat(asked, "[]"), true, append([]string{"Accept", "text/event-stream"}, asJSON...)},
		{"a refusal's nearest sections", "POST", "/api/chat", chat("Hvor mange farver har signalet ved kælderen kostet?", "[]"), true, asJSON},
		{"history", "POST", "/api/chat", chat("Hvornår skiftes signalet?", `[{"question":"Hvad hedder signalet til kælderen?","answer":"Signalet"}]`), true, asJSON},
		{"near spelling", "POST", "/api/chat", chat("Hvem er grønspættte?", "[]"), true, asJSON},
		{"form", "POST", "/", "question=" + q(asked), true, form},
		{"form of the widget", "POST", "/widget", "question=" + q(asked), true, form},
		{"form with history", "POST", "/", "question=" + q("Hvornår skiftes signalet?") + "&asked=" + q("Hvad hedder signalet til kælderen?") + "&answered=" + q("Ved porten."), true, form},
		{"completions", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"` + asked + `"}]}`, true, asJSON},
		{"stream of completions", "POST", "/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"` + asked + `"}]}`, true, asJSON},
		{"mcp, ask", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"question":"` + asked + `"}}}`, true, asJSON},
		{"mcp, search", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"signal kælder","k":50}}}`, true, asJSON},
		{"mcp, resources", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"resources/list"}`, true, asJSON},
		{"mcp, document", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"document","arguments":{"document":"fjordplan"}}}`, true, asJSON},
		{"retrieval", "POST", "/search", `{"queries":["signal kælder"],"k":100}`, true, asJSON},
		{"retrieval of all by name", "POST", "/search", `{"queries":["signal kælder"],"collection_names":["taskforce","vejle","odense"]}`, true, asJSON},
		{"search", "GET", "/api/search?q=" + q("signal kælder"), "", true, nil},
		{"search, near spelling", "GET", "/api/search?k=50&q=" + q("grønspættte"), "", true, nil},
		{"search page", "GET", "/search?q=" + q("signal kælder port"), "", true, nil},
		{"documents", "GET", "/api/documents", "", true, nil},
		{"documents page", "GET", "/documents", "", true, nil},
		{"examples", "GET", "/", "", true, nil},
		{"examples of the widget", "GET", "/widget", "", true, nil},
		{"OpenAI's form", "POST", "/v1/chat/completions", `{"messages":[{"role":"user","content":"` + asked + `"}]}`, true, asJSON},
		{"OpenAI's form, streamed", "POST", "/v1/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"` + asked + `"}]}`, true, asJSON},
		{"its models", "GET", "/v1/models", "", false, nil},
		{"retrieval", "POST", "/search", `{"queries":["signal kælder"]}`, true, asJSON},
		{"retrieval by a collection's name", "POST", "/search", `{"queries":["signal kælder"],"collection_names":["taskforce","vejle"]}`, true, asJSON},
		{"MCP, ask", "POST", "/mcp", tool("ask", `{"question":"`+asked+`"}`), true, asJSON},
		{"MCP, search", "POST", "/mcp", tool("search", `{"query":"signal kælder"}`), true, asJSON},
		{"MCP, list", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, false, asJSON},
		{"privacy", "GET", "/privacy", "", false, nil},
		{"health", "GET", "/healthz", "", false, nil},
		{"metrics", "GET", "/metrics", "", false, nil},
	}
}

func (a authority) in(text string) string {
	for _, word := range a.own {
		if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
			return word
		}
	}
	return ""
}

// TestCollections lets everybody try to see what is an authority's own, by
// every way there is.
func TestCollections(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	keys := map[string]string{
		"nobody": "",
		"none":   newKey(t, data, "Uden samling"),
		"odense": newKey(t, data, "Odense Kommune", "--collections", "odense,findesikke"),
		"vejle":  newKey(t, data, "Vejle Kommune", "--collections", "vejle"),
		"both":   newKey(t, data, "Begge", "--collections", "vejle,odense"),
	}
	s := serve(t, "--data", data, "--store", "sqlite", "--auth", "keys", "--open", "--rate", "0", odense.flag(t), vejle.flag(t))
	for end := time.Now().Add(need.Patience); ; time.Sleep(20 * time.Millisecond) { // the view of both is made when it is asked for
		if status, _ := s.with(t, keys["both"], "GET", "/documents", ""); status == 200 {
			break
		} else if status != 503 || time.Now().After(end) {
			t.Fatalf("the view of both: %d", status)
		}
	}
	for _, f := range surfaces() {
		for who, key := range keys {
			status, body := s.with(t, key, f.method, f.path, f.body, f.headers...)
			seen := vejle.in(body)
			switch sees := who == "vejle" || who == "both"; {
			case status != 200:
				t.Errorf("%s as %s: %d %s", f.name, who, status, body)
			case !sees && seen != "":
				t.Errorf("%s as %s shows %q: %s", f.name, who, seen, body)
			case sees && f.shown && seen == "":
				t.Errorf("%s as %s shows nothing of its own: %s", f.name, who, body)
			}
			if who != "odense" && who != "both" && odense.in(body) != "" {
				t.Errorf("%s as %s shows %q", f.name, who, odense.in(body))
			}
		}
	}
	ownDocument(t, s, keys)
	s.stop(t)
	ownRows(t, data, s)
}

// ownDocument asks for a document, its passage and its file by their names, as
// who does not see it would who has got hold of a link.
func ownDocument(t *testing.T, s *running, keys map[string]string) {
	t.Helper()
	_, found := s.with(t, keys["vejle"], "GET", "/api/search?k=1&q="+url.QueryEscape("signal kælder"), "")
	var hits struct {
		Hits []struct{ ID, Document string }
	}
	if err := json.Unmarshal([]byte(found), &hits); err != nil || len(hits.Hits) != 1 {
		t.Fatalf("%v %s", err, found)
	}
	page := "/documents/" + hits.Hits[0].Document
	for who, key := range keys {
		_, body := s.with(t, key, "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"document","arguments":{"document":"`+hits.Hits[0].Document+`"}}}`, "Content-Type", "application/json")
		if seen := strings.Contains(body, "Grønspætte"); seen != (who == "vejle" || who == "both") {
			t.Errorf("MCP, document, as %s: %s", who, body)
		}
	}
	for _, path := range []string{page, page + "?passage=" + hits.Hits[0].ID, page + "/file"} {
		for who, key := range keys {
			want := 404
			if who == "vejle" || who == "both" {
				want = 200
			}
			status, body := s.with(t, key, "GET", path, "", "Accept", "text/html")
			body = strings.NewReplacer(page, "", hits.Hits[0].ID, "").Replace(body) // the page leads to itself in English
			if status != want || want == 404 && vejle.in(body) != "" {
				t.Errorf("%s as %s: %d, want %d: %s", path, who, status, want, body)
			}
		}
	}
	for who, key := range keys {
		status, body := s.with(t, key, "GET", "/documents", "", "If-None-Match", `*`)
		if seen := vejle.in(body) != ""; status != 200 || seen != (who == "vejle" || who == "both") {
			t.Errorf("documents again as %s: %d", who, status)
		}
	}
}

// ownRows checks whose questions are kept as whose, and what the log says.
func ownRows(t *testing.T, data string, s *running) {
	t.Helper()
	seen := map[string]bool{}
	for _, q := range keptBy(t, store.Config{URL: "sqlite", Dir: data}) {
		seen[q.Authority+"|"+q.Collection] = true
		sources, _ := json.Marshal(q.Sources)
		if !strings.Contains(q.Collection, "vejle") && vejle.in(string(sources)) != "" {
			t.Errorf("a question of %q cites %s", q.Collection, sources)
		}
	}
	for _, want := range []string{"|", "Uden samling|", "Odense Kommune|odense", "Vejle Kommune|vejle", "Begge|odense+vejle"} {
		if !seen[want] {
			t.Errorf("no question is kept as %s", want)
		}
	}
	if log := s.log.String(); len(seen) != 5 || vejle.in(log) != "" || strings.Contains(log, "Kommune") || strings.Contains(log, "tf_") {
		t.Errorf("kept as %v; the log: %s", seen, log)
	}
}

// TestCollectionsAgain starts anew on the same folder: each index is where it was,
// and no document is forgotten.
func TestCollectionsAgain(t *testing.T) {
	t.Parallel()
	data, docs := t.TempDir(), folder(t, bicycles)
	key := newKey(t, data, "Vejle", "--collections", "vejle")
	args := []string{"--documents", docs, "--data", data, "--store", "sqlite", "--auth", "keys", vejle.flag(t), odense.flag(t)}
	builds := func() (out []string) {
		for _, dir := range []string{"index", "index-odense", "index-vejle"} {
			current, err := os.ReadFile(filepath.Join(data, dir, "CURRENT"))
			if err != nil {
				t.Error(err)
			}
			out = append(out, string(current))
		}
		return out
	}
	var before []string
	for range 2 {
		s := serveOnly(t, args...)
		if status, body := s.with(t, key, "GET", "/api/search?q=signal", ""); status != 200 || vejle.in(body) == "" {
			t.Errorf("%d %s", status, body)
		}
		if status, _ := s.with(t, "", "GET", "/api/search?q=signal", ""); status != 401 {
			t.Errorf("without a key: %d", status)
		}
		s.stop(t)
		cached, err := os.ReadDir(filepath.Join(data, "cache", "documents"))
		if err != nil || len(cached) != 3 {
			t.Errorf("%d documents are cached, %v", len(cached), err)
		}
		if before == nil {
			before = builds()
		} else if after := builds(); !slices.Equal(before, after) {
			t.Errorf("built anew: %q, then %q", before, after)
		}
	}
}
