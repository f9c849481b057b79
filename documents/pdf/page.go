package pdf

import (
	"fmt"
	"unicode"
	"unicode/utf16"

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

// chars are the characters of the page that are drawn, each at its place.
func (p pageReader) chars(count int) ([]pdfChar, error) {
	if count > maxPageChars {
		return nil, fmt.Errorf("%w: %d characters on one page", errPDFEngine, count)
	}
	runes := p.runes(count)
	joined := p.spell(runes)
	chars := make([]pdfChar, len(runes))
	for i := 0; i < len(runes); {
		chars[i] = pdfChar{r: pdfRune(runes[i]), index: i}
		switch chars[i].r {
		case ' ', '\n':
			i++
		default:
			end := i + wordLength(runes[i:])
			for j := i; j < end; j++ {
				chars[j] = pdfChar{r: pdfRune(runes[j]), index: j}
			}
			if err := p.place(chars[i:end], !accented(runes, i, end)); err != nil {
				return nil, err
			}
			i = end
		}
	}
	return p.onceDrawn(p.composed(expand(chars, joined))), nil
}

// runes are the signs of the page, all asked at once where the engine's text has
// one for each, since each question to the engine costs. It counts in UTF-16: of
// a sign that takes two, the first has it, and the other is nothing.
func (p pageReader) runes(count int) []rune {
	if count <= 0 {
		return nil
	}
	runes := make([]rune, count)
	if text, err := p.instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: p.page, Count: count}); err == nil {
		if units := utf16.Encode([]rune(text.Text)); len(units) == count {
			for i, unit := range units {
				runes[i] = rune(unit)
			}
			return paired(runes)
		}
	}
	for i := range runes {
		runes[i] = p.direct.unicode(i)
	}
	return paired(runes)
}

// nothing stands where the engine counts a character that draws nothing.
const nothing = 0

// paired makes signs of the pairs that write them in UTF-16.
func paired(runes []rune) []rune {
	for i := range len(runes) - 1 {
		if r := utf16.DecodeRune(runes[i], runes[i+1]); r != unicode.ReplacementChar {
			runes[i], runes[i+1] = r, nothing
		}
	}
	return runes
}

// wordLength counts the signs of the word that runes begin with. A hyphen that
// the engine found at a line's end ends it.
func wordLength(runes []rune) int {
	for i, r := range runes {
		switch {
		case r == lineHyphen || r == textHyphen:
			return i + 1
		case pdfRune(r) == ' ' || pdfRune(r) == '\n':
			return i
		}
	}
	return len(runes)
}

// place finds where the characters of a word stand: the word as a whole where
// one piece of text draws it upright, whose box its first character has then,
// and no letter's own place matters; else each.
func (p pageReader) place(word []pdfChar, whole bool) error {
	var t turn
	if angle, ok := p.direct.angle(word[0].index); ok {
		t = p.frame.turned(angle)
	}
	if whole && len(word) > 1 && t.degrees%90 == 0 {
		if box, one := p.direct.wordBox(word[0].index, len(word)); one {
			for i := range word {
				word[i].turn = t
			}
			word[0].stand(p.frame, box)
			return nil
		}
	}
	for i := range word {
		if angle, ok := p.direct.angle(word[i].index); ok && i > 0 {
			t = p.frame.turned(angle)
		}
		box, err := p.direct.charBox(word[i].index)
		if err != nil {
			return err
		}
		word[i].turn = t
		word[i].stand(p.frame, box)
	}
	return nil
}

// stand sets the character's box, which is that of its line set upright.
func (c *pdfChar) stand(f frame, box rectangle) {
	c.x0, c.y0, c.x1, c.y1 = c.turn.box(f.box(box.left, box.bottom, box.right, box.top))
}

// How the engine writes a hyphen at a line's end: as a character, and in text.
const (
	lineHyphen = 2
	textHyphen = 0xfffe
)

// pdfRune maps pdfium's own signs: 2 and U+FFFE stand for a hyphen at a line end.
func pdfRune(r rune) rune {
	switch {
	case r == lineHyphen || r == textHyphen:
		return '-' // it may be one that the word has anyway
	case r == '\r' || r == '\n':
		return '\n'
	case r == '\t' || unicode.Is(unicode.Zs, r):
		return ' '
	}
	return r
}
