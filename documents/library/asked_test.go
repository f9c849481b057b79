package library

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// TestAskedBeside reads the questions beside a file, from its file and from the
// cache, and sees that they change what the document is.
func TestAskedBeside(t *testing.T) {
	dir, cache := t.TempDir(), Cache{Dir: t.TempDir()}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func() (*documents.Document, []documents.Failure) {
		t.Helper()
		lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{Shelf: cache, Known: cache.Known})
		if err != nil || len(lib.Documents) != 1 {
			t.Fatalf("%+v, %v", lib, err)
		}
		full, err := lib.Documents[0].Full()
		if err != nil {
			t.Fatal(err)
		}
		return full, lib.Failures
	}
	watcher := Watcher{Sources: []Source{{Disk: dir}}}
	write("cykler.md", "# Cykler\n\nEn cykel lånes i receptionen. Den koster intet.\n")
	doc, _ := read()
	if doc.Info.Asked != "" || doc.Asked != nil {
		t.Fatalf("asked %q", doc.Info.Asked)
	}
	before := watcher.signature(t.Context())
	write("cykler.md.asked.txt", "Den koster intet.\n- er det gratis\n! Er det gratis?\n\nDen er rød.\n- hvilken farve\n")
	if watcher.signature(t.Context()) == before {
		t.Error("a running service does not see the questions")
	}
	for range 2 { // the second time from the cache
		if doc, _ = read(); doc.Info.Asked == "" || len(doc.Asked) != 2 {
			t.Fatalf("asked %q, %v", doc.Info.Asked, doc.Asked)
		}
		passages := documents.Passages(doc, documents.DefaultPassageSize())
		if len(passages) != 1 || len(passages[0].Asked) != 1 || passages[0].Asked[0].Question != "er det gratis" {
			t.Errorf("passages %+v", passages)
		}
	}
	odd := Check(doc, time.Now(), 0)
	i := slices.IndexFunc(odd, func(o Oddity) bool { return o.Kind == OddAsked })
	if i < 0 || !strings.Contains(odd[i].Text, "cykler.md.asked.txt: 1 af sætningerne") || !strings.Contains(odd[i].Text, "Den er rød.") {
		t.Errorf("odd: %+v", odd)
	}
	if !slices.ContainsFunc(odd, func(o Oddity) bool { return o.Kind == OddVain && strings.Contains(o.Text, "»Er det gratis?«") }) {
		t.Errorf("odd: %+v", odd)
	}
	write("cykler.md.asked.txt", "- er det gratis\n")
	if doc, failures := read(); doc.Asked != nil || len(failures) != 1 || !failures[0].Read || !strings.Contains(failures[0].Reason, "cykler.md.asked.txt") || !strings.Contains(failures[0].Reason, "linje 1") {
		t.Errorf("asked %v, failures %+v", doc.Asked, failures)
	}
}
