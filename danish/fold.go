package danish

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a word to the form in which words are compared: lower case,
// compatibility forms and accents resolved, å as aa, æ as ae and ø as oe, so
// that "Ålborg" and "Aalborg" are one word, and invisible characters gone.
func Fold(word string) string {
	if ascii(word) {
		return strings.ToLower(word)
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
