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
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/danish"
)

// How pages are read by character recognition.
const (
	ocrDPI    = 200
	ocrTime   = 2 * time.Minute // for a page, by the clock
	ocrOutput = 4 << 20         // bytes of what is recognised on a page
	ocrSure   = 30              // of 100: words that are less sure are noise
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

func ocrLanguages(ctx context.Context, program string) string {
	out, err := exec.CommandContext(ctx, program, "--list-langs").Output()
	if err != nil {
		return ""
	}
	there := strings.Fields(string(out))
	return strings.Join(slices.DeleteFunc(slices.Clone(ocrWanted), func(l string) bool { return !slices.Contains(there, l) }), "+")
}

// recognise reads a page that has no text of its own as it looks.
func recognise(ctx context.Context, program string, instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) ([]pdfLine, error) {
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
	ctx, cancel := context.WithTimeout(ctx, ocrTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "stdin", "stdout", "-l", ocrLanguages(ctx, program), "--dpi", strconv.Itoa(ocrDPI), "tsv")
	cmd.Stdin = bytes.NewReader(picture)
	cmd.Env = []string{"OMP_THREAD_LIMIT=1"}
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("tesseract: %w", err)
	}
	return recognised(out[:min(len(out), ocrOutput)], i+1, height), nil
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
