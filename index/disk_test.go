package index

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/local"
)

func TestKeptOnDisk(t *testing.T) {
	dir := t.TempDir()
	lib := indextest.Library(t, indextest.Contacts)
	x := testIndex(t, lib, Options{Dir: dir})
	before := first(t, x, "telefon økonomi")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	current, err := os.ReadFile(filepath.Join(dir, currentFile))
	if err != nil {
		t.Fatal(err)
	}
	x = testIndex(t, lib, Options{Dir: dir})
	if got := first(t, x, "telefon økonomi"); got != before || got == "" {
		t.Errorf("reopened: got %q, want %q", got, before)
	}
	again, err := os.ReadFile(filepath.Join(dir, currentFile))
	if err != nil || !bytes.Equal(again, current) {
		t.Errorf("an unchanged library was indexed anew (%s, then %s, %v)", current, again, err)
	}
}

func TestUpdateSwaps(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		x := testIndex(t, indextest.Library(t, indextest.Contacts), Options{Dir: dir})
		if err := x.Update(context.Background(), indextest.Library(t, "# Cykler\nCykler stilles i skuret.")); err != nil {
			t.Fatal(err)
		}
		if got := first(t, x, "cykler"); !strings.Contains(got, "skuret") {
			t.Errorf("dir %q: the new text is not found, got %q", dir, got)
		}
		if got := first(t, x, "telefon økonomi"); got != "" {
			t.Errorf("dir %q: the old text is still found: %q", dir, got)
		}
		builds, err := filepath.Glob(filepath.Join(dir, buildPrefix+"*"))
		if dir != "" && (err != nil || len(builds) != 1) {
			t.Errorf("builds left: %v, %v", builds, err)
		}
	}
}

