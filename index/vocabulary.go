package index

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/mmap-go"
	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"
)

// vocabulary knows the terms of an index and in how many passages each stands.
// It is one automaton of a few bytes a term.
type vocabulary struct {
	fst    *vellum.FST
	mapped mmap.MMap // nil in memory
}

// counts are the numbers of passages that hold each term.
type counts map[string]int

// add counts the terms of a passage, which spaces divide.
func (c counts) add(terms string) {
	seen := map[string]bool{}
	for t := range strings.FieldsSeq(terms) {
		if seen[t] {
			continue
		}
		seen[t] = true
		if c[t] == 0 {
			t = strings.Clone(t) // a part of the terms would keep all of them
		}
		c[t]++
	}
}

// writeVocabulary gives a vocabulary as bytes.
func writeVocabulary(counts counts) ([]byte, error) {
	var out bytes.Buffer
	b, err := vellum.New(&out, nil)
	if err != nil {
		return nil, fmt.Errorf("writing the vocabulary: %w", err)
	}
	for _, term := range slices.Sorted(maps.Keys(counts)) {
		if err := b.Insert([]byte(term), uint64(counts[term])); err != nil {
			return nil, fmt.Errorf("writing the vocabulary: %w", err)
		}
	}
	if err := b.Close(); err != nil {
		return nil, fmt.Errorf("writing the vocabulary: %w", err)
	}
	return out.Bytes(), nil
}

// readVocabulary reads a vocabulary of so many terms.
func readVocabulary(data []byte, terms int) (*vocabulary, error) {
	fst, err := vellum.Load(data)
	if err != nil {
		return nil, fmt.Errorf("reading the vocabulary: %w", err)
	}
	if fst.Len() != terms {
		return nil, fmt.Errorf("reading the vocabulary: %d of %d terms", fst.Len(), terms)
	}
	return &vocabulary{fst: fst}, nil
}

// openVocabulary maps the vocabulary of an index folder.
func openVocabulary(dir string, terms int) (*vocabulary, error) {
	m, err := mapFile(filepath.Join(dir, vocabularyFile))
	if err != nil {
		return nil, err
	}
	v, err := readVocabulary(m, terms)
	if err != nil {
		_ = m.Unmap()
		return nil, err
	}
	v.mapped = m
	return v, nil
}

func (v *vocabulary) close() error {
	if v.mapped == nil {
		return nil
	}
	return v.mapped.Unmap()
}

func (v *vocabulary) frequency(term string) int {
	n, ok, err := v.fst.Get([]byte(term))
	if err != nil || !ok {
		return 0
	}
	return int(n)
}

// edits make the automata of one edit and of two; they cost a millisecond, and
// do not change.
var edits = sync.OnceValue(func() []*levenshtein.LevenshteinAutomatonBuilder {
	var out []*levenshtein.LevenshteinAutomatonBuilder
	for distance := uint8(1); distance <= 2; distance++ {
		b, err := levenshtein.NewLevenshteinAutomatonBuilder(distance, true)
		if err != nil {
			panic("index: an automaton of edits: " + err.Error())
		}
		out = append(out, b)
	}
	return out
})

func (v *vocabulary) near(term string, distance int, prefix string) []similar {
	builders := edits()
	if distance < 1 || distance > len(builders) {
		return nil
	}
	dfa, err := builders[distance-1].BuildDfa(term, uint8(distance))
	if err != nil {
		return nil
	}
	var out []similar
	it, err := v.fst.Search(dfa, []byte(prefix), after(prefix))
	for ; err == nil; err = it.Next() {
		found, count := it.Current()
		_, d := dfa.MatchAndDistance(string(found))
		out = append(out, similar{term: string(found), distance: int(d), count: int(count)})
	}
	return out // the error is the iterator's end
}

// after is the first text behind all that begin with prefix; nil where there is none.
func after(prefix string) []byte {
	b := []byte(prefix)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
