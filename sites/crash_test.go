package sites

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tree is every file below a folder with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, dir)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return out
}

// TestCrash looks at the disk after every step of a sync, as a crash would
// leave it: the pages are wholly those of before, or wholly the new ones, and
// the next sync goes on from there. Then each step fails in turn.
func TestCrash(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	s.put("/sitemap.xml", s.sitemapOf("/a", "/b", "/c"))
	s.put("/a", page("Cykler", "En cykel lånes i receptionen."))
	s.put("/b", page("Biler", "En bil lånes i kælderen."))
	s.put("/c", page("Både", "En båd lånes i havnen."))
	opt := Options{Dir: dir, Sources: []string{s.URL + "/sitemap.xml"}}
	s.sync(t, opt)
	own := filepath.Join(dir, PagesFolder, "egen.md")
	if err := os.WriteFile(own, []byte("# Egen\n\nEn fil, som nogen selv har lagt her."), 0o644); err != nil {
		t.Fatal(err)
	}
	before := tree(t, filepath.Join(dir, PagesFolder))
	s.put("/sitemap.xml", s.sitemapOf("/a", "/c", "/d"))
	s.put("/a", page("Cykler", "En cykel lånes i kælderen."))
	s.put("/d", page("Tog", "Et tog tages på stationen."))

	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	var snapshots []string
	crash := opt
	crash.Dir = work
	crash.step = func(string) error {
		snapshots = append(snapshots, filepath.Join(t.TempDir(), "x"))
		return os.CopyFS(snapshots[len(snapshots)-1], os.DirFS(work))
	}
	s.sync(t, crash)
	after := tree(t, filepath.Join(work, PagesFolder))
	if len(snapshots) < 6 || maps.Equal(before, after) || after["/egen.md"] == "" {
		t.Fatalf("%d steps", len(snapshots))
	}
	for i, snap := range snapshots {
		got := tree(t, filepath.Join(snap, PagesFolder))
		if !maps.Equal(got, before) && !maps.Equal(got, after) {
			t.Errorf("after step %d the pages are neither old nor new: %v", i, cmp.Diff(before, got))
		}
		again := opt
		again.Dir = snap
		s.sync(t, again)
		if got := tree(t, filepath.Join(snap, PagesFolder)); !maps.Equal(got, after) {
			t.Errorf("a sync after step %d: %v", i, cmp.Diff(after, got))
		}
		if _, err := os.Stat(filepath.Join(snap, newFolder)); err == nil {
			t.Errorf("step %d left its folder", i)
		}
	}
	for fail := range len(snapshots) - 1 { // after the last all is in place
		n := 0
		crash.Dir = filepath.Join(t.TempDir(), "x")
		if err := os.CopyFS(crash.Dir, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		crash.step = func(string) error {
			if n++; n > fail {
				return errors.New("no space left")
			}
			return nil
		}
		crash.Fetch.Private = true
		if _, err := Sync(t.Context(), crash); err == nil {
			t.Fatalf("step %d failed unseen", fail)
		}
		if got := tree(t, filepath.Join(crash.Dir, PagesFolder)); !maps.Equal(got, before) {
			t.Errorf("a failure in step %d changed the pages", fail)
		}
	}
}

// TestLeftUnderItsOldName takes up the pages after a crash between two renames.
func TestLeftUnderItsOldName(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	s.put("/", page("Forside", "Velkommen til siden."))
	opt := Options{Dir: dir, Sources: []string{s.URL}}
	s.sync(t, opt)
	if err := os.Rename(filepath.Join(dir, PagesFolder), filepath.Join(dir, oldFolder)); err != nil {
		t.Fatal(err)
	}
	same(t, map[string]Status{"/": Unchanged}, s.statuses(s.sync(t, opt)))
	if len(read(t, dir)) != 1 {
		t.Error("the page is lost")
	}
}

// TestFilesOfOthers keeps a file that has the name a new page would have.
func TestFilesOfOthers(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	s.put("/", page("Om os", "Velkommen til siden."))
	own := filepath.Join(dir, PagesFolder, plain(strings.TrimPrefix(s.URL, "http://"), "."), "forside.html")
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte("<p>Min egen forside.</p>"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.sync(t, Options{Dir: dir, Sources: []string{s.URL}})
		if data, err := os.ReadFile(own); err != nil || string(data) != "<p>Min egen forside.</p>" {
			t.Fatalf("got %q, %v", data, err)
		}
		if docs := read(t, dir); len(docs) != 2 || docs[s.URL+"/"].Title != "Om os" {
			t.Errorf("got %+v", docs)
		}
	}
}
