package pdf

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/danish"
)

// pdfChar is one character and its box in points, y upwards.
type pdfChar struct {
	r              rune
	x0, y0, x1, y1 float64
	index          int  // in pdfium's text page
	made           bool // a space that pdfium made of a gap
}

// pdfRun is a piece of a line that pdfium reports in one go, in one direction.
type pdfRun struct {
	chars          []pdfChar
	text           string
	x0, y0, x1, y1 float64
	base           float64 // baseline
	size           float64 // font size in points as it looks on the page
	bold, italic   bool
}

// maxPageChars bounds the characters of one page; no page that is read has more.
const maxPageChars = 200_000

// readPage returns the lines of page i in reading order.
func readPage(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) ([]pdfLine, error) {
	page, err := instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
	if err != nil {
		return nil, err
	}
	defer instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page}) //nolint:errcheck // only frees memory
	text, err := instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &page.Page}})
	if err != nil {
		return nil, err
	}
	defer instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) //nolint:errcheck // as above
	size, err := instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: i})
	if err != nil {
		return nil, err
	}
	reader := pageReader{instance, text.TextPage}
	chars, err := reader.chars()
	if err != nil {
		return nil, err
	}
	runs := splitRuns(chars)
	for r := range runs {
		reader.describe(&runs[r])
	}
	return pageLayout(runs, i+1, size.Height), nil
}

type pageReader struct {
	instance pdfium.Pdfium
	page     references.FPDF_TEXTPAGE
}

func (p pageReader) chars() ([]pdfChar, error) {
	count, err := p.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p.page})
	if err != nil {
		return nil, err
	}
	if count.Count > maxPageChars {
		return nil, fmt.Errorf("%w: %d characters on one page", errPDFEngine, count.Count)
	}
	chars := make([]pdfChar, 0, max(count.Count, 0))
	for i := range count.Count {
		char, err := p.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: p.page, Index: i})
		if err != nil {
			return nil, err
		}
		c := pdfChar{r: pdfRune(rune(char.Unicode)), index: i}
		if c.r == ' ' {
			made, err := p.instance.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: p.page, Index: i})
			c.made = err == nil && made.IsGenerated
		} else if c.r != '\n' {
			box, err := p.instance.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p.page, Index: i})
			if err != nil {
				return nil, err
			}
			c.x0, c.y0, c.x1, c.y1 = box.Left, box.Bottom, box.Right, box.Top
		}
		chars = append(chars, c)
	}
	return chars, nil
}

// pdfRune maps pdfium's own signs: 2 and U+FFFE stand for a hyphen at a line end.
func pdfRune(r rune) rune {
	switch {
	case r == 2 || r == 0xfffe:
		return '-' // it may be one that the word has anyway
	case r == '\r' || r == '\n':
		return '\n'
	case r == '\t' || unicode.Is(unicode.Zs, r):
		return ' '
	}
	return r
}

// splitRuns cuts the stream of characters where the pen jumps: to another line,
// backwards, or over a gap that is no word space.
func splitRuns(chars []pdfChar) []pdfRun {
	var runs []pdfRun
	var run pdfRun
	flush := func() {
		if run.text = runText(run.chars); run.text != "" {
			runs = append(runs, run)
		}
		run = pdfRun{}
	}
	for _, c := range chars {
		if c.r == '\n' {
			flush()
			continue
		}
		if c.r != ' ' && len(run.chars) > 0 && jumps(run, c) {
			flush()
		}
		run.add(c)
	}
	flush()
	return runs
}

func (run *pdfRun) add(c pdfChar) {
	run.chars = append(run.chars, c)
	if c.r == ' ' || (c.x1 <= c.x0 && c.y1 <= c.y0) {
		return
	}
	if run.x1 == 0 && run.x0 == 0 {
		run.x0, run.y0, run.x1, run.y1 = c.x0, c.y0, c.x1, c.y1
		return
	}
	run.x0, run.x1 = math.Min(run.x0, c.x0), math.Max(run.x1, c.x1)
	run.y0, run.y1 = math.Min(run.y0, c.y0), math.Max(run.y1, c.y1)
}

func jumps(run pdfRun, c pdfChar) bool {
	height := run.y1 - run.y0
	if height <= 0 || c.y1 <= c.y0 {
		return false
	}
	middle := (c.y0 + c.y1) / 2
	if middle > run.y1+height*0.4 || middle < run.y0-height*0.6 {
		return true
	}
	if isDropCap(run, c) {
		return true
	}
	em := math.Max(height, c.y1-c.y0) * 1.1
	return c.x0 < run.x1-2*em || c.x0 > run.x1+2.2*em || (c.x0 > run.x1+cellGap*em && !run.spaced())
}

// cellGap is the gap, in font sizes, that parts table cells, if no space that
// was typed stands in it; lines that are justified have such spaces.
const cellGap = 0.8

// spaced reports whether run ends in a space that was typed.
func (run *pdfRun) spaced() bool {
	last := run.chars[len(run.chars)-1]
	return last.r == ' ' && !last.made
}

// isDropCap tells the big first letter of a paragraph from the text beside it.
func isDropCap(run pdfRun, c pdfChar) bool {
	return len(run.chars) == 1 && unicode.IsUpper(run.chars[0].r) && unicode.IsLetter(c.r) && run.y1-run.y0 > 2.4*(c.y1-c.y0)
}

func runText(chars []pdfChar) string {
	var b strings.Builder
	for _, c := range chars {
		b.WriteRune(c.r)
	}
	return strings.Join(strings.Fields(danish.Normalise(b.String())), " ")
}

// describe asks for the font at three places of a run: a line counts as bold
// only when it is so throughout.
func (p pageReader) describe(run *pdfRun) {
	var visible []int
	for _, c := range run.chars {
		if c.r != ' ' {
			visible = append(visible, c.index)
		}
	}
	run.base, run.size = run.y0, (run.y1-run.y0)*1.1
	if len(visible) == 0 {
		return
	}
	middle := visible[len(visible)/2]
	if size := p.size(middle); size > 0 {
		run.size = size
	}
	if at, err := p.instance.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p.page, Index: middle}); err == nil {
		run.base = at.Y
	}
	run.bold, run.italic = true, true
	for _, index := range []int{visible[0], middle, visible[len(visible)-1]} {
		bold, italic := p.style(index)
		run.bold, run.italic = run.bold && bold, run.italic && italic
	}
}

func (p pageReader) size(index int) float64 {
	size, err := p.instance.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p.page, Index: index})
	if err != nil {
		return 0
	}
	m, err := p.instance.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: p.page, Index: index})
	if err != nil {
		return size.FontSize
	}
	return math.Round(2*size.FontSize*math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))) / 2
}

// Bits of a font's flags, PDF 32000-1, table 123.
const (
	flagItalic    = 1 << 6
	flagForceBold = 1 << 18
)

func (p pageReader) style(index int) (bold, italic bool) {
	weight, err := p.instance.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: p.page, Index: index})
	bold = err == nil && weight.FontWeight >= 600
	font, err := p.instance.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: p.page, Index: index})
	if err != nil {
		return bold, false
	}
	name := strings.ToLower(font.FontName)
	italic = font.Flags&flagItalic != 0 || strings.Contains(name, "italic") || strings.Contains(name, "oblique")
	return bold || font.Flags&flagForceBold != 0 || boldName(name), italic
}

func boldName(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"bold", "black", "heavy", "demi", "-bd", "fed"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
