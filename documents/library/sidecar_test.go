package library

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
)

// TestSidecar reads a page with and without a sidecar, from its file and from
// the cache, where what a former sidecar said must not stay.
func TestSidecar(t *testing.T) {
	dir := t.TempDir()
	cache := Cache{Dir: t.TempDir()}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("side.html", `<html lang="da"><head><title>Cykler</title><link rel="canonical" href="https://andre.dk/"></head><body><p>En cykel lånes i receptionen.</p></body></html>`)
	type told struct{ Title, Date, URL, Vanished, Publisher, Kind string }
	for _, c := range []struct {
		what, sidecar string
		want          told
		reason        string
	}{
		{"none", "", told{"Cykler", "", "https://andre.dk/", "", "", ""}, ""},
		{"from a server", "url: https://kommune.dk/%C3%A6\nmodified: 2024-03-01\n", told{"Cykler", "2024-03-01", "https://kommune.dk/%C3%A6", "", "", ""}, ""},
		{"by hand", "title: \"Lån: cykler\"\npublisher: Kommunen\nkind: vejledning\ndate: 12. juni 2025\nmodified: 2024-03-01\n", told{"Lån: cykler", "2025-06-12", "https://andre.dk/", "", "Kommunen", "vejledning"}, ""},
		{"vanished", "url: https://kommune.dk/\nvanished: 2026-02-03\n", told{"Cykler", "", "https://kommune.dk/", "2026-02-03", "", ""}, ""},
		{"no web address", "url: javascript:alert(1)\n", told{"Cykler", "", "https://andre.dk/", "", "", ""}, ""},
		{"broken", "title: a: b\n", told{"Cykler", "", "https://andre.dk/", "", "", ""}, "side.html.meta.yaml kan ikke læses"},
		{"too large", "title: " + strings.Repeat("x", documents.MaxFrontMatter), told{"Cykler", "", "https://andre.dk/", "", "", ""}, "for stor"},
		{"gone again", "", told{"Cykler", "", "https://andre.dk/", "", "", ""}, ""},
	} {
		if c.sidecar != "" {
			write("side.html.meta.yaml", c.sidecar)
		} else {
			_ = os.Remove(filepath.Join(dir, "side.html.meta.yaml"))
		}
		for range 2 { // the second time from the cache
			lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{Known: cache.Known})
			if err != nil {
				t.Fatal(err)
			}
			if len(lib.Documents) != 1 {
				t.Fatalf("%s: got %d documents, %v", c.what, len(lib.Documents), lib.Failures)
			}
			d := lib.Documents[0]
			if diff := cmp.Diff(c.want, told{d.Title, d.Date, d.URL, d.Vanished, d.Publisher, d.Kind}); diff != "" {
				t.Errorf("%s: %s", c.what, diff)
			}
			reasons := ""
			for _, f := range lib.Failures {
				reasons += f.Reason
			}
			if !strings.Contains(reasons, c.reason) || (c.reason == "") != (reasons == "") {
				t.Errorf("%s: got the failure %q, want %q", c.what, reasons, c.reason)
			}
			if err := cache.Keep(lib); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestReadLinks(t *testing.T) {
	for _, c := range []struct {
		what, page string
		want       html.Links
	}{
		{"plain", `<title>Om</title><a href="a.pdf">A</a><a name=x>B</a><a href="/c?d=1#e">C</a>`, html.Links{To: []string{"a.pdf", "/c?d=1#e"}}},
		{"base", `<base href="https://x.dk/y/"><a href="a.pdf">A</a>`, html.Links{To: []string{"https://x.dk/y/a.pdf"}}},
		{"listing", `<title>Index of /filer/</title><a href="../">..</a>`, html.Links{To: []string{"../"}, Listing: true}},
		{"not to be followed", `<meta name="Robots" content="noindex, nofollow"><a href="a">A</a>`, html.Links{NoIndex: true}},
	} {
		got, err := html.ReadLinks(t.Context(), []byte(c.page))
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", c.what, err, diff)
		}
	}
}

func TestRead(t *testing.T) {
	doc, failure := Read(t.Context(), "cykler.md", []byte("# Cykler\n\nEn cykel lånes i receptionen.\n"), Options{})
	if failure != nil || doc == nil || doc.Title != "Cykler" || doc.Format != "markdown" || Extension(doc.Format) != ".md" {
		t.Errorf("got %+v, %+v", doc, failure)
	}
	if doc, failure = Read(t.Context(), "billede.png", []byte("\x89PNG\r\n"), Options{}); doc != nil || failure == nil || !strings.Contains(failure.Reason, "billede") {
		t.Errorf("got %+v, %+v", doc, failure)
	}
}
