package library

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/documents"
)

// TestShelf reads two files again and again, with and without their entries in
// the cache, whole or damaged; the text must come back each time.
func TestShelf(t *testing.T) {
	dir, cache := t.TempDir(), Cache{Dir: filepath.Join(t.TempDir(), "documents")}
	for name, text := range map[string]string{
		"cykel.md": "# Cykler\n\nEn cykel lånes i receptionen.\n", "uden-titel.txt": strings.Repeat("Bilen holder i gården. ", 5000),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(opt Options) *documents.Library {
		t.Helper()
		lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, opt)
		if err != nil || len(lib.Documents) != 2 || len(lib.Failures) != 0 {
			t.Fatalf("got %+v, %v", lib, err)
		}
		return lib
	}
	shelved := Options{Known: cache.Known, Shelf: cache}
	whole := read(Options{})
	for _, c := range []struct {
		what   string
		damage func(path string) error
		lost   bool
	}{
		{"new", func(string) error { return nil }, false},
		{"known", func(string) error { return nil }, false},
		{"removed", os.Remove, false},
		{"empty", func(path string) error { return os.Truncate(path, 0) }, false},
		{"cut off", func(path string) error { return os.Truncate(path, 200) }, true},
	} {
		entries, err := filepath.Glob(filepath.Join(cache.Dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if err := c.damage(e); err != nil {
				t.Fatal(err)
			}
		}
		for i, d := range read(shelved).Documents {
			if d.Blocks != nil {
				t.Errorf("%s: the text of %s is in memory", c.what, d.Path)
			}
			full, err := d.Full()
			if c.lost && errors.Is(err, documents.ErrLost) {
				full, err = read(shelved).Documents[i].Full()
			}
			if diff := cmp.Diff(whole.Documents[i], full, cmpopts.IgnoreUnexported(documents.Document{})); diff != "" || err != nil {
				t.Errorf("%s: %v %s", c.what, err, diff)
			}
		}
	}
}

// TestShelfFails leaves the text in memory where the cache cannot be written.
func TestShelfFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(file, []byte("En cykel lånes i receptionen."), 0o644); err != nil {
		t.Fatal(err)
	}
	lib, err := ReadAll(t.Context(), []Source{{Disk: file}}, Options{Shelf: Cache{Dir: filepath.Join(file, "no folder")}})
	if err != nil || len(lib.Documents) != 1 {
		t.Fatal(lib, err)
	}
	if full, err := lib.Documents[0].Full(); err != nil || len(full.Blocks) != 1 {
		t.Errorf("got %+v, %v", full, err)
	}
}
