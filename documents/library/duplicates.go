package library

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

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
	sets := make([]map[uint64]bool, len(docs))
	in := map[uint64][]int{}
	for i, d := range docs {
		sets[i] = shingles(d)
		for s := range sets[i] {
			if s%sampled == 0 || len(sets[i]) < longText {
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
		if share := shared(sets[p[0]], sets[p[1]]); share >= duplicateMin {
			out = append(out, Duplicate{docs[p[0]].Path, docs[p[1]].Path, share})
		}
	}
	slices.SortFunc(out, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return out
}

// shingles are the hashes of a document's runs of words.
func shingles(d *documents.Document) map[uint64]bool {
	var words []string
	for _, b := range d.Blocks {
		words = append(words, strings.Fields(strings.ToLower(b.Content()))...)
	}
	out := map[uint64]bool{}
	for i := 0; i+shingleWords <= len(words); i++ {
		out[xxhash.Sum64String(strings.Join(words[i:i+shingleWords], " "))] = true
	}
	return out
}

func shared(a, b map[uint64]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return float64(n) / float64(len(a))
}
