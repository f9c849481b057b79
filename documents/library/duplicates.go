package library

import (
	"cmp"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
)

// Duplicate is a pair of documents that say nearly the same.
type Duplicate struct {
	First  string  `json:"first"` // paths
	Second string  `json:"second"`
	Share  float64 `json:"share"` // of the shorter one's text that stands in the other, from 0 to 1
}

// Bounds of the search for duplicates.
const (
	shingleWords = 6   // words that are compared as one
	duplicateMin = 0.8 // share from which two documents are told
	commonIn     = 20  // documents; what stands in more says nothing of two of them
	sampled      = 8   // one shingle in so many is looked at in long documents
	longText     = 400 // shingles from which a document is long
)

// Duplicates finds the documents of which one holds nearly all of another's
// text, most alike first.
func Duplicates(docs []*documents.Document) []Duplicate {
	sketches := make([]sketch, len(docs))
	in := map[uint64][]int{}
	for i, d := range docs {
		sketches[i] = sketchOf(d)
		for _, s := range sketches[i].hashes {
			if s%sampled == 0 || len(sketches[i].hashes) < longText {
				in[s] = append(in[s], i)
			}
		}
	}
	pairs := map[[2]int]bool{}
	for _, who := range in {
		if len(who) > commonIn {
			continue
		}
		for a := range who {
			for b := a + 1; b < len(who); b++ {
				pairs[[2]int{who[a], who[b]}] = true
			}
		}
	}
	out := []Duplicate{}
	for p := range pairs {
		if share := shared(sketches[p[0]], sketches[p[1]]); share >= duplicateMin {
			out = append(out, Duplicate{docs[p[0]].Path, docs[p[1]].Path, share})
		}
	}
	slices.SortFunc(out, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return out
}
