package browser

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/cli"
)

// TestWidgetWithSiteKey embeds the chat of a service that asks for keys: it
// answers from the site's own collection, and its links take the key along.
func TestWidgetWithSiteKey(t *testing.T) {
	t.Parallel()
	data, docs := t.TempDir(), t.TempDir()
	text := "# Portens plan\n\n## Porten\n\nSignalet ved porten til kælderen hedder Grønspætte og skiftes hver mandag.\n"
	if err := os.WriteFile(filepath.Join(docs, "porten.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var s *service
	var key bytes.Buffer
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", strictPolicy(s.otherHost()))
		_, _ = io.WriteString(w, embedding(s.otherHost(), fmt.Sprintf("data-key=%q", strings.TrimSpace(key.String())), ""))
	}))
	t.Cleanup(page.Close)
	args := []string{"keys", "add", "Intranet", "--store", "sqlite", "--data", data, "--origin", page.URL, "--collections", "odense"}
	if code := cli.Main(context.Background(), args, func(string) (string, bool) { return "", false }, &key, io.Discard); code != 0 {
		t.Fatalf("keys add: %d", code)
	}
	s = serve(t, "--no-materials", "--documents", docs, "--data", data, "--store", "sqlite", "--auth", "keys", "--collection", "odense="+docs)
	b := newTab(t)
	f := (&intranet{url: page.URL, service: s}).openWidget(b)
	ask(f, "Hvad hedder signalet til kælderen?")
	answered(f)
	f.reads("#conversation .answer", "Grønspætte")
	f.holds(`[...document.querySelectorAll('#conversation [data-part="sources"] a[href^="/documents"], .about a[href^="/documents"]')].every((a) => a.search.includes("key=tf_"))`)
	b.shot("widget-sitekey")
}

// TestLoginPage looks at the page that asks people to log in.
func TestLoginPage(t *testing.T) {
	t.Parallel()
	s := serve(t, "--auth", "oidc", "--oidc-issuer", "http://127.0.0.1:1", "--oidc-client-id", "a", "--public-url", "http://127.0.0.1:2", "--session-key", strings.Repeat("k", 32))
	b := newTab(t)
	b.open(s.url + "/search?q=tid")
	b.reads("h1", "Log ind")
	b.holds(`location.pathname === "/login" && document.cookie === "" && document.querySelector("a.button").getAttribute("href") === "/login/start?next=%2Fsearch%3Fq%3Dtid"`)
	b.shot("login")
}
