package pdf

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

var updatePDF = flag.Bool("update-pdf", false, "write what the PDF reader returns to testdata")

func pdfInput(t testing.TB, data []byte) documents.Input {
	t.Helper()
	return documents.Input{Name: "fil.pdf", Data: data, Limits: documents.DefaultLimits()}
}

func samplePages() [][]show {
	body := []string{"Kommunen svarer på alle henvendelser inden for en", "uge, og borgeren får besked om, hvornår sagen udfor-",
		"dres. Svaret gives skriftligt.", "", "Et nyt afsnit begynder efter en tom linje, og det er på", "flere linjer, så det fylder noget."}
	footed := func(page int, lines ...[]show) []show {
		foot := show{290, 40, 9, false, fmt.Sprintf("Side %d af 3", page)}
		return append(slices.Concat(lines...), show{60, 815, 9, false, "Vejledning om svar"}, foot)
	}
	return [][]show{
		footed(1, set(60, 760, 20, true, "Svar til borgerne"), set(60, 720, 15, true, "Frister for svar og", "behandling"), set(60, 675, 11, false, body...)),
		footed(2, set(60, 760, 15, true, "To spalter"),
			set(60, 720, 10, false, "Venstre spalte har tekst, som skal", "læses først og helt til ende, selv om", "højre spalte står ved siden af den.", "Den slutter her med et punktum."),
			set(320, 720, 10, false, "Højre spalte læses bagefter, og dens", "linjer må ikke blandes med dem, der", "står til venstre. Sådan er reglen for", "alle sider med spalter.")),
		footed(3, set(60, 760, 11, true, "Priser"),
			[]show{{60, 730, 11, true, "Ydelse"}, {250, 730, 11, true, "Pris"}, {400, 730, 11, true, "Frist"},
				{60, 712, 11, false, "Kopi"}, {250, 712, 11, false, "40 kr."}, {400, 712, 11, false, "2 dage"},
				{60, 694, 11, false, "Attest"}, {250, 694, 11, false, "120 kr."}, {400, 694, 11, false, "5 dage"}},
			[]show{{60, 650, 11, false, "Husk dette:"}, {60, 632, 11, false, "\u2022"}, {75, 632, 11, false, "at vedlægge bilag, og at de er læse-"},
				{75, 618, 11, false, "lige for alle"}, {60, 604, 11, false, "\u2022"}, {75, 604, 11, false, "at skrive under"}}),
	}
}

const sampleOutline = `h1 Svar til borgerne [1]
h2 Frister for svar og behandling [1]
p Kommunen svarer på alle henvendelser inden for en uge, og borgeren får besked om, hvornår sagen udfordres. Svaret gives skriftligt. [1]
p Et nyt afsnit begynder efter en tom linje, og det er på flere linjer, så det fylder noget. [1]
h2 To spalter [2]
p Venstre spalte har tekst, som skal læses først og helt til ende, selv om højre spalte står ved siden af den. Den slutter her med et punktum. [2]
p Højre spalte læses bagefter, og dens linjer må ikke blandes med dem, der står til venstre. Sådan er reglen for alle sider med spalter. [2]
h3 Priser [3]
head Ydelse | Pris | Frist [3]
row Kopi | 40 kr. | 2 dage [3]
row Attest | 120 kr. | 5 dage [3]
p Husk dette: [3]
item1 at vedlægge bilag, og at de er læselige for alle [3]
item1 at skrive under [3]
`

