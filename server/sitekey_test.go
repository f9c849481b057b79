package server_test

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server"
)

// TestSiteKey uses a site's key where it belongs, and everywhere else.
func TestSiteKey(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(false), EmbedOrigins: []string{"https://andet.dk"}})
	site := r.add(access.Key{ID: "k_site", Scopes: []access.Scope{access.Chat}, Origin: "https://intranet.odense.dk", Collections: []string{"odense"}})
	frame := s.do(t, "GET", "/widget?key="+site, "", "Sec-Fetch-Dest", "iframe", "Sec-Fetch-Site", "cross-site", "Accept", "text/html")
	csp := frame.header.Get("Content-Security-Policy")
	if frame.status != 200 || !strings.HasSuffix(csp, "frame-ancestors https://intranet.odense.dk") || frame.header.Get("X-Frame-Options") != "" ||
		!strings.Contains(frame.body, `data-embed="https://intranet.odense.dk "`) || strings.Contains(frame.body, site) && !strings.Contains(frame.body, "/widget?key=") {
		t.Errorf("the frame: %d %q", frame.status, csp)
	}
	const question, form = `{"question":"a"}`, "application/x-www-form-urlencoded"
	for _, c := range []struct {
		method, path, body string
		headers            []string
		want               int
	}{
		{"POST", "/widget", "question=a", []string{"Content-Type", form, "Sec-Fetch-Dest", "iframe", "Origin", s.url}, 200},
		{"POST", "/api/chat", question, []string{"Origin", s.url}, 200},
		{"POST", "/api/chat", question, []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"POST", "/api/feedback", `{"id":"a","vote":"up"}`, []string{"Origin", s.url}, 204},
		{"GET", "/documents/vejledning-md", "", nil, 200},
		{"GET", "/documents/vejledning-md/file", "", nil, 200},
		{"GET", "/widget", "", []string{"Sec-Fetch-Dest", "document"}, 403},
		{"GET", "/", "", nil, 403},
		{"POST", "/", "question=a", []string{"Content-Type", form, "Origin", s.url}, 403},
		{"POST", "/api/chat", question, nil, 403},
		{"POST", "/api/chat", question, []string{"Origin", "https://intranet.odense.dk"}, 403},
		{"POST", "/api/chat", question, []string{"Origin", "https://ond.dk"}, 403},
		{"POST", "/api/chat", question, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"POST", "/v1/chat/completions", question, []string{"Origin", s.url}, 403},
		{"POST", "/mcp", "{}", []string{"Origin", s.url}, 403},
		{"GET", "/api/search?q=tid", "", nil, 403},
		{"GET", "/search", "", nil, 403},
		{"GET", "/documents", "", nil, 200},
		{"GET", "/api/documents", "", nil, 403},
		{"GET", "/admin/report", "", []string{"X-Forwarded-For", "192.0.2.1"}, 403},
		{"GET", "/metrics", "", []string{"X-Forwarded-For", "192.0.2.1"}, 403},
	} {
		headers := append([]string{"Content-Type", "application/json"}, c.headers...)
		mark := "?"
		if strings.Contains(c.path, "?") {
			mark = "&"
		}
		if got := s.do(t, c.method, c.path+mark+"key="+site, c.body, headers...); got.status != c.want {
			t.Errorf("%s %s %q: %d, want %d: %s", c.method, c.path, c.headers, got.status, c.want, got.body)
		}
		if got := s.do(t, c.method, c.path, c.body, append(headers, "X-Api-Key", site)...); got.status != c.want {
			t.Errorf("%s %s %q by header: %d, want %d", c.method, c.path, c.headers, got.status, c.want)
		}
	}
	if strings.Contains(s.log.String(), site) {
		t.Error("the log holds the key")
	}
}

// TestSecretInAddress refuses a secret key where logs and histories would keep it.
func TestSecretInAddress(t *testing.T) {
	r := newRing(t)
	s := start(t, server.Config{Gate: r.gate(true)})
	for _, key := range []string{r.add(access.Key{ID: "k_a"}), access.NewSecret(), "x"} {
		if got := s.get(t, "/api/search?q=tid&key="+key); got.status != 401 {
			t.Errorf("%d %s", got.status, got.body)
		}
	}
}
