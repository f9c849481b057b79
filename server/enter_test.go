package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/store"
)

// ring is a store with keys.
type ring struct {
	*store.Store
	t *testing.T
}

func newRing(t *testing.T) ring {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{URL: "sqlite", Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	return ring{st, t}
}

// add makes a key and gives its secret.
func (r ring) add(k access.Key) string {
	r.t.Helper()
	secret := access.NewSecret()
	if k.Scopes == nil {
		k.Scopes = []access.Scope{access.Chat, access.Search}
	}
	if k.Created = time.Now(); k.Name == "" {
		k.Name = k.ID
	}
	if err := r.AddKey(context.Background(), k, access.Hash(secret)); err != nil {
		r.t.Fatal(err)
	}
	return secret
}

func (r ring) gate(open bool) server.Gate {
	r.t.Helper()
	counts, err := r.Counts(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = counts.Close() })
	meter := limits.NewMeter(counts, slog.New(slog.DiscardHandler))
	return server.Gate{Keys: access.NewKeys(r, meter, time.UTC), Open: open}
}

// doors are the addresses by the scope that opens them.
var doors = []struct{ scope, method, path, body, kind string }{
	{"chat", "GET", "/", "", ""},
	{"chat", "POST", "/", "question=a", "application/x-www-form-urlencoded"},
	{"chat", "GET", "/widget", "", ""},
	{"chat", "POST", "/widget", "question=a", "application/x-www-form-urlencoded"},
	{"chat", "POST", "/api/chat", `{"question":"a"}`, "application/json"},
	{"chat", "POST", "/api/feedback", `{"id":"a","vote":"up"}`, "application/json"},
	{"chat", "POST", completionsPath, `{"messages":[{"role":"user","content":"a"}]}`, "application/json"},
	{"chat", "GET", "/v1/models", "", ""},
	{"chat search", "POST", "/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, "application/json"},
	{"chat", "GET", "/v1/models/taskforce", "", ""},
	{"search", "GET", "/search?q=tid", "", ""},
	{"search", "POST", "/search", `{"queries":["a"]}`, "application/json"},
	{"search", "GET", "/api/search?q=tid", "", ""},
	{"chat search", "GET", "/documents", "", ""},
	{"chat search", "GET", "/documents/vejledning-md", "", ""},
	{"chat search", "GET", "/documents/vejledning-md/file", "", ""},
	{"chat search", "GET", "/api/documents", "", ""},
	{"admin", "GET", "/admin/report", "", ""},
	{"admin", "GET", "/metrics", "", ""},
	{"chat search admin none", "GET", "/privacy", "", ""},
	{"chat search admin none", "GET", "/was", "", ""},
	{"chat search admin none", "GET", "/favicon.ico", "", ""},
	{"chat search admin none", "GET", "/healthz", "", ""},
	{"chat search admin none", "GET", "/readyz", "", ""},
	{"chat search admin none", "GET", "/widget.js", "", ""},
}

// TestScopes tries every address with a key of each scope, and with none. A
// request that a proxy sent on is not from this machine.
func TestScopes(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false), Report: func(_ context.Context, w io.Writer, _ server.ReportRequest) error {
		_, err := io.WriteString(w, "rapport")
		return err
	}})
	secrets := map[string]string{"none": "", "wrong": access.NewSecret()}
	for _, scope := range access.Scopes {
		secrets[string(scope)] = r.add(access.Key{ID: "k_" + string(scope), Scopes: []access.Scope{scope}})
	}
	for scope, secret := range secrets {
		for _, d := range doors {
			want := map[string]int{"none": 401, "wrong": 401}[scope]
			if want == 0 {
				want = 403
			}
			if strings.Contains(d.scope, scope) || strings.Contains(d.scope, "none") {
				want = 200
				if strings.HasSuffix(d.path, "feedback") {
					want = 204
				}
			}
			headers := []string{"Content-Type", d.kind, "X-Forwarded-For", "192.0.2.1"}
			for _, more := range [][]string{{"X-Api-Key", secret}, {"Authorization", "Bearer " + secret}, {"Authorization", basic("x", secret)}} {
				got := s.do(t, d.method, d.path, d.body, append(more, headers...)...)
				if got.status != want {
					t.Errorf("%s %s with the scope %s in %s: %d, want %d: %s", d.method, d.path, scope, more[0], got.status, want, got.body)
				}
				if challenged := got.header.Get("WWW-Authenticate") != ""; challenged != (want == 401) {
					t.Errorf("%s %s with the scope %s: challenge %v", d.method, d.path, scope, challenged)
				}
			}
		}
	}
	log := s.log.String()
	for scope, secret := range secrets {
		if secret != "" && strings.Contains(log, secret) {
			t.Errorf("the log holds the secret of %s", scope)
		}
	}
	if !strings.Contains(log, `"by":"k_chat"`) || strings.Contains(log, `"by":""`) {
		t.Error("the log does not say by whose key")
	}
}

