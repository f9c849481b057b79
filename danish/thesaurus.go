package danish

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"
)

// thesaurusList is a large thesaurus of Danish, made by words/thesaurus.py from
// that of Stavekontrolden (stavekontrolden.dk, MPL 1.1): a word and the words
// of one of its senses a line. Its words are looser kin than those of
// related.txt, so it serves the comparing of texts only, not the search.
//
//go:embed words/thesaurus.txt.gz
var thesaurusList []byte

// kinList are words of everyday and official Danish that stand for one
// another, in the form of related.txt.
//
//go:embed words/kin.txt
var kinList string

// senses are the groups of words of the thesaurus.
type senses struct {
	groups [][]string         // stems
	of     map[string][]int32 // stem -> its groups
}

// danishSenses is the thesaurus, read once.
var danishSenses = sync.OnceValue(func() senses {
	z, err := gzip.NewReader(bytes.NewReader(thesaurusList))
	if err != nil {
		panic("index: embedded thesaurus: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("index: embedded thesaurus: " + err.Error())
	}
	s := senses{of: map[string][]int32{}}
	for line := range strings.Lines(string(text)) {
		s.add(strings.Split(strings.TrimSpace(line), ","))
	}
	for line := range strings.Lines(kinList) {
		if words := strings.Split(strings.TrimSpace(line), ","); !strings.HasPrefix(line, "#") {
			s.add(words)
		}
	}
	return s
})

func (s *senses) add(words []string) {
	var group []string
	for _, w := range words {
		if w = strings.TrimSpace(w); strings.Contains(w, " ") {
			continue
		}
		if st := Stem(w); !slices.Contains(group, st) {
			group = append(group, st)
			s.of[st] = append(s.of[st], int32(len(s.groups)))
		}
	}
	s.groups = append(s.groups, group)
}

// kin tells whether one of a stem's kin is among the terms.
func kin(stem string, t Terms) bool {
	s := danishSenses()
	for _, g := range s.of[stem] {
		if slices.ContainsFunc(s.groups[g], t.has) {
			return true
		}
	}
	return slices.ContainsFunc(Related(stem), t.has)
}

// Like tells whether a text holds the word or one of nearly its meaning: more
// loosely than [Word.Near], by a large thesaurus, also for a compound's parts.
func (w Word) Like(t Terms) bool {
	if w.Near(t) || kin(w.Stem, t) || w.Joins(t) {
		return true
	}
	if base := positive(w.Stem); base != "" && kin(base, t) {
		return true
	}
	return len(w.all) > 0 && !slices.ContainsFunc(w.all, func(part []string) bool {
		return !slices.ContainsFunc(part, t.has) && !kin(part[0], t)
	})
}

// minHead is how long the stem of a compound's last part must be to be told
// by its letters.
const minHead = 6

// Partly tells whether a text holds a part of a compound, or a compound that
// ends in the word.
func (w Word) Partly(t Terms) bool {
	if len(w.Stem) >= minHead {
		for term := range t {
			if strings.HasPrefix(term, wholeMark) && strings.HasSuffix(term, w.Stem) {
				return true
			}
		}
	}
	return slices.ContainsFunc(w.all, func(part []string) bool { return slices.ContainsFunc(part, t.has) || kin(part[0], t) })
}

// Joins tells whether a text holds the first piece of a hyphenated word as a
// word, and one of nearly the meaning of each other piece: "AI-forslag" beside
// "en anbefaling fra AI".
func (w Word) Joins(t Terms) bool {
	if w.first == "" || !t.has(wholeMark+w.first) {
		return false
	}
	return !slices.ContainsFunc(w.pieces, func(p string) bool { return p != w.first && !t.has(p) && !kin(p, t) })
}
