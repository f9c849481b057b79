package pdf

import (
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
	tag            tag
	row            *tableRow // that it stands for; nil where it is a piece of a line
}

// maxPageChars bounds the characters of one page; no page that is read has more.
const maxPageChars = 200_000

// page is what is found on one page.
type page struct {
	lines   []pdfLine        // in reading order
	layer   []string         // all text of the page, also what is left out of lines
	losses  []documents.Loss // what is left out, and why
	picture bool             // it has no text, but a picture that may show some
}

// asked is the instance of the engine that reads a file, and the ways to ask it.
type asked struct {
	pdfium.Pdfium
	observer *observer
	calls    *calls
	glyphs   *glyphs
}

// readPage reads page i.
func readPage(instance asked, doc references.FPDF_DOCUMENT, i int, tags *tagger) (page, error) {
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
	direct, count, err := instance.observer.textPage(instance.calls, instance, text.TextPage)
	if err != nil {
		return page{}, err
	}
	reader := pageReader{instance, direct, text.TextPage, loaded.Page, i, frame, tags.page(loaded.Page)}
	chars, err := reader.chars(count)
	if err != nil {
		return page{}, err
	}
	runs := reader.splitTagged(splitRuns(chars, direct.made))
	for r := range runs {
		reader.describe(&runs[r])
	}
	out := page{layer: runTexts(runs)}
	runs, out.losses = reader.seen(runs, i+1)
	out.picture = !hasText(runs) && reader.background().pictures > scanned/5
	out.lines = turnedLayout(append(joinRows(joinHeadings(runs)), frame.fieldRuns(values)...), i+1, frame)
	return out, nil
}

type pageReader struct {
	instance asked
	direct   textPage
	page     references.FPDF_TEXTPAGE
	sheet    references.FPDF_PAGE
	number   int // from 0
	frame    frame
	tags     map[int]tag // by marked content; nil where the file is not tagged
}