// TestOpenWithKeys takes keys where everybody comes in; a wrong one is an error
// all the same, and the pages of administrators stay closed.
func TestOpenWithKeys(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(true), Report: func(context.Context, io.Writer, server.ReportRequest) error { return nil }})
	for key, want := range map[string]int{"": 200, "forkert": 401, access.NewSecret(): 401, r.add(access.Key{ID: "k_a"}): 200} {
		if got := s.do(t, "GET", "/api/search?q=tid", "", "X-Api-Key", key); got.status != want {
			t.Errorf("%q: %d, want %d", key, got.status, want)
		}
	}
	if got := s.get(t, "/admin/report"); got.status != 401 {
		t.Errorf("the report: %d", got.status)
	}
}

// TestKeyEnds revokes and rotates keys of a running service: within seconds
// they open nothing more, and a rotation's former secret ends when it should.
func TestKeyEnds(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false)})
	status := func(secret string) int { return s.do(t, "GET", "/documents", "", "X-Api-Key", secret).status }
	revoked, old := r.add(access.Key{ID: "k_a"}), r.add(access.Key{ID: "k_b"})
	late := r.add(access.Key{ID: "k_c", Expires: time.Now().Add(-time.Second)})
	if a, b, c := status(revoked), status(old), status(late); a != 200 || b != 200 || c != 401 {
		t.Fatalf("got %d, %d and %d", a, b, c)
	}
	renewed := access.NewSecret()
	if err := r.RotateKey(t.Context(), "k_b", access.Hash(renewed), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if a, b := status(renewed), status(old); a != 200 || b != 200 {
		t.Errorf("rotated: %d and %d", a, b)
	}
	if err := r.RevokeKey(t.Context(), "k_a", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := r.RotateKey(t.Context(), "k_b", access.Hash(access.NewSecret()), time.Now()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the revoked and the rotated secrets end", func() bool {
		return status(revoked) == 401 && status(old) == 401 && status(renewed) == 401
	})
}

