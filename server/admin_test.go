package server_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/server"
)

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

func TestAdminKey(t *testing.T) {
	const key = "nøgle:med:kolon"
	s := start(t, server.Config{AdminKey: key, Report: func(_ context.Context, w io.Writer, req server.ReportRequest) error {
		_, err := fmt.Fprintf(w, "%s %d", req.Format, req.Days)
		return err
	}})
	for header, want := range map[string]int{
		"":                          401,
		"Bearer":                    401,
		"Bearer ":                   401,
		"Bearer forkert":            401,
		"Bearer " + key + "x":       401,
		basic("a", ""):              401,
		basic(key, "a"):             401,
		"Basic ikke-base64!":        401,
		"Digest " + key:             401,
		"Bearer " + key:             200,
		"bearer  " + key:            200,
		basic("", key):              200,
		basic("sekretariatet", key): 200,
	} {
		r := s.do(t, "GET", "/admin/report", "", "Authorization", header)
		if r.status != want || want == 200 && r.body != "html 30" {
			t.Errorf("%q: %d %s, want %d", header, r.status, r.body, want)
		}
		if challenge := r.header.Get("WWW-Authenticate"); (challenge != "") != (want == 401) {
			t.Errorf("%q: challenge %q", header, challenge)
		}
	}
	if strings.Contains(s.log.String(), key) {
		t.Error("the log holds the key")
	}
}

// TestAdminKeyPage asks a browser for the key on a page, and lets it in by a
// cookie from then on.
func TestAdminKeyPage(t *testing.T) {
	s := start(t, server.Config{AdminKey: "en-lang-nøgle-1", Report: func(_ context.Context, w io.Writer, req server.ReportRequest) error {
		_, err := fmt.Fprintf(w, "%s %d", req.Format, req.Days)
		return err
	}})
	asked := s.page(t, "GET", "/admin/report?days=7", "", 401)
	contains(t, asked, `<form class="key" method="post" action="/admin/key">`, `name="next" value="/admin/report?days=7"`)
	contains(t, s.page(t, "POST", "/admin/key", "key=forkert&next=/admin/report", 401), "Nøglen er forkert.", `aria-invalid="true"`)
	post := func(address, body string, headers ...string) reply {
		return s.hop(t, "POST", address, body, append([]string{"Accept", "text/html", "Content-Type", form}, headers...)...)
	}
	r := post("/admin/key", "key=en-lang-n%C3%B8gle-1&next=%2Fadmin%2Freport%3Fdays%3D90")
	cookie := r.header.Get("Set-Cookie")
	if r.status != 303 || r.header.Get("Location") != "/admin/report?days=90" || strings.Contains(cookie, "nøgle") {
		t.Fatalf("%d %v", r.status, r.header)
	}
	for _, part := range []string{"taskforce-admin=", "path=/admin", "HttpOnly", "SameSite=Lax", "max-age=28800"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %s lacks %s", cookie, part)
		}
	}
	cookie, _, _ = strings.Cut(cookie, ";")
	if r := s.do(t, "GET", "/admin/report?days=90", "", "Accept", "text/html", "Cookie", cookie); r.status != 200 || r.body != "html 90" {
		t.Errorf("%d %s", r.status, r.body)
	}
	contains(t, s.do(t, "GET", "/admin", "", "Accept", "text/html", "Cookie", cookie).body, `action="/admin/leave"`, "Rapport om spørgsmål")
	for name, r := range map[string]reply{
		"a changed cookie":         s.do(t, "GET", "/admin/report", "", "Cookie", cookie+"x"),
		"another site's form":      post("/admin/leave", "", "Cookie", cookie, "Sec-Fetch-Site", "cross-site"),
		"another site's key":       post("/admin/key", "key=en-lang-n%C3%B8gle-1", "Sec-Fetch-Site", "cross-site"),
		"a key that goes nowhere":  post("/admin/key", "key="),
		"a page of another site's": s.do(t, "GET", "/admin/nichts", "", "Cookie", cookie),
	} {
		if r.status == 200 || r.status == 303 {
			t.Errorf("%s: %d", name, r.status)
		}
	}
	if r := post("/admin/key", "key=en-lang-n%C3%B8gle-1&next=%2F%2Fet-andet.dk"); r.header.Get("Location") != "/admin" {
		t.Errorf("sent to %s", r.header.Get("Location"))
	}
	if r := post("/admin/leave", "", "Cookie", cookie); r.status != 303 || !strings.Contains(r.header.Get("Set-Cookie"), "taskforce-admin=;") {
		t.Errorf("leaving: %d %v", r.status, r.header)
	}
	if strings.Contains(s.log.String(), "nøgle-1") {
		t.Error("the log holds the key")
	}
}

