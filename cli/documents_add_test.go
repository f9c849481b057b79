package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer"
)

// TestAddFetched fetches a page into a folder: only when the reader says yes,
// and with its address as the source that answers show.
func TestAddFetched(t *testing.T) {
	t.Parallel()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt", "/væk":
			http.NotFound(w, r)
			return
		case "/fil":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
			return
		case "/billede":
			_, _ = fmt.Fprint(w, "\x89PNG\r\n\x1a\n")
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, "<!doctype html><html><title>Cykler</title><body><main><h1>Cykler</h1><p>En cykel lånes i receptionen hver dag.</p></main></body></html>")
	}))
	defer site.Close()
	address, to := site.URL+"/regler/cykel", t.TempDir()
	for _, bad := range []struct{ private, address, want string }{
		{"false", address, "internt netværk"}, {"true", site.URL + "/væk", "404"}, {"true", site.URL + "/fil", "http"},
		{"true", site.URL + "/billede", "billede"}, {"true", "ftp://eksempel.dk/a", "http"},
	} {
		code, _, errs := run(nil, "documents", "add", "--yes", "--to", to, "--allow-private="+bad.private, bad.address)
		if code != exitFailed || !strings.Contains(errs, "ikke lagt: ") || !strings.Contains(errs, bad.want) {
			t.Errorf("%s: exit code %d, %s", bad.address, code, errs)
		}
	}
	for reply, want := range map[string]int{"n\n": 0, "": 0, "j\n": 2} {
		dir := t.TempDir()
		cmd := program(t, "documents", "add", "--allow-private", "--to", dir, address)
		cmd.Stdin = strings.NewReader(reply)
		out, err := cmd.Output()
		files, _ := os.ReadDir(dir)
		if err != nil || len(files) != want || !strings.Contains(string(out), "Cykler, 1 uddrag") {
			t.Errorf("%q: %v, %d files, %s", reply, err, len(files), out)
		}
	}
	if code, out, errs := run(nil, "documents", "add", "--yes", "--allow-private", "--to", to, address); code != exitDone {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(to, "cykel.html.meta.yaml")); err != nil {
		t.Error(err)
	}
	code, out, _ := run(nil, "ask", "--json", "--no-materials", "--documents", to, question)
	var a answer.Answer
	if a = decode(t, out); code != exitDone || len(a.Sources) == 0 || a.Sources[0].PublicURL != address {
		t.Errorf("exit code %d, %+v", code, a.Sources)
	}
}
