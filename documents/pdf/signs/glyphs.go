package signs

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Glyph reads a glyph's name by the rules of the Adobe Glyph List
// specification, without its list, which the engine knows: underscores join
// parts, a dot begins a variant. It is "" where a part is not known.
func Glyph(name string) string {
	name, _, _ = strings.Cut(name, ".")
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		text := partText(part)
		if text == "" {
			return ""
		}
		b.WriteString(text)
	}
	return b.String()
}

// partText is a letter that is its own name, uni and units of four digits, or u
// and one of up to six.
func partText(part string) string {
	if r, size := utf8.DecodeRuneInString(part); size == len(part) && unicode.IsLetter(r) {
		return part
	}
	digits, units := strings.CutPrefix(part, "uni")
	width := 4
	if !units {
		if digits, units = strings.CutPrefix(part, "u"); !units || len(digits) < 4 || len(digits) > 6 {
			return ""
		}
		width = len(digits)
	}
	if digits == "" || len(digits)%width > 0 {
		return ""
	}
	var b strings.Builder
	for unit := range slices.Chunk([]byte(digits), width) {
		r, err := strconv.ParseUint(string(unit), 16, 32)
		if err != nil || !unicode.IsPrint(rune(r)) { //nolint:gosec // six digits at most
			return ""
		}
		b.WriteRune(rune(r)) //nolint:gosec // as above
	}
	return b.String()
}
