package pdf

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/ledongthuc/pdf"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
	"github.com/digitaskforce/taskforce/documents/plain"
)

// TestMeasurePDF compares what engines take out of a PDF with its source text,
// word by word, and its headings with a list of the true ones. It is for work
// on the reader: docs/formats.md says how to run it.
func TestMeasurePDF(t *testing.T) {
	file, source := os.Getenv("TASKFORCE_MEASURE_FILE"), os.Getenv("TASKFORCE_MEASURE_SOURCE")
	if file == "" || source == "" {
		t.Skip("TASKFORCE_MEASURE_FILE and TASKFORCE_MEASURE_SOURCE are not set")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	in := pdfInput(t, data)
	if !strings.HasSuffix(file, ".pdf") {
		doc, err := plain.Read(t.Context(), in)
		measureWords(t, "text", documentstest.Text(docBlocks(t, doc, err)), string(want))
		tellHeadings(t, doc.Blocks)
		return
	}
	doc, err := Read(t.Context(), in)
	measureWords(t, "pdfium, this reader", documentstest.Text(docBlocks(t, doc, err)), string(want))
	tellHeadings(t, doc.Blocks)
	if plain, err := readPlainPDF(t.Context(), in); err == nil {
		measureWords(t, "ledongthuc, this reader", documentstest.Text(plain.Blocks), string(want))
		tellHeadings(t, plain.Blocks)
	}
	measureWords(t, "ledongthuc, plain", ledongthucText(data), string(want))
	if out, err := exec.CommandContext(t.Context(), "pdftotext", file, "-").Output(); err == nil {
		measureWords(t, "pdftotext", string(out), string(want))
	}
}

func tellHeadings(t *testing.T, blocks []documents.Block) {
	t.Helper()
	hits, total, wrong := measureHeadings(t, blocks, os.Getenv("TASKFORCE_MEASURE_HEADINGS"))
	t.Logf("headings: %d of %d, false %d", hits, total, wrong)
}

func docBlocks(t *testing.T, doc *documents.Document, err error) []documents.Block {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return doc.Blocks
}

func ledongthucText(data []byte) (text string) {
	defer func() {
		if recover() != nil {
			text = ""
		}
	}()
	reader, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ""
	}
	plain, err := reader.GetPlainText()
	if err != nil {
		return ""
	}
	var b bytes.Buffer
	b.ReadFrom(plain) //nolint:errcheck // it is in memory
	return b.String()
}

func measureWords(t *testing.T, name, got, want string) {
	t.Helper()
	source, found := countWords(want), countWords(got)
	var total, hits, extracted int
	var missing, extra []string
	for word, n := range source {
		total += n
		hits += min(n, found[word])
		if found[word] < n {
			missing = append(missing, word)
		}
	}
	for word, n := range found {
		extracted += n
		if source[word] < n {
			extra = append(extra, word)
		}
	}
	slices.Sort(missing)
	slices.Sort(extra)
	t.Logf("%-24s found %.2f %% of %d, right %.2f %% of %d", name, 100*float64(hits)/float64(max(total, 1)), total,
		100*float64(hits)/float64(max(extracted, 1)), extracted)
	if os.Getenv("TASKFORCE_MEASURE_WORDS") != "" {
		t.Logf("missing %q\nextra %q", missing, extra)
	}
}

func countWords(text string) map[string]int {
	counts := map[string]int{}
	for _, word := range strings.Fields(danish.Normalise(text)) {
		if word = strings.ToLower(danish.TrimToWord(word)); word != "" {
			counts[word]++
		}
	}
	return counts
}

// TestMeasureHeadings compares the headings of each x.pdf of a folder with
// those of x.headings beside it, one a line. It is for work on the reader:
// docs/formats.md says how to run it.
func TestMeasureHeadings(t *testing.T) {
	folder := os.Getenv("TASKFORCE_MEASURE_TAGGED")
	if folder == "" {
		t.Skip("TASKFORCE_MEASURE_TAGGED is not set")
	}
	lists, err := filepath.Glob(filepath.Join(folder, "*.headings"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	hits, total, wrong := 0, 0, 0
	for _, list := range lists {
		data, err := os.ReadFile(strings.TrimSuffix(list, ".headings") + ".pdf")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Read(ctx, pdfInput(t, data))
		if doc == nil {
			t.Errorf("%s: %v", list, err)
			continue
		}
		h, n, w := measureHeadings(t, doc.Blocks, list)
		t.Logf("%s: %d of %d, false %d", filepath.Base(list), h, n, w)
		hits, total, wrong = hits+h, total+n, wrong+w
	}
	t.Logf("in all: %d of %d (%.1f %%), false %d", hits, total, 100*float64(hits)/float64(max(total, 1)), wrong)
}

// measureHeadings compares with a list, one heading a line: how many of its
// headings are found, of how many, and how many others there are.
func measureHeadings(t *testing.T, blocks []documents.Block, list string) (hits, total, wrong int) {
	t.Helper()
	data, err := os.ReadFile(list)
	if err != nil {
		return 0, 0, 0
	}
	left := map[string]int{}
	for line := range strings.Lines(string(data)) {
		if key := lettersOnly(line); key != "" {
			left[key]++
			total++
		}
	}
	for _, b := range blocks {
		if b.Kind != documents.Heading {
			continue
		}
		if key := lettersOnly(b.Text); left[key] > 0 {
			left[key]--
			hits++
			continue
		}
		if wrong++; os.Getenv("TASKFORCE_MEASURE_WORDS") != "" {
			t.Logf("false: %q", b.Text)
		}
	}
	if os.Getenv("TASKFORCE_MEASURE_WORDS") != "" {
		for key, n := range left {
			if n > 0 {
				t.Logf("missing: %q", key)
			}
		}
	}
	return hits, total, wrong
}

func lettersOnly(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s))
}
