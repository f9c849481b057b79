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

// readPage reads page i.
func readPage(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int, tags *tagger) (page, error) {
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
	reader := pageReader{instance, text.TextPage, loaded.Page, frame, tags.page(loaded.Page)}
	chars, err := reader.chars()
	if err != nil {
		return page{}, err
	}
	runs := reader.splitTagged(splitRuns(chars, reader.made))
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
	instance pdfium.Pdfium
	page     references.FPDF_TEXTPAGE
	sheet    references.FPDF_PAGE
	frame    frame
	tags     map[int]tag // by marked content; nil where the file is not tagged
}

func (p pageReader) chars() ([]pdfChar, error) {
	count, err := p.instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: p.page})
	if err != nil {
		return nil, err
	}
	if count.Count > maxPageChars {
		return nil, fmt.Errorf("%w: %d characters on one page", errPDFEngine, count.Count)
	}
	runes, err := p.runes(count.Count)
	if err != nil {
		return nil, err
	}
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
			if err := p.place(chars[i:end]); err != nil {
				return nil, err
			}
			i = end
		}
	}
	return chars, nil
}

// made reports whether the engine made a space of a gap.
func (p pageReader) made(index int) bool {
	made, err := p.instance.FPDFText_IsGenerated(&requests.FPDFText_IsGenerated{TextPage: p.page, Index: index})
	return err == nil && made.IsGenerated
}

// runes are the signs of the page: all at once where the engine's text has one
// for each, since each question to the engine costs.
func (p pageReader) runes(count int) ([]rune, error) {
	if count <= 0 {
		return nil, nil
	}
	if text, err := p.instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: p.page, Count: count}); err == nil {
		if runes := []rune(text.Text); len(runes) == count {
			return runes, nil
		}
	}
	runes := make([]rune, count)
	for i := range runes {
		char, err := p.instance.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: p.page, Index: i})
		if err != nil {
			return nil, err
		}
		runes[i] = rune(char.Unicode)
	}
	return runes, nil
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
// one piece of text draws it upright, whose box its first character has then;
// else each.
func (p pageReader) place(word []pdfChar) error {
	angle, err := p.instance.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: p.page, Index: word[0].index})
	var t turn
	if err == nil {
		t = p.frame.turned(float64(angle.CharAngle))
	}
	if len(word) > 1 && t.degrees%90 == 0 {
		pieces, err := p.instance.FPDFText_CountRects(&requests.FPDFText_CountRects{TextPage: p.page, StartIndex: word[0].index, Count: len(word)})
		if err == nil && pieces.Count == 1 {
			box, err := p.instance.FPDFText_GetRect(&requests.FPDFText_GetRect{TextPage: p.page})
			if err == nil {
				for i := range word {
					word[i].turn = t
				}
				c := &word[0]
				c.x0, c.y0, c.x1, c.y1 = t.box(p.frame.box(box.Left, box.Bottom, box.Right, box.Top))
				return nil
			}
		}
	}
	for i := range word {
		if i > 0 {
			if angle, err := p.instance.FPDFText_GetCharAngle(&requests.FPDFText_GetCharAngle{TextPage: p.page, Index: word[i].index}); err == nil {
				t = p.frame.turned(float64(angle.CharAngle))
			}
		}
		box, err := p.instance.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: p.page, Index: word[i].index})
		if err != nil {
			return err
		}
		c := &word[i]
		c.turn = t
		c.x0, c.y0, c.x1, c.y1 = t.box(p.frame.box(box.Left, box.Bottom, box.Right, box.Top))
	}
	return nil
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
