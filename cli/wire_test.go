package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLostText builds an index anew while the text that a file became is
// damaged in the cache: the file is read again.
func TestLostText(t *testing.T) {
	t.Parallel()
	docs, data := folder(t, "# Cykler\n\n"+strings.Repeat("En cykel lånes i receptionen på hverdage. ", 4000)), t.TempDir()
	indexed := func(args ...string) {
		t.Helper()
		code, out, errs := run(nil, append([]string{"index", "--no-materials", "--documents", docs, "--data", data}, args...)...)
		if code != 0 || errs != "" || !strings.HasPrefix(out, "1 dokument,") {
			t.Fatalf("code %d: %s%s", code, out, errs)
		}
	}
	indexed()
	kept, err := filepath.Glob(filepath.Join(data, "cache", "documents", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	info, err := os.Stat(kept[0])
	if err != nil || os.Truncate(kept[0], info.Size()-20) != nil {
		t.Fatal(err)
	}
	indexed("--synonyms", written(t, "synonymer.txt", "cykel, jernhest\n"))
	if again, err := os.Stat(kept[0]); err != nil || again.Size() != info.Size() {
		t.Errorf("the text was not kept again: %v, %v", again, err)
	}
}
