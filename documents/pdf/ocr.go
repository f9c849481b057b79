package pdf

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// How pages are read by character recognition.
const (
	ocrDPI    = 200
	ocrTime   = 2 * time.Minute // for a page, by the clock
	ocrOutput = 4 << 20         // bytes of what is recognised on a page
	ocrSure   = 30              // of 100: words that are less sure are noise
	ocrShare  = 9               // times a file's processor time, of the ten that it has by the clock
	ocrFailed = 5               // pages in a row that fail before the others of the file are left
)

// ocrWanted are the languages of tesseract that are used where they are there.
// The first reads every page, since it reads Danish and mixed pages better than
// both together; both read a page again that turns out to be English.
var ocrWanted = []string{"dan", "eng"}

// FindOCR looks for tesseract on this machine and what it can read. The error is
// in Danish and says what to install.
func FindOCR(ctx context.Context) (program string, err error) {
	program, err = exec.LookPath("tesseract")
	if err != nil {
		return "", documents.NoOCR.Fault(nil)
	}
	if ocrLanguages(ctx, program) == "" {
		return "", documents.NoOCRData.Fault(nil)
	}
	return program, nil
}

// ocrKnown are the languages by program, which are asked for once.
var ocrKnown sync.Map

func ocrLanguages(ctx context.Context, program string) string {
	if known, ok := ocrKnown.Load(program); ok {
		return known.(string)
	}
	out, err := ocrCommand(ctx, program, "--list-langs").Output()
	if err != nil {
		return "" // it is asked again
	}
	there := strings.Fields(string(out))
	found := strings.Join(slices.DeleteFunc(slices.Clone(ocrWanted), func(l string) bool { return !slices.Contains(there, l) }), "+")
	ocrKnown.Store(program, found)
	return found
}

// ocrEnvironment are the variables that tesseract may need: where its parts and
// its languages lie. Others, which may hold secrets, are none of its business.
var ocrEnvironment = []string{"PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP"}

func ocrCommand(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.WaitDelay = time.Second
	env := []string{"OMP_THREAD_LIMIT=1"}
	for _, v := range cmd.Environ() {
		if name, _, _ := strings.Cut(v, "="); slices.Contains(ocrEnvironment, strings.ToUpper(name)) {
			env = append(env, v)
		}
	}
	cmd.Env = env
	return cmd
}

// recognise reads a page that has no text of its own as it looks: the table of
// its words, and the page's height in points.
func recognise(ctx context.Context, program string, most time.Duration, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (table []byte, height float64, err error) {
	page, err := instance.RenderPageInDPI(&requests.RenderPageInDPI{DPI: ocrDPI, ImageFormat: requests.RenderImageFormatGrayscale, Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}})
	if err != nil {
		return nil, 0, err
	}
	grey, ok := page.Result.RenderedImage.(*image.Gray)
	if !ok {
		page.CleanupFunc()
		return nil, 0, errPDFEngine
	}
	picture := pgm(grey)
	height = float64(grey.Bounds().Dy()) * 72 / ocrDPI
	page.CleanupFunc()
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	all := ocrLanguages(ctx, program)
	first, _, _ := strings.Cut(all, "+")
	if table, err = recognisedIn(ctx, program, first, picture); err != nil || first == all || !english(table) {
		return table, height, err
	}
	if again, err := recognisedIn(ctx, program, all, picture); err == nil {
		table = again // where there is no time for it, what was read stays
	}
	return table, height, nil
}

// recognisedIn is the table of the words on a picture, read in languages.
func recognisedIn(ctx context.Context, program, languages string, picture []byte) ([]byte, error) {
	cmd := ocrCommand(ctx, program, "stdin", "stdout", "-l", languages, "--dpi", strconv.Itoa(ocrDPI), "tsv")
	cmd.Stdin = bytes.NewReader(picture)
	var out, said bounded
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("tesseract: %w: %.200s", err, said.data)
	}
	return out.data, nil
}

// english reports whether the words of a table are.
func english(table []byte) bool {
	return danish.LanguageOf(strings.Join(pdfTexts(recognised(table, 1, 0)), " ")) == danish.LangEnglish
}

// bounded takes what a program writes, and no more than ocrOutput of it.
type bounded struct{ data []byte }

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > ocrOutput {
		return 0, documents.OCRMuch.Fault(nil)
	}
	b.data = append(b.data, p...)
	return len(p), nil
}

// pgm writes an image as PGM.
func pgm(img *image.Gray) []byte {
	b := img.Bounds()
	out := fmt.Appendf(nil, "P5\n%d %d\n255\n", b.Dx(), b.Dy())
	for y := range b.Dy() {
		out = append(out, img.Pix[y*img.Stride:y*img.Stride+b.Dx()]...)
	}
	return out
}
