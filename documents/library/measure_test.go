package library

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// measured is what one file, or all of a format, came to.
type measured struct {
	name        string
	files       int
	words, kept int // of the other reader's words, those that are here too
	told        int // of the others, those that are left out on purpose and told
	cpu         time.Duration
}

func (m *measured) add(o measured) {
	m.files, m.words, m.kept, m.told, m.cpu = m.files+o.files, m.words+o.words, m.kept+o.kept, m.told+o.told, m.cpu+o.cpu
}

func (m measured) String() string {
	share := func(n int) float64 { return 100 * float64(n) / float64(max(1, m.words)) }
	return fmt.Sprintf("%s: %d files, %d words, kept %.2f %%, with what is told %.2f %%, %.1f s", m.name, m.files, m.words, share(m.kept), share(m.kept+m.told), m.cpu.Seconds())
}

// TestMeasure compares what becomes of the files of a folder with what pdftotext
// and pandoc take out of them, word by word. docs/formats.md says how to run it.
func TestMeasure(t *testing.T) {
	folder := os.Getenv("TASKFORCE_MEASURE_FOLDER")
	if folder == "" {
		t.Skip("TASKFORCE_MEASURE_FOLDER is not set")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*measured{}
	var each []measured
	for _, file := range files {
		reference, ok := otherReader(t, file)
		if !ok {
			continue
		}
		begun := processorTime()
		lib, err := ReadAll(t.Context(), []Source{{Disk: file}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := measured{name: filepath.Base(file), files: 1, cpu: processorTime() - begun}
		if len(lib.Documents) == 0 {
			t.Logf("%s: %v", m.name, lib.Failures)
			continue
		}
		doc := lib.Documents[0]
		layer := documents.NewLayer(strings.Split(reference, "\n"), doc.Blocks)
		m.words, m.kept = layer.Words, layer.Kept
		m.told = min(m.words-m.kept, documents.LostWords(doc.Losses))
		each = append(each, m)
		if all[doc.Format] == nil {
			all[doc.Format] = &measured{name: doc.Format}
		}
		all[doc.Format].add(m)
	}
	slices.SortFunc(each, func(a, b measured) int {
		return cmp.Compare(a.kept+a.told-a.words, b.kept+b.told-b.words)
	})
	for _, m := range each[:min(len(each), 15)] {
		t.Log(m)
	}
	for _, format := range slices.Sorted(maps.Keys(all)) {
		t.Log("all ", all[format])
	}
}

// otherReader is the text that pdftotext or pandoc takes out of a file, false
// where neither reads it.
func otherReader(t *testing.T, file string) (string, bool) {
	t.Helper()
	program := []string{"pandoc", "--to=plain", "--wrap=none", file}
	switch strings.ToLower(filepath.Ext(file)) {
	case ".pdf":
		program = []string{"pdftotext", file, "-"}
	case ".docx", ".odt", ".epub", ".html", ".htm", ".pptx":
	default:
		return "", false
	}
	out, err := exec.CommandContext(t.Context(), program[0], program[1:]...).Output()
	return string(out), err == nil && len(strings.Fields(string(out))) > 0
}
