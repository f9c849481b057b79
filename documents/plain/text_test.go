package plain

import (
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
	"github.com/digitaskforce/taskforce/internal/raced"
)

var updateText = flag.Bool("update-text", false, "write what the text reader returns to testdata/text")

func readTextBytes(t *testing.T, data []byte) *documents.Document {
	t.Helper()
	doc, err := Read(t.Context(), documents.Input{Name: "fil.txt", Data: data, Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestReadText reads testdata/text/*.txt and compares with the outline beside it.
func TestReadText(t *testing.T) {
	files, err := filepath.Glob("testdata/text/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc := readTextBytes(t, data)
			got := documentstest.Outline(doc.Blocks)
			golden := strings.TrimSuffix(file, ".txt") + ".outline"
			if *updateText {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("outline (-want +got):\n%s", diff)
			}
			if doc.Pages == 0 && len(doc.Losses) == 0 && documentstest.Letters(documentstest.Text(doc.Blocks)) != documentstest.Letters(danish.Normalise(string(data))) {
				t.Error("letters were lost or moved")
			}
		})
	}
}

func TestReadTextEncodings(t *testing.T) {
	const text = "Ærlig rådgivning\r\n\r\nDet er nødvendigt at få svar på spørgsmål om gæld – i dag.\r\n"
	const want = "h1 Ærlig rådgivning\np Det er nødvendigt at få svar på spørgsmål om gæld – i dag.\n"
	latin, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	wide := func(order binary.AppendByteOrder, mark bool) (b []byte) {
		if mark {
			b = order.AppendUint16(b, 0xfeff)
		}
		for _, unit := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, unit)
		}
		return b
	}
	for name, data := range map[string][]byte{
		"utf-8":                  []byte(text),
		"utf-8 with mark":        []byte("\ufeff" + text),
		"utf-8, cut at its end":  []byte(text + "\xc3"),
		"windows-1252":           latin,
		"utf-16 little with bom": wide(binary.LittleEndian, true),
		"utf-16 big with bom":    wide(binary.BigEndian, true),
		"utf-16 little":          wide(binary.LittleEndian, false),
		"utf-16 big":             wide(binary.BigEndian, false),
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, documentstest.Outline(readTextBytes(t, data).Blocks)); diff != "" {
				t.Errorf("outline (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadTextPages(t *testing.T) {
	var pages []string
	for i := range 4 {
		pages = append(pages, fmt.Sprintf("Afsnit %s\n\nTeksten på denne side er kort og slutter her.\n\n%d\n", string(rune('A'+i)), i+1))
	}
	doc := readTextBytes(t, []byte(strings.Join(pages, "\f")+"\f"))
	if doc.Pages != 4 {
		t.Errorf("got %d pages, want 4", doc.Pages)
	}
	want := "h1 Afsnit A [1]\np Teksten på denne side er kort og slutter her. [1]\n"
	if got := documentstest.Outline(doc.Blocks); !strings.HasPrefix(got, want) || len(doc.Blocks) != 8 {
		t.Errorf("got\n%swant it to begin\n%sand to have 8 blocks", got, want)
	}
}

func TestReadTextBad(t *testing.T) {
	for name, data := range map[string]string{
		"nothing":     "",
		"only spaces": " \n\t\n\f",
		"binary":      "\x00\x01\x02\x00\x03\x04\x00abc\x00",
	} {
		if doc, err := Read(t.Context(), documents.Input{Name: "x.txt", Data: []byte(data), Limits: documents.DefaultLimits()}); err == nil {
			t.Errorf("%s: got %v, want an error", name, doc.Blocks)
		}
	}
}

// TestReadTextLarge fails by its time when the work grows faster than the text.
func TestReadTextLarge(t *testing.T) {
	for name, data := range map[string]string{
		"one long paragraph": strings.Repeat("ord der udgør en linje i et afsnit-\n", raced.Size(100_000)),
		"one long word":      strings.Repeat("a-", raced.Size(1_000_000)),
		"short lines":        strings.Repeat("A\n\nb\n\n", raced.Size(100_000)),
		"tables":             strings.Repeat("a | b | c\nd | e | f\n\n", raced.Size(50_000)),
	} {
		if doc := readTextBytes(t, []byte(data)); len(doc.Blocks) == 0 {
			t.Errorf("%s: no blocks", name)
		}
	}
}

func BenchmarkReadText(b *testing.B) {
	data, err := os.ReadFile("testdata/text/udtrukket.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(b.Context(), documents.Input{Data: data, Limits: documents.DefaultLimits()}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestReadTextQuotes reads apostrophes and quotes of Windows-1252 in text without
// a Danish letter.
func TestReadTextQuotes(t *testing.T) {
	const text = "Foto’s en video’s van het type «featureType» – zie ‘bijlage’ en de regio’s.\n"
	data, err := charmap.Windows1252.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("p "+text, documentstest.Outline(readTextBytes(t, data).Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReadTextOld reads text as older systems wrote it.
func TestReadTextOld(t *testing.T) {
	const text = "Ærlig rådgivning\r\rDet er nødvendigt at få svar på spørgsmål om gæld, også Århus og Ølstykke.\r"
	const want = "h1 Ærlig rådgivning\np Det er nødvendigt at få svar på spørgsmål om gæld, også Århus og Ølstykke.\n"
	for name, encoding := range map[string]*charmap.Charmap{"CP865": charmap.CodePage865, "Windows-1252": charmap.Windows1252} {
		data, err := encoding.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, documentstest.Outline(readTextBytes(t, data).Blocks)); diff != "" {
			t.Errorf("%s with CR alone (-want +got):\n%s", name, diff)
		}
	}
}
