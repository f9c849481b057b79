package index

import (
	"slices"
	"sort"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// documentOf is the number of the document that a passage belongs to.
func (s *Snapshot) documentOf(ordinal int) int {
	return sort.Search(len(s.manifest.First), func(i int) bool { return s.manifest.First[i] > ordinal }) - 1
}

// newest is the number of the document that took the place of the i-th, i
// itself where none did.
func (s *Snapshot) newest(i int) int {
	for range s.manifest.Documents { // a circle ends too
		next := s.number(s.manifest.Documents[i].SupersededBy)
		if next < 0 || next == i {
			break
		}
		i = next
	}
	return i
}

// inForce leaves out what another edition says: of nearly equal documents the
// newest speaks, or the one that the question names by its year or date.
func (s *Snapshot) inForce(q *query.Query, found []scored) []scored {
	if !s.editions {
		return found
	}
	words := danish.Folded(danish.Tokenize(q.Text))
	named := map[int]int{} // newest edition -> the one that is asked for
	for i, d := range s.manifest.Documents {
		if d.Edition != "" && names(words, d.Edition) {
			named[s.newest(i)] = i
		}
	}
	return slices.DeleteFunc(found, func(f scored) bool {
		i := s.documentOf(f.ordinal)
		family := s.newest(i)
		if asked, ok := named[family]; ok {
			return i != asked
		}
		return i != family
	})
}

// names tells whether the words of a question hold an edition's, in their order.
func names(words []string, edition string) bool {
	of := danish.Folded(danish.Tokenize(edition))
	return len(of) > 0 && strings.Contains(" "+strings.Join(words, " ")+" ", " "+strings.Join(of, " ")+" ")
}
