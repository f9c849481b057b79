package whole

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := Create(path, []byte("en")); err != nil {
		t.Fatal(err)
	}
	if err := Create(path, []byte("to")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("making it again: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Replace(path, []byte("tre")); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	info, _ := os.Stat(path)
	entries, _ := os.ReadDir(filepath.Dir(path))
	if string(data) != "tre" || info.Mode().Perm() != 0o600 || len(entries) != 1 {
		t.Errorf("%s %v, %d files", data, info.Mode(), len(entries))
	}
	if err := Replace(filepath.Join(path, "b"), nil); err == nil {
		t.Error("a folder that is none")
	}
}
