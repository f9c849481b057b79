package signs

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Accents that stand for themselves and have no decomposition that names their
// mark, as all others have.
var bareAccents = map[rune]rune{'`': '\u0300', '^': '\u0302', 'ˆ': '\u0302', 'ˇ': '\u030c'}

// Mark is the combining mark of an accent; 0 for other signs.
func Mark(r rune) rune {
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

// Joined is the one letter of a letter and a mark, where there is one. Accents
// stand over an i and a j without their dots.
func Joined(letter, mark rune) (rune, bool) {
	switch letter {
	case 'ı':
		letter = 'i'
	case 'ȷ':
		letter = 'j'
	}
	text := norm.NFC.String(string([]rune{letter, mark}))
	r, size := utf8.DecodeRuneInString(text)
	return r, size == len(text)
}
