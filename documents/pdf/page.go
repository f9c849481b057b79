package pdf

import (
	"fmt"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/documents"
)

// pdfChar is one character and its box in points, y upwards.
type pdfChar struct {
	r              rune
	x0, y0, x1, y1 float64
	index          int  // in pdfium's text page
	made           bool // a space that pdfium made of a gap
	turn           turn // how its line is turned on the page as it is shown; the box is that of the line set upright
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

// page is what is found on one page.
type page struct {
	lines  []pdfLine        // in reading order
	layer  []string         // all text of the page, also what is left out of lines
	losses []documents.Loss // what is left out, and why
}

// readPage reads page i.
func readPage(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (page, error) {
	loaded, err := instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
	if err != nil {
		return page{}, err
	}
	defer instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) //nolint:errcheck // only frees memory
	values := readFields(instance, loaded.Page)
	text, err := instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &loaded.Page}})
	if err != nil {
		return page{}, err
	}
	defer instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text.TextPage}) //nolint:errcheck // as above
	frame, err := frameOf(instance, doc, loaded.Page, i)
	if err != nil {
		return page{}, err
	}
	reader := pageReader{instance, text.TextPage, loaded.Page, frame}
	chars, err := reader.chars()
	if err != nil {
		return page{}, err
	}
	runs := splitRuns(chars)
	for r := range runs {
		reader.describe(&runs[r])
	}
	out := page{layer: runTexts(runs)}
	runs, out.losses = reader.seen(runs, i+1)
	out.lines = turnedLayout(append(runs, frame.fieldRuns(values)...), i+1, frame)
	return out, nil
}

type pageReader struct {
	instance pdfium.Pdfium
	page     references.FPDF_TEXTPAGE
	sheet    references.FPDF_PAGE
	frame    frame
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
			angle, err := p.instance.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: p.page, Index: i})
			if err == nil {
				c.turn = p.frame.turned(float64(angle.CharAngle))
			}
			c.x0, c.y0, c.x1, c.y1 = c.turn.box(p.frame.box(box.Left, box.Bottom, box.Right, box.Top))
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
