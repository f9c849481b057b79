package danish

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"
)

// wordList holds simple Danish words, one a line: from Stavekontrolden
// (stavekontrolden.dk, MPL 1.1), chosen by words/words.py.
//
//go:embed words/words.txt.gz
var wordList []byte

// compounds knows which stems are Danish words: those of the word list and those
// of the materials themselves.
type compounds struct {
	stems  []uint32               // of the word list, sorted hashes
	corpus func(stem string) bool // whether the materials hold the stem; nil knows none
}

// wordStems are the hashed stems of the word list, sorted: all of them, and
// those of words that are only verbs.
type wordStems struct{ all, verbs []uint32 }

// commonWords are the stems of the word list, read once.
var commonWords = sync.OnceValue(func() wordStems {
	z, err := gzip.NewReader(bytes.NewReader(wordList))
	if err != nil {
		panic("index: embedded word list: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("index: embedded word list: " + err.Error())
	}
	var out wordStems
	for line := range strings.Lines(string(text)) {
		w, verb := strings.CutSuffix(strings.TrimSpace(line), "/v")
		h := TermHash(stem(Fold(w)))
		out.all = append(out.all, h)
		if verb {
			out.verbs = append(out.verbs, h)
		}
	}
	slices.Sort(out.all)
	slices.Sort(out.verbs)
	out.all = slices.Compact(out.all)
	return out
})

// Warm reads the word list, which the first [Lexicon] to analyse a word would wait for.
func Warm() { commonWords() }

// Verbal tells whether a stem is that of a Danish verb and of nothing else.
func Verbal(stem string) bool {
	_, ok := slices.BinarySearch(commonWords().verbs, TermHash(stem))
	return ok
}

func (k *compounds) knows(stem string) bool {
	if _, ok := slices.BinarySearch(k.stems, TermHash(stem)); ok {
		return true
	}
	return k.corpus != nil && k.corpus(stem)
}

// TermHash is the number under which a term stands in the forward index. Two
// of a passage's terms share a number about once in ten million passages.
func TermHash(term string) uint32 { return uint32(xxhash.Sum64String(term)) }

// notParts are folded words that stand inside other words by chance.
var notParts = setOf("no-parts.txt")

// split gives the stems of the words a compound is made of, in order, or nil
// where the word is none. Linking s and e are dropped. The word is folded.
func (k *compounds) split(word string) []string {
	if len(word) < 7 || strings.IndexFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
		return nil
	}
	parts, cost := k.best(word, true, 4)
	if cost >= noSplit || len(parts) < 2 {
		return nil
	}
	return parts
}

const noSplit = 100.0

// best finds the cheapest way to write word as known words; last says that the
// word's end is the compound's end, where inflection may stand.
func (k *compounds) best(word string, whole bool, depth int) ([]string, float64) {
	var parts []string
	cost := noSplit
	if !whole {
		if s, c := k.part(word, true); c < noSplit {
			parts, cost = []string{s}, c
		}
	}
	if depth == 1 {
		return parts, cost
	}
	for i := 3; i <= len(word)-3; i++ {
		left, c := k.part(word[:i], false)
		if c >= cost {
			continue
		}
		rest, rc := k.best(word[i:], false, depth-1)
		if c+rc < cost {
			parts, cost = append([]string{left}, rest...), c+rc
		}
	}
	return parts, cost
}

// part is the stem of a piece of a compound and what it costs to take it for
// one: short pieces and linking letters make it less likely.
func (k *compounds) part(piece string, last bool) (string, float64) {
	if notParts[piece] || len(piece) < 3 {
		return "", noSplit
	}
	cost := 1.0
	if len(piece) == 3 {
		cost += 0.6
	}
	if s := stem(piece); k.knows(s) && (last || s == piece || len(piece) > 4) {
		if !last && s != piece && !strings.HasSuffix(piece, "e") {
			cost += 0.3
		}
		return s, cost
	}
	n := len(piece)
	if !last && n > 4 && (piece[n-1] == 's' || piece[n-1] == 'e') && !notParts[piece[:n-1]] {
		if s := stem(piece[:n-1]); k.knows(s) {
			return s, cost + 0.1
		}
	}
	return "", noSplit
}
