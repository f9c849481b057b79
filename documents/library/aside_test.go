package library

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestAside reads files of which marks say that a program ended with them.
func TestAside(t *testing.T) {
	dir, cache := t.TempDir(), Cache{Dir: filepath.Join(t.TempDir(), "documents")}
	hash := map[string]string{}
	for _, name := range []string{"a.md", "b.md", "c.md"} {
		data := []byte("# Fil " + name + "\n\nEn cykel lånes i receptionen.\n")
		sum := sha256.Sum256(data)
		hash[name] = hex.EncodeToString(sum[:])
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	mark := func(name, pid string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Join(filepath.Dir(cache.Dir), "reading"), 0o755), os.WriteFile(filepath.Join(filepath.Dir(cache.Dir), "reading", hash[name]), []byte(pid), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	read := func(want int) *documents.Library {
		t.Helper()
		lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{Shelf: cache})
		if err != nil || len(lib.Documents) != want {
			t.Fatalf("%d documents, %v, %v", len(lib.Documents), lib.Failures, err)
		}
		return lib
	}
	ended := strconv.Itoa(gone.ProcessState.Pid())
	mark("a.md", ended)
	mark("b.md", ended)
	read(3) // one by one, and no mark is left
	if left, _ := os.ReadDir(filepath.Join(filepath.Dir(cache.Dir), "reading")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	mark("c.md", strconv.Itoa(os.Getppid())) // another program reads it now
	read(3)
	mark("b.md", ended+" 1") // once may be chance
	read(3)
	mark("b.md", ended+" 2")
	for range 2 { // and it stays so
		lib := read(2)
		if len(lib.Failures) != 1 || lib.Failures[0].Path != "b.md" || !errors.Is(lib.Failures[0].Err, errAside) {
			t.Errorf("failures %+v", lib.Failures)
		}
	}
	m := openMarks(cache)
	for attempt := 1; attempt <= 2; attempt++ { // the program ends each time
		if _, err := m.begin(hash["a.md"]); err != nil {
			t.Fatal(err)
		}
		inHand.Delete(hash["a.md"])
		if m = openMarks(cache); m.suspects[hash["a.md"]] != attempt%2 || m.aside[hash["a.md"]] != (attempt == 2) {
			t.Errorf("after %d attempts: %v, %v", attempt, m.suspects, m.aside)
		}
	}
	if err := os.Remove(filepath.Join(m.dir, hash["a.md"]+asideEnding)); err != nil {
		t.Fatal(err)
	}
	if err := cache.Keep(read(2)); err != nil {
		t.Fatal(err)
	}
	read(2)
	if err := os.WriteFile(filepath.Join(dir, "b.md"), []byte("# Ny udgave\n\nMed anden tekst.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	read(3)
}
