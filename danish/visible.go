package danish

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// marksPerLetter is how many combining marks a letter may carry. No language in the
// materials needs more; a tower of them covers the lines above and below.
const marksPerLetter = 4

// Legible is s as a reader sees it: valid UTF-8 in NFC, without characters that
// show nothing but may reorder, hide or carry text (control and format
// characters such as bidi controls, zero-width and tag characters, soft
// hyphens, variation selectors, fillers, private characters), and with at most
// four combining marks on a letter. White space stays as it is.
func Legible(s string) string {
	return norm.NFC.String(strings.Map(legible(func(r rune) rune {
		if Invisible(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}), s))
}

// legible makes a mapping leave out marks beyond marksPerLetter, before normalising,
// which would put an invisible joiner into a long row of them.
func legible(mapping func(rune) rune) func(rune) rune {
	marks := 0
	return func(r rune) rune {
		if r = mapping(r); r < 0 {
			return r
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
			return r
		}
		if marks++; marks > marksPerLetter {
			return -1
		}
		return r
	}
}

// Invisible tells whether a character shows nothing of its own, as control
// characters do, line breaks and tabs among them.
func Invisible(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return r == replacement || r == '\u2800' || r >= 0xE0000 && r <= 0xE0FFF || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}
