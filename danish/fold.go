package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a word to the form in which words are compared: lower case,
// compatibility forms and accents resolved, å as aa, æ as ae and ø as oe, so
// that "Ålborg" and "Aalborg" are one word, and invisible characters gone.
func Fold(word string) string {
	if ascii(word) {
		return strings.ToLower(word)
	}
	if plain, ok := foldDanish(word); ok {
		return plain
	}
	var b strings.Builder
	b.Grow(len(word) + 4)
	for _, r := range strings.ToLower(norm.NFC.String(word)) {
		switch r {
		case 'å':
			b.WriteString("aa")
		case 'æ', 'ä':
			b.WriteString("ae")
		case 'ø', 'ö':
			b.WriteString("oe")
		case 'ü':
			b.WriteByte('y')
		case 'ß':
			b.WriteString("ss")
		default:
			foldRune(&b, r)
		}
	}
	return b.String()
}

// foldDanish folds a word of the letters of Danish and ASCII alone, as nearly all
// are; false where it holds others.
func foldDanish(word string) (string, bool) {
	var room [64]byte // most words fit, and then only the result is allocated
	out := room[:0]
	for _, r := range word {
		switch {
		case 'A' <= r && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r == 'å' || r == 'Å':
			out = append(out, "aa"...)
		case r == 'æ' || r == 'Æ':
			out = append(out, "ae"...)
		case r == 'ø' || r == 'Ø':
			out = append(out, "oe"...)
		default:
			return "", false
		}
	}
	return string(out), true
}

func foldRune(b *strings.Builder, r rune) {
	if r < unicode.MaxASCII {
		b.WriteRune(r)
		return
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if unicode.IsLetter(d) || unicode.IsDigit(d) {
			b.WriteRune(unicode.ToLower(d))
		}
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