// TestQuota uses a key up, by every way of asking.
func TestQuota(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false)})
	asks := []func(key string) reply{
		func(key string) reply { return s.ask(t, `{"question":"a"}`, "X-Api-Key", key) },
		func(key string) reply {
			return s.ask(t, `{"question":"a"}`, "X-Api-Key", key, "Accept", "text/event-stream")
		},
		func(key string) reply { return s.do(t, "GET", "/api/search?q=tid", "", "X-Api-Key", key) },
		func(key string) reply { return s.do(t, "GET", "/search?q=tid", "", "X-Api-Key", key) },
		func(key string) reply { return s.complete(t, asking("a"), "X-Api-Key", key) },
		func(key string) reply { return s.retrieve(t, `{"queries":["a"]}`, "X-Api-Key", key) },
	}
	day := r.add(access.Key{ID: "k_day", PerDay: len(asks), PerMinute: 100})
	minute := r.add(access.Key{ID: "k_minute", PerMinute: 1})
	for i, ask := range asks {
		got := ask(day)
		if want := fmt.Sprintf(`"key-minute";r=%d;t=`, 99-i); got.status != 200 || !strings.HasPrefix(got.header.Get("RateLimit"), want) ||
			!strings.Contains(got.header.Get("RateLimit"), fmt.Sprintf(`, "key-day";r=%d;t=`, len(asks)-1-i)) {
			t.Errorf("%d: %d, RateLimit %q", i, got.status, got.header.Get("RateLimit"))
		}
	}
	for i, ask := range asks {
		got := ask(day)
		if got.status != 429 || got.header.Get("Retry-After") == "" || !strings.Contains(got.body, "kvote for i dag er brugt") ||
			got.header.Get("RateLimit-Policy") != fmt.Sprintf(`"key-day";q=%d;w=86400`, len(asks)) {
			t.Errorf("%d, used up: %d %v %s", i, got.status, got.header, got.body)
		}
	}
	if got := s.do(t, "GET", "/documents", "", "X-Api-Key", day); got.status != 200 {
		t.Errorf("documents: %d", got.status)
	}
	if asks[0](minute).status != 200 {
		t.Error("a first question of a minute is not answered")
	}
	eventually(t, "the quota of a minute holds", func() bool { return asks[0](minute).status == 429 }) // the minute may end in between
	form := s.do(t, "POST", "/", "question=a", "Content-Type", "application/x-www-form-urlencoded", "Authorization", basic("", day), "Accept", "text/html")
	if form.status != 429 || !strings.Contains(form.body, "kvote for i dag") {
		t.Errorf("the form: %d %s", form.status, form.body)
	}
}

// TestForeignForms posts from another site's page, with what a browser sends of its own accord.
func TestForeignForms(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false)})
	key := r.add(access.Key{ID: "k_a"})
	for _, c := range []struct {
		headers []string
		want    int
	}{
		{[]string{"Authorization", basic("", key), "Sec-Fetch-Site", "cross-site", "Origin", "https://ond.dk"}, 403},
		{[]string{"Authorization", basic("", key), "Sec-Fetch-Site", "same-site"}, 403},
		{[]string{"Authorization", basic("", key), "Origin", "https://ond.dk"}, 403},
		{[]string{"Authorization", basic("", key), "Origin", "null"}, 403},
		{[]string{"Authorization", basic("", key), "Origin", s.url}, 200},
		{[]string{"Authorization", basic("", key), "Sec-Fetch-Site", "same-origin"}, 200},
		{[]string{"Authorization", basic("", key)}, 200},
		{[]string{"Authorization", "Bearer " + key, "Origin", "https://ond.dk"}, 200}, // no page can send that without being let
	} {
		got := s.do(t, "POST", "/", "question=a", append(c.headers, "Content-Type", "application/x-www-form-urlencoded")...)
		if got.status != c.want {
			t.Errorf("%q: %d, want %d", c.headers[2:], got.status, c.want)
		}
	}
}

// TestKeysCannotBeRead closes the database: a key that was used a moment ago
// still opens, one that nobody knows does not, and nothing says why.
func TestKeysCannotBeRead(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false)})
	known, unknown := r.add(access.Key{ID: "k_a", PerDay: 5}), r.add(access.Key{ID: "k_b"})
	search := func(key string) reply { return s.do(t, "GET", "/api/search?q=tid", "", "X-Api-Key", key) }
	if got := search(known); got.status != 200 {
		t.Fatalf("got %d", got.status)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if got := search(known); got.status != 200 {
		t.Errorf("known: %d", got.status)
	}
	if got := search(unknown); got.status != 503 || got.header.Get("Retry-After") == "" || strings.Contains(got.body, "sql") {
		t.Errorf("unknown: %d %s", got.status, got.body)
	}
}
