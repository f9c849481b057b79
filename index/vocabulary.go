package index

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"github.com/blevesearch/vellum"
	"github.com/blevesearch/vellum/levenshtein"
)

// vocabulary knows the terms of an index and in how many passages each stands.
// It is one automaton of a few bytes a term.
type vocabulary struct {
	fst *vellum.FST
}

// writeVocabulary gives a vocabulary as bytes.
func writeVocabulary(counts map[string]int) ([]byte, error) {
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

func readVocabulary(data []byte) (*vocabulary, error) {
	fst, err := vellum.Load(data)
	if err != nil {
		return nil, fmt.Errorf("reading the vocabulary: %w", err)
	}
	return &vocabulary{fst}, nil
}

func (v *vocabulary) frequency(term string) int {
	n, ok, err := v.fst.Get([]byte(term))
	if err != nil || !ok {
		return 0
	}
	return int(n)
}

func (v *vocabulary) near(term string, distance int, prefix string) []similar {
	lev, err := levenshtein.NewLevenshteinAutomatonBuilder(uint8(distance), true)
	if err != nil {
		return nil
	}
	dfa, err := lev.BuildDfa(term, uint8(distance))
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
