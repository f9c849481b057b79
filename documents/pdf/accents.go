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

// accentReach is how far beside its letter an accent may come in the stream: the
// engine sees a word's end, or a line's, where the pen goes up or back for it.
const accentReach = 2

// accented reports whether an accent stands in or beside a word.
func accented(runes []rune, from, to int) bool {
	for _, r := range runes[max(from-accentReach-1, 0):min(to+accentReach+1, len(runes))] {
		if markOf(r) != 0 {
			return true
		}
	}
	return false
}

// composed makes letters of those that an accent of its own is drawn over, as
// TeX does where a font has no such letter: the accent, then the letter under it.
func composed(chars []pdfChar) []pdfChar {
	gone := make([]bool, len(chars))
	for i, c := range chars {
		mark := markOf(c.r)
		if mark == 0 {
			continue
		}
		at, letter := -1, pdfChar{}
		for _, j := range []int{drawnBeside(chars, i, 1), drawnBeside(chars, i, -1)} {
			if j < 0 || at >= 0 && beyond(c, chars[at]) <= beyond(c, chars[j]) {
				continue
			}
			if joined, fits := compose(c, mark, chars[j]); fits {
				at, letter = j, joined
			}
		}
		if at < 0 {
			continue
		}
		chars[at] = letter
		for k := min(i, at); k <= max(i, at); k++ {
			gone[k] = k != at
		}
	}
	return remaining(chars, gone)
}

// drawnBeside is the place of the first character in a direction that is drawn;
// -1 where none is near.
func drawnBeside(chars []pdfChar, i, step int) int {
	for j := i + step; j >= 0 && j < len(chars) && (j-i)*step <= accentReach+1; j += step {
		if chars[j].r != ' ' && chars[j].r != '\n' {
			return j
		}
	}
	return -1
}

// beyond is how far the middles of an accent and a letter are from each other
// along the line.
func beyond(accent, letter pdfChar) float64 {
	return math.Abs(accent.x0 + accent.x1 - letter.x0 - letter.x1)
}

// compose makes one letter of an accent and what it stands over or under. TeX
// draws accents over an i and a j without their dots.
func compose(accent pdfChar, mark rune, letter pdfChar) (joined pdfChar, fits bool) {
	if !accent.placed() || !letter.placed() || accent.turn != letter.turn || beyond(accent, letter) > letter.x1-letter.x0 ||
		math.Max(accent.y0-letter.y1, letter.y0-accent.y1) > (letter.y1-letter.y0)/2 {
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
