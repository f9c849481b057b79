package danish

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean is what a reader sees of a question or an answer, on one line: see
// [Legible]; white space becomes single spaces.
func Clean(text string) string {
	return strings.Join(strings.Fields(Legible(text)), " ")
}

// Longer tells whether a text has more than n characters where it is read:
// ligatures and other compatibility forms, of which one may stand for eighteen
// letters, count as what they are written out (NFKC). It reads no further than
// it must.
func Longer(text string, n int) bool {
	if ascii(text) {
		return len(text) > n
	}
	if utf8.RuneCountInString(text) > n {
		return true
	}
	var it norm.Iter
	for it.InitString(norm.NFKC, text); !it.Done() && n >= 0; {
		n -= utf8.RuneCount(it.Next())
	}
	return n < 0
}
