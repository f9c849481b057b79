package danish

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Characters that carry no letter but decide how lines are joined.
const (
	SoftHyphen   = '\u00ad' // a place where a word may be cut, never part of it
	Hyphen       = '\u2010' // what PDF engines report for a hyphen at a line end
	HardHyphen   = '\u2011' // a hyphen that must not be cut, so a real one
	replacement  = '\ufffd'
	bulletSymbol = '•'
)

// ligatures are single code points that stand for several letters.
var ligatures = strings.NewReplacer(
	"ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st",
	"ĳ", "ij", "Ĳ", "IJ",
)

// Normalise makes extracted text uniform: valid UTF-8 in NFC, ligatures spelt
// out, every kind of space a plain one, and no invisible characters but line
// feed, form feed, tab and the hyphens above.
func Normalise(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = ligatures.Replace(s)
	return norm.NFC.String(strings.Map(legible(plainRune), s))
}

func plainRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\f' || r == SoftHyphen:
		return r
	case r == '\v' || r == '\u2028' || r == '\u2029' || r == '\u0085':
		return '\n'
	case r >= 0xf000 && r <= 0xf0ff: // the private area of Symbol and Wingdings
		return bulletSymbol
	case unicode.Is(unicode.Zs, r):
		return ' '
	case Invisible(r):
		return -1
	}
	return r
}
