package library

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestWords compares the words that stand in each file of testdata, as far as
// the simplest reading of its format finds any, with those that come out.
// testdata/words.golden names the ones that do not: hidden, deleted, menus,
// facts about the document. It is the place to look at when a reader changes.
func TestWords(t *testing.T) {
	var got strings.Builder
	for _, pattern := range []string{"markdown/*", "html/*", "office/*", "tables/*", "mail/*", "books/*", "../../plain/testdata/text/*.txt"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, ".golden") {
				continue
			}
			file := name
			if strings.HasSuffix(name, ".txtar") {
				file = zipped(t, name)
			}
			words, lost := lostWords(t, file)
			fmt.Fprintf(&got, "%s: %d of %d words lost: %s\n", filepath.Base(name), len(lost), words, strings.Join(lost, " "))
		}
	}
	const golden = "testdata/words.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// lostWords are the words of a file that its document does not have, and how
// many the file has.
func lostWords(t *testing.T, file string) (words int, lost []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := ReadAll(t.Context(), []Source{{Disk: file}}, Options{})
	if err != nil || len(lib.Documents) != 1 {
		t.Fatalf("%s: %v, %v", file, err, lib)
	}
	// Line ends and hyphens cut words, so those are looked for in the letters.
	have, letters := map[string]int{}, strings.ToLower(documentstest.Letters(documentstest.Text(lib.Documents[0].Blocks)))
	for _, w := range wordsOf(documentstest.Text(lib.Documents[0].Blocks)) {
		have[w]++
	}
	for _, w := range wordsOf(rawText(t, file, data)) {
		words++
		if have[w]--; have[w] < 0 && (have[w] < -1 || !strings.Contains(letters, documentstest.Letters(w))) {
			lost = append(lost, w)
		}
	}
	return words, lost
}

var word = regexp.MustCompile(`[\p{L}\d][\p{L}\d\p{M}'’-]*`)

func wordsOf(text string) []string {
	return word.FindAllString(strings.ToLower(danish.RemoveSoft(danish.Normalise(text))), -1)
}

// rawText is all text that stands in a file, without regard to its structure.
func rawText(t *testing.T, name string, data []byte) string {
	t.Helper()
	if bytes.HasPrefix(data, []byte("PK")) {
		return zipText(t, data)
	}
	text, err := documents.DecodeText(data)
	if err != nil {
		t.Fatal(err)
	}
	if ending := filepath.Ext(name); ending == ".html" || ending == ".xhtml" {
		return htmlText(t, text)
	}
	return text
}

func htmlText(t *testing.T, text string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.DataAtom != atom.Script && n.Parent.DataAtom != atom.Style && n.Parent.DataAtom != atom.Title {
			b.WriteString(n.Data + " ")
		}
	}
	return b.String()
}

// zipText is the character data of the parts that hold text.
func zipText(t *testing.T, data []byte) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range r.File {
		if !regexp.MustCompile(`^(word/(document|footnotes|endnotes)|ppt/(slides|notesSlides|diagrams)/[^/]*|content|xl/(sharedStrings|worksheets/[^/]*)|.*x?html?)(\.xml)?$`).MatchString(f.Name) {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(in)
		var path []string
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			switch e := token.(type) {
			case xml.StartElement:
				path = append(path, e.Name.Local)
				if slices.Contains([]string{"p", "h", "tab", "br", "tc", "s", "line-break"}, e.Name.Local) {
					b.WriteByte(' ')
				}
			case xml.EndElement:
				path = path[:len(path)-1]
			case xml.CharData:
				if n := len(path); n > 0 && !slices.Contains([]string{"instrText", "delText", "v", "f", "style", "script"}, path[n-1]) {
					b.Write(e)
				}
			}
		}
		in.Close()
	}
	return b.String()
}
