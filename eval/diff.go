package eval

import (
	"regexp"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Piece is a run of words of an answer.
type Piece struct {
	Text    string
	Changed bool // the other answer does not have it here
}

// words are what answers are compared by: words, numbers and signs, each with
// the space after it.
var words = regexp.MustCompile(`\s*(?:[\p{L}\p{N}]+|[^\s\p{L}\p{N}])\s*|\s+`)

// firstRune is where the runes begin that stand for words; every word of two
// answers has one that is valid.
const firstRune = 0x10000

// Differences cuts two texts into pieces, word by word: what they share and
// what only one of them has.
func Differences(before, after string) (was, now []Piece) {
	var known []string
	number := map[string]rune{}
	code := func(text string) []rune {
		var out []rune
		for _, w := range words.FindAllString(text, -1) {
			if _, ok := number[w]; !ok {
				number[w] = firstRune + rune(len(known))
				known = append(known, w)
			}
			out = append(out, number[w])
		}
		return out
	}
	dmp := diffmatchpatch.New()
	// What two texts share by chance, such as a lone »af«, is no help to a reader.
	for _, d := range dmp.DiffCleanupSemantic(dmp.DiffMainRunes(code(before), code(after), false)) {
		text := ""
		for _, r := range d.Text {
			text += known[r-firstRune]
		}
		if d.Type != diffmatchpatch.DiffInsert {
			was = append(was, Piece{text, d.Type == diffmatchpatch.DiffDelete})
		}
		if d.Type != diffmatchpatch.DiffDelete {
			now = append(now, Piece{text, d.Type == diffmatchpatch.DiffInsert})
		}
	}
	return was, now
}
