package pdf

import (
	"bytes"
	"os"
	"os/exec"
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
		measureHeadings(t, doc.Blocks)
		return
	}
	doc, err := Read(t.Context(), in)
	measureWords(t, "pdfium, this reader", documentstest.Text(docBlocks(t, doc, err)), string(want))
	measureHeadings(t, doc.Blocks)
	if plain, err := readPlainPDF(t.Context(), in); err == nil {
		measureWords(t, "ledongthuc, this reader", documentstest.Text(plain.Blocks), string(want))
		measureHeadings(t, plain.Blocks)
	}
	measureWords(t, "ledongthuc, plain", ledongthucText(data), string(want))
	if out, err := exec.CommandContext(t.Context(), "pdftotext", file, "-").Output(); err == nil {
		measureWords(t, "pdftotext", string(out), string(want))
	}
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

// measureHeadings compares with TASKFORCE_MEASURE_HEADINGS, one heading a line.
func measureHeadings(t *testing.T, blocks []documents.Block) {
	t.Helper()
	data, err := os.ReadFile(os.Getenv("TASKFORCE_MEASURE_HEADINGS"))
	if err != nil {
		return
	}
	left := map[string]int{}
	total := 0
	for line := range strings.Lines(string(data)) {
		if key := lettersOnly(line); key != "" {
			left[key]++
			total++
		}
	}
	hits := 0
	var wrong []string
	for _, b := range blocks {
		if b.Kind != documents.Heading {
			continue
		}
		if key := lettersOnly(b.Text); left[key] > 0 {
			left[key]--
			hits++
			continue
		}
		wrong = append(wrong, b.Text)
	}
	t.Logf("headings: %d of %d, false %d %q", hits, total, len(wrong), wrong)
}

func lettersOnly(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s))
}