func TestSearchDuringUpdate(t *testing.T) {
	x := testIndex(t, indextest.Library(t, indextest.Contacts), Options{Dir: t.TempDir()})
	done := make(chan error, 1)
	go func() {
		for i := range 5 {
			text := indextest.Contacts + fmt.Sprintf("\n## Afdeling %d\nTelefon %d", i, 10000+i)
			if err := x.Update(context.Background(), indextest.Library(t, text)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			return
		default:
			if got := first(t, x, "telefon økonomi"); !strings.Contains(got, "55 66 77 88") {
				t.Fatalf("during an update: got %q", got)
			}
		}
	}
}

func TestDamagedIndexIsRebuilt(t *testing.T) {
	lib := indextest.Library(t, indextest.Contacts)
	damages := map[string]func(t *testing.T, build string){
		"forward cut":       func(t *testing.T, b string) { truncate(t, filepath.Join(b, local.ForwardFile), 20) },
		"forward gone":      func(t *testing.T, b string) { remove(t, filepath.Join(b, local.ForwardFile)) },
		"vocabulary cut":    func(t *testing.T, b string) { truncate(t, filepath.Join(b, local.VocabularyFile), 30) },
		"vocabulary gone":   func(t *testing.T, b string) { remove(t, filepath.Join(b, local.VocabularyFile)) },
		"manifest cut":      func(t *testing.T, b string) { truncate(t, filepath.Join(b, local.ManifestFile), 30) },
		"manifest gone":     func(t *testing.T, b string) { remove(t, filepath.Join(b, local.ManifestFile)) },
		"segment cut":       func(t *testing.T, b string) { truncate(t, segment(t, b), 64) },
		"segment gone":      func(t *testing.T, b string) { remove(t, segment(t, b)) },
		"root.bolt cut":     func(t *testing.T, b string) { truncate(t, filepath.Join(b, "bleve", "store", "root.bolt"), 100) },
		"bleve folder gone": func(t *testing.T, b string) { remove(t, filepath.Join(b, "bleve")) },
		"build gone":        func(t *testing.T, b string) { remove(t, b) },
		"CURRENT nonsense": func(t *testing.T, b string) {
			if err := os.WriteFile(filepath.Join(filepath.Dir(b), currentFile), []byte("../x"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			x := testIndex(t, lib, Options{Dir: dir})
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			builds, err := filepath.Glob(filepath.Join(dir, buildPrefix+"*"))
			if err != nil || len(builds) != 1 {
				t.Fatal(builds, err)
			}
			damage(t, builds[0])
			var warned []string
			x = testIndex(t, lib, Options{Dir: dir, Warn: func(f string, a ...any) { warned = append(warned, fmt.Sprintf(f, a...)) }})
			if got := first(t, x, "telefon økonomi"); !strings.Contains(got, "55 66 77 88") {
				t.Errorf("after a rebuild: got %q", got)
			}
			if len(warned) != 1 || strings.Contains(warned[0], "\n") {
				t.Errorf("warnings: got %q, want one line", warned)
			}
		})
	}
}

func truncate(t *testing.T, path string, size int64) {
	t.Helper()
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func segment(t *testing.T, build string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(build, "bleve", "store", "*.zap"))
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	return found[0]
}

// TestKilledRebuild kills a process that rebuilds the index over and over, at
// changing moments, and opens what it left.
func TestKilledRebuild(t *testing.T) {
	dir := t.TempDir()
	x := testIndex(t, indextest.Library(t, indextest.Contacts), Options{Dir: dir})
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestRebuildForever$")
		cmd.Env = append(os.Environ(), "TASKFORCE_TEST_REBUILD="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(40+i*17) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		s, err := openCurrent(dir, Options{}.withDefaults())
		if err != nil {
			t.Fatalf("after kill %d: %v", i, err)
		}
		p, err := s.engine.Passages(t.Context(), []int{0})
		if err != nil || !strings.Contains(p[0].Text, "11 22 33 44") {
			t.Errorf("after kill %d: got %v, %v", i, p, err)
		}
		s.Release()
	}
}

// TestRebuildForever is the process that TestKilledRebuild kills.
func TestRebuildForever(t *testing.T) {
	dir := os.Getenv("TASKFORCE_TEST_REBUILD")
	if dir == "" {
		t.Skip("runs only as the victim of TestKilledRebuild")
	}
	for i := 0; ; i++ {
		lib := indextest.Library(t, indextest.Contacts+fmt.Sprintf("\n## Nr. %d\nTekst nummer %d.", i, i))
		x, err := Build(context.Background(), lib, Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKilledBuildIsRemoved finds what killed builds left, with and without an
// index beside it.
func TestKilledBuildIsRemoved(t *testing.T) {
	for _, alone := range []bool{true, false} {
		dir := t.TempDir()
		for _, text := range []string{indextest.Contacts, indextest.Contacts + "\n## Ny\nTekst."} {
			left := filepath.Join(dir, buildPrefix+"1-1", "building")
			if err := os.MkdirAll(left, 0o755); err != nil {
				t.Fatal(err)
			}
			x, err := Build(t.Context(), indextest.Library(t, text), Options{Dir: dir, Alone: alone})
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(left); alone != os.IsNotExist(err) {
				t.Errorf("alone %v: %v", alone, err)
			}
		}
	}
}

// TestFailuresInBothLanguages opens an index that an earlier program made, which
// kept the Danish alone.
func TestFailuresInBothLanguages(t *testing.T) {
	lib := indextest.Library(t, "# Hegn\n\nHegnet må være to meter højt.")
	lib.Failures = []documents.Failure{documents.NewFailure("tom.pdf", documents.ErrEmpty)}
	dir := t.TempDir()
	if err := testIndex(t, lib, Options{Dir: dir}).Close(); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(dir, "*", local.ManifestFile))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v %v", found, err)
	}
	text, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	old := regexp.MustCompile(`,"english":"[^"]*"`).ReplaceAll(text, nil)
	if len(old) == len(text) {
		t.Fatal("the English is not kept")
	}
	if err := os.WriteFile(found[0], old, 0o600); err != nil {
		t.Fatal(err)
	}
	x := testIndex(t, lib, Options{Dir: dir})
	if got := x.Failures(); len(got) != 1 || got[0].English != lib.Failures[0].English || got[0].Reason != lib.Failures[0].Reason {
		t.Errorf("got %+v", got)
	}
	if again, _ := filepath.Glob(filepath.Join(dir, "*", local.ManifestFile)); !slices.Equal(again, found) {
		t.Error("the index was built anew")
	}
}
