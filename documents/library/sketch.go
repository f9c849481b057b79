package library

import (
	"math"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/digitaskforce/taskforce/documents"
)

// maxSketch bounds the hashes of a sketch. Of a text with more runs of words,
// those with the smallest hashes stand for all.
const maxSketch = 8192

// sketch is what a document's text is compared by: the hashes below a bound of
// its runs of words.
type sketch struct {
	hashes []uint64 // in order, each once
	below  uint64
}

// sketchOf makes the sketch of a document whose blocks are at hand.
func sketchOf(d *documents.Document) sketch {
	s := sketch{below: math.MaxUint64}
	var words []string // the last ones
	for _, b := range d.Blocks {
		for w := range strings.FieldsSeq(strings.ToLower(b.Content())) {
			if words = append(words, w); len(words) < shingleWords {
				continue
			}
			if h := xxhash.Sum64String(strings.Join(words[len(words)-shingleWords:], " ")); h < s.below {
				s.hashes = append(s.hashes, h)
			}
			if words = append(words[:0], words[len(words)-shingleWords+1:]...); len(s.hashes) >= 2*maxSketch {
				s.shrink()
			}
		}
	}
	s.shrink()
	return s
}

// shrink orders the hashes, and lowers the bound until they fit.
func (s *sketch) shrink() {
	slices.Sort(s.hashes)
	s.hashes = slices.Compact(s.hashes)
	for len(s.hashes) > maxSketch {
		s.below /= 2
		s.hashes = s.hashes[:s.under(s.below)]
	}
}

// under counts the hashes below a bound.
func (s sketch) under(bound uint64) int {
	n, _ := slices.BinarySearch(s.hashes, bound)
	return n
}

// shared is the share of the shorter text that stands in the other, as far as
// both sketches tell.
func shared(a, b sketch) float64 {
	bound := min(a.below, b.below)
	x, y := a.hashes[:a.under(bound)], b.hashes[:b.under(bound)]
	least := min(len(x), len(y))
	if least == 0 {
		return 0
	}
	n := 0
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			n, x, y = n+1, x[1:], y[1:]
		}
	}
	return float64(n) / float64(least)
}
