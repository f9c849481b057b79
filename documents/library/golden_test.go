package library

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/digitaskforce/taskforce/documents"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads each file of testdata and compares what became of it with
// the .golden file beside it: one line a fact, one line a block.
func TestGolden(t *testing.T) {
	for _, folder := range []string{"markdown", "html", "office"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("testdata/%s: %d files, %v", folder, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, ".golden") {
				continue
			}
			t.Run(filepath.ToSlash(name), func(t *testing.T) { compareGolden(t, name) })
		}
	}
}

// zipped makes the zipped file that a txtar file lists the parts of.
func zipped(t testing.TB, name string) string {
	t.Helper()
	parts, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(name), ".txtar"))
	files := make([]part, 0, len(parts.Files))
	for _, f := range parts.Files {
		files = append(files, part{f.Name, strings.TrimSpace(string(f.Data))})
	}
	writeFile(t, out, zipOf(t, files...))
	return out
}

func compareGolden(t *testing.T, name string) {
	t.Helper()
	golden := name + ".golden"
	if strings.HasSuffix(name, ".txtar") {
		name = zipped(t, name)
	}
	lib, err := ReadAll(context.Background(), []Source{{Disk: name}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := describeLibrary(t, lib)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// describeLibrary writes what was read so that a person can check it.
func describeLibrary(t *testing.T, lib *documents.Library) string {
	t.Helper()
	var b strings.Builder
	for _, f := range lib.Failures {
		fmt.Fprintf(&b, "! %s: %s (skipped %t, read %t)\n", f.Path, f.Reason, f.Skipped, f.Read)
	}
	for _, d := range lib.Documents {
		info := d.Info
		info.Hash = ""
		facts, err := json.Marshal(info)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", facts)
		for _, l := range d.Losses {
			fmt.Fprintf(&b, "left out, %s, page %d, %d words: %s\n", l.Kind, l.Page, l.Words, l.Text)
		}
		fmt.Fprintln(&b)
		for _, blk := range d.Blocks {
			b.WriteString(describeBlock(blk))
		}
	}
	return b.String()
}

func describeBlock(b documents.Block) string {
	var line string
	switch {
	case b.Kind == documents.Heading:
		line = strings.Repeat("#", b.Level) + " " + b.Text
	case b.Kind == documents.Item:
		line = strings.Repeat("  ", b.Level-1) + "- " + b.Text
	case b.Head:
		line = "|| " + strings.Join(b.Cells, " || ")
	case b.Kind == documents.Row:
		line = "| " + strings.Join(b.Cells, " | ")
	default:
		line = b.Text
	}
	if b.Page > 0 {
		line = fmt.Sprintf("[%d] %s", b.Page, line)
	}
	return line + "\n"
}
