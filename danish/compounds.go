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
	stems  hashes                 // of the word list
	corpus func(stem string) bool // whether the materials hold the stem; nil knows none
}

// hashes is a set of hashed words, most others of which a bit each tells apart
// without looking for them.
type hashes struct {
	sorted []uint32
	near   []uint64 // a bit for each 4,096 numbers that has one of the set
}

const nearBits = 20 // of a number that choose its bit

func newHashes(all []uint32) hashes {
	slices.Sort(all)
	s := hashes{slices.Compact(all), make([]uint64, 1<<nearBits/64)}
	for _, h := range s.sorted {
		at := h >> (32 - nearBits)
		s.near[at/64] |= 1 << (at % 64)
	}
	return s
}

func (s hashes) has(h uint32) bool {
	at := h >> (32 - nearBits)
	if s.near[at/64]&(1<<(at%64)) == 0 {
		return false
	}
	_, ok := slices.BinarySearch(s.sorted, h)
	return ok
}

// wordStems are the hashed stems of the word list: all of them, and those of words
// that are only verbs.
type wordStems struct{ all, verbs hashes }

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
	var all, verbs []uint32
	for line := range strings.Lines(string(text)) {
		w, verb := strings.CutSuffix(strings.TrimSpace(line), "/v")
		h := TermHash(stem(Fold(w)))
		all = append(all, h)
		if verb {
			verbs = append(verbs, h)
		}
	}
	return wordStems{newHashes(all), newHashes(verbs)}
})

// Warm reads the word list, which the first [Lexicon] to analyse a word would wait for.
func Warm() { commonWords() }

// Verbal tells whether a stem is that of a Danish verb and of nothing else.
func Verbal(stem string) bool { return commonWords().verbs.has(TermHash(stem)) }

// Common tells whether a stem is that of a Danish word.
func Common(stem string) bool { return commonWords().all.has(TermHash(stem)) }

func (k *compounds) knows(stem string) bool {
	if k.stems.has(TermHash(stem)) {
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
