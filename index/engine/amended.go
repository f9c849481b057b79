package engine

import (
	"cmp"
	"slices"

	"github.com/digitaskforce/taskforce/index/query"
)

// Amended is a vocabulary in which the frequencies of some terms changed.
type Amended struct {
	base, changed *Vocabulary // changed holds those terms' frequencies as they are now, some of them 0
}

// Amend gives a vocabulary with other frequencies of the terms that changed holds.
func Amend(base, changed *Vocabulary) *Amended { return &Amended{base, changed} }

// Onto are the frequencies that the counted terms have now, by how much each
// changed in a vocabulary.
func (c Counts) Onto(base query.Vocabulary) Counts {
	out := make(Counts, len(c))
	for term, by := range c {
		out[term] = max(0, base.Frequency(term)+by)
	}
	return out
}

func (a *Amended) Frequency(term string) int {
	if n, ok := a.changed.look(term); ok {
		return n
	}
	return a.base.Frequency(term)
}

func (a *Amended) Near(term string, distance int, prefix string) []query.Similar {
	out := slices.DeleteFunc(a.base.Near(term, distance, prefix), func(s query.Similar) bool {
		_, changed := a.changed.look(s.Term)
		return changed
	})
	for _, s := range a.changed.Near(term, distance, prefix) {
		if s.Count > 0 {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b query.Similar) int { return cmp.Compare(a.Term, b.Term) })
	return out
}
