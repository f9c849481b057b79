package pdf

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCompiled tells a cache with compiled code from one without, and Compile
// leaves a context alone that has no engine.
func TestCompiled(t *testing.T) {
	dir := t.TempDir()
	Compile(t.Context(), dir)
	if compiled(dir) {
		t.Error("an empty cache is taken for one with compiled code")
	}
	version := filepath.Join(dir, "wazero", "v1")
	if err := os.MkdirAll(version, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(version, "code"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if !compiled(dir) {
		t.Error("compiled code is not seen")
	}
}