func TestReadPDF(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	doc, err := Read(ctx, pdfInput(t, makePDF("Vejledning om svar", samplePages()...)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sampleOutline, documentstest.Outline(doc.Blocks)); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	if doc.Title != "Vejledning om svar" || doc.Date != "2025-06-12" || doc.Pages != 3 {
		t.Errorf("got title %q, date %q, %d pages", doc.Title, doc.Date, doc.Pages)
	}
}

func TestReadPlainPDF(t *testing.T) {
	doc, err := readPlainPDF(t.Context(), pdfInput(t, makePDF("", samplePages()...)))
	if err != nil {
		t.Fatal(err)
	}
	got := documentstest.Outline(doc.Blocks)
	for _, want := range []string{"Svar til borgerne", "Svaret gives skriftligt.", "alle sider med spalter"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestReadPDFFiles reads the files of testdata/pdf, which office programs made.
func TestReadPDFFiles(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	files, _ := filepath.Glob("testdata/pdf/*.pdf")
	if len(files) == 0 {
		t.Fatal("no test data")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Read(ctx, pdfInput(t, data))
		got := ""
		if err != nil {
			got = "error: " + err.Error() + "\n"
		} else {
			got = documentstest.Outline(doc.Blocks)
		}
		golden := strings.TrimSuffix(file, ".pdf") + ".outline"
		if *updatePDF {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func TestReadPDFBad(t *testing.T) {
	good := makePDF("x", samplePages()...)
	endless := documentstest.JoinPDF([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}, "/Root 1 0 R")
	locked := documentstest.JoinPDF([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>",
		"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<" + strings.Repeat("41", 32) + ">/U<" + strings.Repeat("42", 32) + ">>>"},
		"/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]")
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"only the header", []byte("%PDF-1.7\n"), documents.ErrDamaged},
		{"cut in the middle", good[:len(good)/8], documents.ErrDamaged},
		{"a header and noise", append([]byte("%PDF-1.4\n"), bytes.Repeat([]byte{0xfe, 7, 0}, 5000)...), documents.ErrDamaged},
		{"pages that hold themselves", endless, nil},
		{"locked", locked, documents.ErrEncrypted},
		{"no text", drawnPDF("/Resources<</XObject<</Im 6 0 R>>>>", "q 595 0 0 842 0 0 cm /Im Do Q", grayImage), errPDFNoText},
		{"lines alone", drawnPDF("", "50 290 300 30 re f"), errPDFDrawn},
	}
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, err := Read(ctx, pdfInput(t, test.data))
			if err == nil {
				t.Fatalf("got %d blocks, want an error", len(doc.Blocks))
			}
			if reason := documents.ReasonFor(err); test.want != nil && reason != test.want.Error() {
				t.Errorf("got %q, want %q", reason, test.want)
			}
		})
	}
	if _, err := Read(ctx, pdfInput(t, good)); err != nil {
		t.Errorf("a good file after the bad ones: %v", err)
	}
}

func TestReadPDFLimits(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	in := pdfInput(t, makePDF("x", samplePages()...))
	in.Limits.Pages = 2
	if _, err := Read(ctx, in); err == nil || !strings.Contains(err.Error(), "3 sider") {
		t.Errorf("three pages with two allowed: got %v", err)
	}
	in.Limits.Pages = 10
	ended, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	if _, err := Read(ended, in); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("out of time: got %v", err)
	}
	if _, err := Read(ctx, in); err != nil {
		t.Errorf("after one that was stopped: %v", err)
	}
}

// TestReadPDFStopped stops the engine while it works on a page without end.
func TestReadPDFStopped(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	var lines []show
	for i := range 60_000 {
		lines = append(lines, show{float64(i % 500), float64(i % 800), 8, false, "ord"})
	}
	in := pdfInput(t, makePDF("x", lines, lines, lines))
	if _, err := Read(ctx, pdfInput(t, makePDF("x", samplePages()...))); err != nil {
		t.Fatal(err) // the engine is started now
	}
	limited, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := Read(limited, in); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %v to stop", took)
	}
}

func BenchmarkReadPDF(b *testing.B) {
	ctx, closePDF := WithEngine(b.Context())
	defer closePDF()
	in := pdfInput(b, makePDF("x", samplePages()...))
	for b.Loop() {
		if _, err := Read(ctx, in); err != nil {
			b.Fatal(err)
		}
	}
}
