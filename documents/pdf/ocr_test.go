package pdf

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestRecognised makes lines of a table of words.
func TestRecognised(t *testing.T) {
	word := func(block, line, left, top, sure int, text string) string {
		return fmt.Sprintf("5\t1\t%d\t1\t%d\t1\t%d\t%d\t60\t30\t%d\t%s\n", block, line, left, top, sure, text)
	}
	lines := recognised([]byte("level\tpage_num\n"+word(1, 1, 100, 100, 95, "Kommunen")+word(1, 1, 200, 100, 91, "svarer")+word(1, 1, 300, 100, 4, "~|")+word(1, 2, 100, 150, 90, "snart.")), 3, 800)
	if len(lines) != 2 || lines[0].text != "Kommunen svarer" || lines[1].text != "snart." || lines[0].page != 3 || lines[0].base <= lines[1].base {
		t.Errorf("got %+v", lines)
	}
}

// TestOCR reads a scan, where tesseract is on the machine: a page of text that
// is rendered and put into a file as a picture.
func TestOCR(t *testing.T) {
	program, err := FindOCR(t.Context())
	if err != nil {
		t.Skip(err)
	}
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	in := pdfInput(t, scanOf(t, makePDF("", set(60, 700, 16, false, "Kommunen svarer inden for fire uger,", "og borgeren kan klage over svaret."))))
	if _, err := Read(ctx, in); err == nil || err.Error() != errPDFNoText.Error() {
		t.Errorf("without: %v", err)
	}
	in.OCR.Program = program
	doc, err := Read(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if got := documentstest.Text(doc.Blocks); !strings.Contains(got, "svarer inden for fire uger, og borgeren kan klage") || doc.OCR != "1" || doc.Blocks[0].Page != 1 {
		t.Errorf("got %q, pages %q", got, doc.OCR)
	}
}

// TestOCRFailing reads a scan with programs that fail, that write without end,
// that tell of their surroundings, and without time.
func TestOCRFailing(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	scan := pdfInput(t, scanOf(t, makePDF("", set(60, 700, 16, false, "Kommunen svarer"))))
	t.Setenv("TESSDATA_PREFIX", "/sprog")
	t.Setenv("TASKFORCE_LLM_KEY", "hemmelig")
	word := `printf '5\t1\t1\t1\t1\t1\t9\t9\t60\t30\t95\t%s\n'`
	for name, c := range map[string]struct {
		script string
		time   time.Duration
		text   string
		reason string
	}{
		"fails":   {"echo intet sprog >&2; exit 1", time.Minute, "", "side 1 kunne ikke læses med tekstgenkendelse (tesseract: exit status 1: intet sprog)"},
		"endless": {"yes", time.Minute, "", "side 1 kunne ikke læses"},
		"late":    {"sleep 5", time.Nanosecond, "", "ikke tid til at læse side 1"},
		"tells":   {word + ` "$TESSDATA_PREFIX:$TASKFORCE_LLM_KEY:$OMP_THREAD_LIMIT:${PATH:+sti}"`, time.Minute, "/sprog::1:sti", ""},
	} {
		program := filepath.Join(t.TempDir(), name)
		list := "for a in \"$@\"; do if [ \"$a\" = --list-langs ]; then echo dan; echo $0 >> \"$0.asked\"; exit; fi; done\n"
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+list+c.script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			in := scan
			in.OCR.Program, in.Limits.Time = program, c.time
			doc, err := Read(ctx, in)
			if c.reason != "" && (err == nil || !strings.Contains(err.Error(), c.reason)) {
				t.Errorf("%s: %v", name, err)
			}
			if c.text != "" && (err != nil || !strings.Contains(documentstest.Text(doc.Blocks), c.text)) {
				t.Errorf("%s: %v, %+v", name, err, doc)
			}
		}
		if asked, _ := os.ReadFile(program + ".asked"); strings.Count(string(asked), "\n") > 1 {
			t.Errorf("%s: asked for its languages %d times", name, strings.Count(string(asked), "\n"))
		}
	}
}

// TestOCRLanguages wants a page to be read in Danish, and an English one again.
func TestOCRLanguages(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	scan := pdfInput(t, scanOf(t, makePDF("", set(60, 700, 16, false, "Kommunen svarer"))))
	for text, want := range map[string]string{"kommunen svarer og det er gratis": "dan", "the answer of the council is": "dan dan+eng", "xyz": "dan"} {
		program := filepath.Join(t.TempDir(), "tesseract")
		script := "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then echo eng; echo dan; exit; fi\necho $4 >> \"$0.asked\"\n" +
			"for w in " + text + "; do printf '5\\t1\\t1\\t1\\t1\\t1\\t9\\t9\\t60\\t30\\t95\\t%s\\n' $w; done\n"
		if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		in := scan
		in.OCR.Program = program
		if doc, err := Read(ctx, in); err != nil || !strings.Contains(documentstest.Text(doc.Blocks), text) {
			t.Errorf("%s: %v, %+v", text, err, doc)
		}
		asked, err := os.ReadFile(program + ".asked")
		if got := strings.Join(strings.Fields(string(asked)), " "); err != nil || got != want {
			t.Errorf("%q was read in %q, want %q: %v", text, got, want, err)
		}
	}
}

// scanOf is a file whose page is a picture of another's.
func scanOf(t *testing.T, data []byte) []byte {
	t.Helper()
	engine := &pdfEngine{}
	defer engine.close()
	pool, err := engine.start("")
	if err != nil {
		t.Fatal(err)
	}
	instance, err := pool.GetInstanceWithContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer instance.Close() //nolint:errcheck // the test is over
	doc, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		t.Fatal(err)
	}
	page, err := instance.RenderPageInDPI(&requests.RenderPageInDPI{DPI: 150, ImageFormat: requests.RenderImageFormatGrayscale, Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document}}})
	if err != nil {
		t.Fatal(err)
	}
	grey := page.Result.RenderedImage.(*image.Gray)
	_, pixels, _ := strings.Cut(string(pgm(grey)), "255\n")
	picture := fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Length %d>>\nstream\n%s\nendstream", grey.Bounds().Dx(), grey.Bounds().Dy(), len(pixels), pixels)
	page.CleanupFunc()
	return drawnPDF("/Resources<</XObject<</Im 6 0 R>>>>", "q 595 0 0 842 0 0 cm /Im Do Q", picture)
}
