package library_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// TestOriginal swaps files after they were read: only what was read is opened.
func TestOriginal(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "kodeord.txt")
	writeText(t, outside, "hemmeligt kodeord\n")
	for _, c := range []struct {
		name string
		swap func(path string) error
		want error
	}{
		{"as it was", func(string) error { return nil }, nil},
		{"gone", os.Remove, fs.ErrNotExist},
		{"a link out", func(p string) error { return errors.Join(os.Remove(p), os.Symlink(outside, p)) }, fs.ErrNotExist},
		{"a link to what was not read", func(p string) error { return errors.Join(os.Remove(p), os.Symlink("../b.txt", p)) }, documents.ErrChanged},
		{"the folder is a link out", func(p string) error {
			dir := filepath.Dir(p)
			return errors.Join(os.RemoveAll(dir), os.Symlink(filepath.Dir(outside), dir))
		}, fs.ErrNotExist},
		{"a folder", func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o755)) }, fs.ErrNotExist},
		{"other content", func(p string) error { return os.WriteFile(p, []byte("Hegnet er 9 meter.\n"), 0o600) }, documents.ErrChanged},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "regler", "a.txt")
			writeText(t, path, "Hegnet er 2 meter.\n")
			writeText(t, filepath.Join(dir, "b.txt"), "Noget andet står her.\n")
			sources := []library.Source{{FS: fstest.MapFS{}}, {Disk: dir}}
			info := readInfo(t, sources, "regler/a.txt")
			if err := c.swap(path); err != nil {
				t.Fatal(err)
			}
			f, err := library.Original(sources, info)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err != nil {
				return
			}
			defer f.Close()
			if text, err := io.ReadAll(f); string(text) != "Hegnet er 2 meter.\n" || err != nil {
				t.Errorf("got %q %v", text, err)
			}
		})
	}
}

// TestOriginalElsewhere asks for files that no source has.
func TestOriginalElsewhere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	writeText(t, path, "Hegnet er 2 meter.\n")
	direct := []library.Source{{Disk: path}}
	info := readInfo(t, direct, "a.txt")
	f, err := library.Original(direct, info)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if _, err := library.Original([]library.Source{{Disk: t.TempDir()}}, info); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another folder: %v", err)
	}
	if _, err := library.Original(nil, info); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no source: %v", err)
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// read describes the document that was read from a path.
func readInfo(t *testing.T, sources []library.Source, path string) documents.Info {
	t.Helper()
	lib, err := library.ReadAll(t.Context(), sources, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.Documents {
		if d.Path == path {
			return d.Info
		}
	}
	t.Fatalf("%s was not read: %v", path, lib.Failures)
	return documents.Info{}
}
