package documentstest

import (
	"os"
	"path/filepath"
	"testing"
)

// Compiled has a folder for --data, which need not be there, keep the compiled
// reader of PDF where it is kept without --data: else each test compiles it
// anew, which takes seconds, and a minute under the race detector.
func Compiled(t testing.TB, data string) {
	t.Helper()
	user, err := os.UserCacheDir()
	if err != nil {
		return // nothing is kept then
	}
	kept, cache := filepath.Join(user, "taskforce", "wazero"), filepath.Join(data, "cache")
	for _, dir := range []string{kept, cache} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(kept, filepath.Join(cache, "wazero")); err != nil {
		t.Fatal(err)
	}
}
