package pdf

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// How pages are read by character recognition.
const (
	ocrDPI    = 200
	ocrTime   = 2 * time.Minute // for a page, by the clock
	ocrOutput = 4 << 20         // bytes of what is recognised on a page
	ocrSure   = 30              // of 100: words that are less sure are noise
	ocrShare  = 9               // times a file's processor time, of the ten that it has by the clock
)

// ocrWanted are the languages of tesseract that are used where they are there.
var ocrWanted = []string{"dan", "eng"}

// FindOCR looks for tesseract on this machine and what it can read. The error is
// in Danish and says what to install.
func FindOCR(ctx context.Context) (program string, err error) {
	program, err = exec.LookPath("tesseract")
	if err != nil {
		return "", errors.New("tesseract findes ikke på maskinen; installér tesseract-ocr og tesseract-ocr-dan, eller udelad --ocr")
	}
	if ocrLanguages(ctx, program) == "" {
		return "", errors.New("tesseract har hverken dansk eller engelsk; installér tesseract-ocr-dan")
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

// ocrReader reads the pages of one file that are pictures, as long as its time
// goes.
type ocrReader struct {
	program string // "" reads none
	end     time.Time
	err     error // of the first page that could not be read
	page    int   // that page
	late    bool  // there was no time for all pages
}

// newOCR gives the pages of a file all of its time by the clock but what reading
// the rest takes.
func newOCR(in documents.Input) *ocrReader {
	return &ocrReader{program: in.OCR, end: time.Now().Add(ocrShare * in.Limits.Time)}
}

// read reads page i as it looks; nil where it cannot be read.
func (o *ocrReader) read(ctx context.Context, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) []pdfLine {
	if o.program == "" {
		return nil
	}
	left := time.Until(o.end)
	if left <= 0 {
		o.late = true
		return nil
	}
	lines, err := recognise(ctx, o.program, min(left, ocrTime), instance, doc, i)
	if err != nil && o.err == nil && ctx.Err() == nil {
		if o.err, o.page = err, i+1; time.Now().After(o.end) {
			o.late = true
		}
	}
	return lines
}

// shortcoming says what could not be read, nil where all was.
func (o *ocrReader) shortcoming(left []int) error {
	switch {
	case o.late:
		return documents.Faultf(o.err, "der var ikke tid til at læse side %s med tekstgenkendelse; del filen op i mindre filer", documents.Ranges(left))
	case o.err != nil:
		return documents.Faultf(o.err, "side %d kunne ikke læses med tekstgenkendelse (%s); se efter, om tesseract virker", o.page, documents.OneLine(o.err.Error()))
	}
	return nil
}

// recognise reads a page that has no text of its own as it looks.
func recognise(ctx context.Context, program string, most time.Duration, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) ([]pdfLine, error) {
	page, err := instance.RenderPageInDPI(&requests.RenderPageInDPI{DPI: ocrDPI, ImageFormat: requests.RenderImageFormatGrayscale, Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}})
	if err != nil {
		return nil, err
	}
	grey, ok := page.Result.RenderedImage.(*image.Gray)
	if !ok {
		page.CleanupFunc()
		return nil, errPDFEngine
	}
	picture := pgm(grey)
	height := float64(grey.Bounds().Dy()) * 72 / ocrDPI
	page.CleanupFunc()
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	cmd := ocrCommand(ctx, program, "stdin", "stdout", "-l", ocrLanguages(ctx, program), "--dpi", strconv.Itoa(ocrDPI), "tsv")
	cmd.Stdin = bytes.NewReader(picture)
	var out, said bounded
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("tesseract: %w: %.200s", err, said.data)
	}
	return recognised(out.data, i+1, height), nil
}

// bounded takes what a program writes, and no more than ocrOutput of it.
type bounded struct{ data []byte }

func (b *bounded) Write(p []byte) (int, error) {
	if len(b.data)+len(p) > ocrOutput {
		return 0, errors.New("for meget tekst på én side")
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

// recognised makes lines of tesseract's table of words: level, page, block,
// paragraph, line, word, left, top, width, height, confidence, text.
func recognised(table []byte, page int, height float64) []pdfLine {
	const columns = 12
	var lines []pdfLine
	last := ""
	scan := bufio.NewScanner(bytes.NewReader(table))
	for scan.Scan() {
		f := strings.SplitN(scan.Text(), "\t", columns)
		if len(f) < columns || f[0] != "5" {
			continue
		}
		text := strings.TrimSpace(danish.Normalise(f[11]))
		if sure, err := strconv.ParseFloat(f[10], 64); err != nil || sure < ocrSure || text == "" {
			continue
		}
		var box [4]float64
		for n := range box {
			v, _ := strconv.ParseFloat(f[6+n], 64)
			box[n] = v * 72 / ocrDPI
		}
		x0, y1 := box[0], height-box[1]
		x1, y0 := x0+box[2], y1-box[3]
		block, _ := strconv.Atoi(f[2])
		if key := strings.Join(f[2:5], "."); key != last || len(lines) == 0 {
			last = key
			lines = append(lines, pdfLine{text: text, x0: x0, y0: y0, x1: x1, y1: y1, base: y0, page: page, height: height, column: block})
			continue
		}
		l := &lines[len(lines)-1]
		l.text += " " + text
		l.x1, l.y0, l.y1 = max(l.x1, x1), min(l.y0, y0), max(l.y1, y1)
	}
	return evenSizes(lines)
}

// evenSizes gives recognised lines their sizes: the usual one, unless a line is
// clearly bigger, since the height of a line depends on its letters.
func evenSizes(lines []pdfLine) []pdfLine {
	if len(lines) == 0 {
		return nil
	}
	heights := make([]float64, len(lines))
	for i, l := range lines {
		heights[i] = l.y1 - l.y0
	}
	slices.Sort(heights)
	usual := max(heights[len(heights)/2], 1)
	for i := range lines {
		lines[i].base = lines[i].y0
		if lines[i].size = usual; lines[i].y1-lines[i].y0 > 1.35*usual {
			lines[i].size = lines[i].y1 - lines[i].y0
		}
	}
	return lines
}
