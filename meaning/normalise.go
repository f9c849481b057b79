package meaning

import (
	"encoding/binary"
	"sort"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// space stands for a space in the pieces.
const space = "\u2581"

// maxText is how many bytes of a text are looked at: more than MaxTokens
// pieces of ordinary text take, whose longest is 48 bytes.
const maxText = 24 << 10

// normaliser is the model's table of what becomes of a code point: what NFKC
// makes of it, a space, or nothing.
type normaliser struct {
	points, begins, outputs []byte // uint32 each
}

func number(b []byte, i int) int { return int(binary.LittleEndian.Uint32(b[4*i:])) }

// append adds what becomes of a code point to a text in which a space is the
// sign of it, and never stands twice.
func (n *normaliser) append(dst []byte, r rune) []byte {
	count := len(n.points) / 4
	i := sort.Search(count, func(i int) bool { return number(n.points, i) >= int(r) })
	if i == count || number(n.points, i) != int(r) {
		return appendOne(dst, r)
	}
	for k := number(n.begins, i); k < number(n.begins, i+1); k++ {
		dst = appendOne(dst, rune(number(n.outputs, k)))
	}
	return dst
}

func appendOne(dst []byte, r rune) []byte {
	if r != ' ' {
		return utf8.AppendRune(dst, r)
	}
	if hasSpace(dst) {
		return dst
	}
	return append(dst, space...)
}

func hasSpace(b []byte) bool {
	return len(b) >= len(space) && string(b[len(b)-len(space):]) == space
}

// normalise appends a text as the pieces know it: composed, each run of
// spaces one sign, one before the first word, none after the last.
func (n *normaliser) normalise(dst []byte, prefix, text string) []byte {
	dst = append(dst, space...)
	for _, r := range prefix {
		dst = appendOne(dst, r)
	}
	for _, r := range norm.NFC.String(clip(text, maxText)) {
		if r < utf8.RuneSelf && r > ' ' && r != 0x7f {
			dst = append(dst, byte(r))
			continue
		}
		dst = n.append(dst, r)
	}
	for len(dst) > len(space) && hasSpace(dst) {
		dst = dst[:len(dst)-len(space)]
	}
	return dst
}

// clip is the beginning of a text, at most n bytes, cut between characters.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
