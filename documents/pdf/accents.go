package pdf

import (
	"math"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Accents that stand for themselves and have no decomposition that names their
// mark, as all others have.
var bareAccents = map[rune]rune{'`': '\u0300', '^': '\u0302', 'ˆ': '\u0302', 'ˇ': '\u030c'}

// markOf is the combining mark of an accent; 0 for other signs.
func markOf(r rune) rune {
	if mark := bareAccents[r]; mark != 0 {
		return mark
	}
	switch {
	case unicode.Is(unicode.Mn, r):
		return r
	case !unicode.Is(unicode.Sk, r):
		return 0
	}
	if parts := []rune(norm.NFKD.String(string(r))); len(parts) == 2 && parts[0] == ' ' {
		return parts[1]
	}
	return 0
}

// accentReach is how far from its letter an accent may come in the stream of
// characters: the engine moves one that is drawn by itself along the line.
const accentReach = 120

// accented reports whether an accent comes so near that it may be a word's.
func accented(runes []rune, from, to int) bool {
	for _, r := range runes[max(from-accentReach, 0):min(to+accentReach, len(runes))] {
		if markOf(r) != 0 {
			return true
		}
	}
	return false
}

// composed makes letters of those that an accent of its own is drawn over, as
// TeX does where a font has no such letter: the accent, then the letter under it.
func (p pageReader) composed(chars []pdfChar) []pdfChar {
	gone := make([]bool, len(chars))
	for i, accent := range chars {
		mark := markOf(accent.r)
		if mark == 0 {
			continue
		}
		at, letter := -1, pdfChar{}
		for j := max(i-accentReach, 0); j < min(i+accentReach+1, len(chars)); j++ {
			if at >= 0 && beyond(accent, chars[at]) <= beyond(accent, chars[j]) {
				continue
			}
			if joined, fits := compose(accent, mark, chars[j]); fits && j != i {
				at, letter = j, joined
			}
		}
		if at >= 0 {
			chars[at], gone[i] = letter, true
			p.closeGap(chars, gone, i)
		}
	}
	return remaining(chars, gone)
}

// closeGap takes out the spaces that the engine made around an accent where the
// letters on both sides stand close.
func (p pageReader) closeGap(chars []pdfChar, gone []bool, accent int) {
	from, to := accent, accent
	blank := func(c pdfChar) bool { return (c.r == ' ' || c.r == '\n') && p.direct.made(c.index) }
	for from > 0 && (gone[from-1] || blank(chars[from-1])) {
		from--
	}
	for to+1 < len(chars) && (gone[to+1] || blank(chars[to+1])) {
		to++
	}
	if from == 0 || to == len(chars)-1 {
		return
	}
	before, after := chars[from-1], chars[to+1]
	height := math.Max(before.y1-before.y0, after.y1-after.y0)
	if gap := after.x0 - before.x1; before.turn != after.turn || math.Abs(gap) > wordGap*height || math.Min(before.y1, after.y1) < math.Max(before.y0, after.y0) {
		return
	}
	for k := from; k <= to; k++ {
		gone[k] = true
	}
}

// beyond is how far an accent is from the middle of a letter, along the line and
// up or down from it.
func beyond(accent, letter pdfChar) float64 {
	return math.Abs(accent.x0+accent.x1-letter.x0-letter.x1)/2 + math.Max(off(accent, letter), 0)
}

// off is how far an accent is above or below a letter; less than 0 where it
// reaches into it.
func off(accent, letter pdfChar) float64 {
	return math.Max(accent.y0-letter.y1, letter.y0-accent.y1)
}

// compose makes one letter of an accent and what it stands over or under. TeX
// draws accents over an i and a j without their dots.
func compose(accent pdfChar, mark rune, letter pdfChar) (joined pdfChar, fits bool) {
	if !accent.placed() || !letter.placed() || accent.turn != letter.turn ||
		math.Abs(accent.x0+accent.x1-letter.x0-letter.x1) > letter.x1-letter.x0 || off(accent, letter) > (letter.y1-letter.y0)/2 {
		return letter, false
	}
	base := letter.r
	switch base {
	case 'ı':
		base = 'i'
	case 'ȷ':
		base = 'j'
	}
	text := norm.NFC.String(string([]rune{base, mark}))
	r, size := utf8.DecodeRuneInString(text)
	letter.r = r
	letter.y0, letter.y1 = math.Min(letter.y0, accent.y0), math.Max(letter.y1, accent.y1)
	return letter, size == len(text)
}
