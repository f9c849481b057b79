package pdf

import (
	"fmt"
	"unicode"
	"unicode/utf16"

	"github.com/klippa-app/go-pdfium/requests"
)

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