func TestAdminIsNotThere(t *testing.T) {
	report := func(context.Context, io.Writer, server.ReportRequest) error { return nil }
	for name, cfg := range map[string]server.Config{"no key": {Report: report}, "nothing": {}, "no report": {AdminKey: "a"}} {
		s := start(t, cfg)
		if r := s.do(t, "GET", "/admin/report", "", "Authorization", "Bearer a"); r.status != 404 {
			t.Errorf("%s: %d", name, r.status)
		}
		if r := s.do(t, "GET", "/admin/report", "", "Authorization", "Bearer "); cfg.AdminKey == "" && r.status != 404 {
			t.Errorf("%s, an empty key: %d", name, r.status)
		}
	}
}

func TestAdminReport(t *testing.T) {
	var fails bool
	begun, goOn := make(chan bool), make(chan bool)
	s := start(t, server.Config{AdminKey: "a", Report: func(_ context.Context, w io.Writer, req server.ReportRequest) error {
		if fails {
			return errors.New("hemmelig grund")
		}
		if req.Days == 99 {
			begun <- true
			<-goOn
		}
		_, err := fmt.Fprintf(w, `<style nonce="%s">`, req.Nonce)
		return err
	}})
	get := func(query string) reply {
		return s.do(t, "GET", "/admin/report"+query, "", "Authorization", "Bearer a")
	}
	for _, query := range []string{"?days=0", "?days=x", "?days=3661", "?format=exe", "?from=2026-11-01", "?from=2026-11-02&to=2026-11-01", "?from=i+gaar&to=i+dag", "?compare_to=2026-11-01", "?from=2000-01-01&to=2026-11-01"} {
		if r := get(query); r.status != 400 {
			t.Errorf("%s: %d", query, r.status)
		}
	}
	r := get("?days=7")
	policy := r.header.Get("Content-Security-Policy")
	_, nonce, _ := strings.Cut(r.body, `nonce="`)
	nonce, _, _ = strings.Cut(nonce, `"`)
	if nonce == "" || !strings.Contains(policy, "style-src 'nonce-"+nonce+"'") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q, page %q", policy, r.body)
	}
	if again := get(""); again.body == r.body || again.header.Get("Cache-Control") != "no-store" {
		t.Error("the nonce is the same, or the page may be kept")
	}
	if r := get("?format=csv"); r.header.Get("Content-Disposition") != `attachment; filename="rapport.csv"` || !strings.HasPrefix(r.header.Get("Content-Type"), "text/csv") {
		t.Errorf("headers %v", r.header)
	}
	first := make(chan reply)
	go func() { first <- get("?days=99") }()
	<-begun
	if r := get(""); r.status != 503 {
		t.Errorf("a second report at the same time: %d", r.status)
	}
	goOn <- true
	if r := <-first; r.status != 200 {
		t.Errorf("the first report: %d", r.status)
	}
	fails = true
	if r := get(""); r.status != 500 || strings.Contains(r.body, "hemmelig") {
		t.Errorf("%d %s", r.status, r.body)
	}
}
