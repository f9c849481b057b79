package library

import (
	"cmp"
	"fmt"
	"maps"
	"os"
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

// TestMeasure compares what becomes of the files of a folder with what other
// programs take out of them, word by word: NAME.txt in a folder of references
// for each NAME. docs/formats.md says how to run it.
func TestMeasure(t *testing.T) {
	folder, references := os.Getenv("TASKFORCE_MEASURE_FOLDER"), os.Getenv("TASKFORCE_MEASURE_REFERENCES")
	if folder == "" || references == "" {
		t.Skip("TASKFORCE_MEASURE_FOLDER and TASKFORCE_MEASURE_REFERENCES are not set")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*measured{}
	var each []measured
	for _, file := range files {
		reference, err := os.ReadFile(filepath.Join(references, filepath.Base(file)+".txt"))
		if err != nil || len(strings.Fields(string(reference))) == 0 {
			continue // no other program found text in it
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
		layer := documents.NewLayer(strings.Split(string(reference), "\n"), doc.Blocks)
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
