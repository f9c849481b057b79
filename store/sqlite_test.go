package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/store"
)

// occurs tells in which files of a folder a text stands.
func occurs(t *testing.T, dir, text string) (in []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(text)) {
			in = append(in, filepath.Base(f))
		}
	}
	return in
}

// TestSQLiteForgets looks for deleted text in the bytes of the files: in rows,
// long ones too, in what feedback replaced, and in the log.
func TestSQLiteForgets(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Config{URL: "sqlite", Dir: dir})
	long := bytes.Repeat([]byte("hemmelig "), 3000)
	for i := range 200 {
		q := store.Question{ID: fmt.Sprint("gammel", i), At: noon, Text: "kodeord"}
		if i%50 == 0 {
			q.Withheld = []store.Withheld{{Text: string(long)}}
		}
		save(t, s, q, store.Question{ID: fmt.Sprint("ny", i), At: noon.Add(time.Hour), Text: "bevares"})
		if err := s.Rate(t.Context(), store.Feedback{ID: q.ID, Vote: store.Down, Comment: "fortroligt", At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"kodeord", "hemmelig", "fortroligt", "bevares"} {
		if len(occurs(t, dir, text)) == 0 {
			t.Fatalf("%q was never written", text)
		}
	}
	before := size(t, dir)
	if n, _, err := s.Sweep(t.Context(), noon.Add(time.Minute)); n != 200 || err != nil {
		t.Fatalf("%d deleted, %v", n, err)
	}
	for _, text := range []string{"kodeord", "hemmelig", "fortroligt", "gammel"} {
		if in := occurs(t, dir, text); len(in) > 0 {
			t.Errorf("%q still stands in %q", text, in)
		}
	}
	if len(occurs(t, dir, "bevares")) == 0 || len(all(t, s, noon, noon.Add(2*time.Hour))) != 200 {
		t.Error("too much was deleted")
	}
	if after := size(t, dir); after >= before {
		t.Errorf("the files had %d bytes and now have %d", before, after)
	}
}

func size(t *testing.T, dir string) (n int64) {
	t.Helper()
	for _, name := range []string{store.File, store.File + "-wal"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		n += info.Size()
	}
	return n
}

func TestSQLiteFileIsTheOwners(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ny", "mappe med ? og #")
	s := open(t, store.Config{URL: "sqlite", Dir: dir})
	save(t, s, full())
	files, err := filepath.Glob(filepath.Join(dir, store.File+"*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", f, info.Mode().Perm())
		}
	}
}

func TestSQLiteDamage(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.File), bytes.Repeat([]byte("ikke en database\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Config{URL: "sqlite", Dir: dir}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
