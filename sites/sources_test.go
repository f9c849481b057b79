package sites

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/fetch"
)

func TestCanceled(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	s.put("/", func(http.ResponseWriter, *http.Request) { cancel() })
	_, err := Sync(ctx, Options{Dir: dir, Sources: []string{s.URL}, Fetch: fetch.Options{Private: true}})
	if !errors.Is(err, context.Canceled) || len(tree(t, dir)) != 0 {
		t.Errorf("got %v", err)
	}
}

func TestBadSources(t *testing.T) {
	dir := t.TempDir()
	list := func(text string) string {
		name := filepath.Join(t.TempDir(), "liste.txt")
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	for source, want := range map[string]string{
		"ftp://x.dk/":                             "http",
		list("\n"):                                "ingen adresser",
		list("# a\nhttps://x.dk\nkommune.dk"):     "linje 3",
		list("https://x.dk/\nfile:///etc/passwd"): "linje 2",
		dir:                       "ikke en fil",
		filepath.Join(dir, "nix"): "kan ikke åbnes",
	} {
		_, err := Sync(t.Context(), Options{Dir: dir, Sources: []string{source}})
		var bad *SourceError
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", source, err, want)
		}
	}
	if _, err := Sync(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrNoSources) {
		t.Errorf("got %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, PagesFolder), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"{", `{"version":2}`, `{"version":1,"pages":{"https://x.dk/":{"file":"../../x"}}}`} {
		if err := os.WriteFile(filepath.Join(dir, PagesFolder, stateFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var bad *SourceError
		if _, err := Sync(t.Context(), Options{Dir: dir}); !errors.As(err, &bad) || !strings.Contains(err.Error(), "slet den") {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestNames(t *testing.T) {
	free := func(string) bool { return false }
	for _, c := range []struct{ address, ext, want string }{
		{"https://www.kommune.dk/", ".html", "www.kommune.dk/forside.html"},
		{"https://www.kommune.dk/om/Æbler%20og%20pærer.html", ".html", "www.kommune.dk/om-æbler-og-pærer.html"},
		{"https://www.kommune.dk/rapport.PDF?v=2", ".pdf", "www.kommune.dk/rapport-v-2.pdf"},
		{"https://x.dk:8080/../../etc/passwd", ".html", "x.dk-8080/etc-passwd.html"},
		{"https://x.dk/.meta.yaml", ".html", "x.dk/meta-yaml.html"},
		{"http://[::1]/a", ".html", "1/a.html"},
	} {
		u, err := fetch.Address(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if got := nameFor(u, c.ext, free); got != c.want {
			t.Errorf("%s: got %s, want %s", c.address, got, c.want)
		}
	}
	u, _ := fetch.Address("https://x.dk/" + strings.Repeat("æ/", 300))
	if got := nameFor(u, ".html", free); len(got) > 200 {
		t.Errorf("a name of %d bytes", len(got))
	}
	u, _ = fetch.Address("https://x.dk/A")
	first := func(name string) bool { return name == "x.dk/a.html" }
	if got := nameFor(u, ".html", first); got != "x.dk/a-2.html" {
		t.Errorf("got %s for a name that is taken", got)
	}
}
