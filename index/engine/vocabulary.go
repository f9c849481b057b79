package engine

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"

	"github.com/digitaskforce/taskforce/index/query"
)

// Vocabulary knows the terms of an index and in how many passages each stands.
// It is one automaton of a few bytes a term.
type Vocabulary struct {
	fst     *vellum.FST
	readers sync.Pool    // of *vellum.Reader, which look terms up without taking memory for each
	Unmap   func() error // frees it where it is mapped; nil in memory
}

// Counts are the numbers of passages that hold each term.
type Counts map[string]int

// Add counts the terms of a passage, which spaces divide, or with by -1 takes
// them away again.
func (c Counts) Add(terms string, by int) {
	seen := map[string]bool{}
	for t := range strings.FieldsSeq(terms) {
		if seen[t] {
			continue
		}
		seen[t] = true
		if _, known := c[t]; !known {
			t = strings.Clone(t) // a part of the terms would keep all of them
		}
		c[t] += by
	}
}

// WriteVocabulary gives a vocabulary as bytes.
func WriteVocabulary(counts Counts) ([]byte, error) {
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

// ReadVocabulary reads a vocabulary of so many terms.
func ReadVocabulary(data []byte, terms int) (*Vocabulary, error) {
	fst, err := vellum.Load(data)
	if err != nil {
		return nil, fmt.Errorf("reading the vocabulary: %w", err)
	}
	if fst.Len() != terms {
		return nil, fmt.Errorf("reading the vocabulary: %d of %d terms", fst.Len(), terms)
	}
	v := &Vocabulary{fst: fst}
	v.readers.New = func() any {
		r, _ := fst.Reader() // its error is always nil
		return r
	}
	return v, nil
}

func (v *Vocabulary) Close() error {
	if v.Unmap == nil {
		return nil
	}
	return v.Unmap()
}

func (v *Vocabulary) Frequency(term string) int {
	n, _ := v.look(term)
	return n
}

// look gives the frequency of a term, and whether the vocabulary holds it.
func (v *Vocabulary) look(term string) (int, bool) {
	r := v.readers.Get().(*vellum.Reader)
	defer v.readers.Put(r)
	n, ok, err := r.Get([]byte(term))
	if err != nil || !ok {
		return 0, false
	}
	return int(n), true
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

func (v *Vocabulary) Near(term string, distance int, prefix string) []query.Similar {
	builders := edits()
	if distance < 1 || distance > len(builders) {
		return nil
	}
	dfa, err := builders[distance-1].BuildDfa(term, uint8(distance))
	if err != nil {
		return nil
	}
	var out []query.Similar
	it, err := v.fst.Search(dfa, []byte(prefix), after(prefix))
	for ; err == nil; err = it.Next() {
		found, count := it.Current()
		_, d := dfa.MatchAndDistance(string(found))
		out = append(out, query.Similar{Term: string(found), Distance: int(d), Count: int(count)})
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
