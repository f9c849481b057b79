package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// Thresholds of what a claim may say beyond its sources, in weights of words
// (see weight), measured on labelled sentences (docs/answers.md).
const (
	maxLack        = 0.35 // share of the whole claim
	maxSegment     = 1.45 // of one segment, where more than one word is missing
	maxTail        = 0.75 // of a segment that is hung on with "og", "så", …, where
	minTail        = 0.45 // this share of it or more is missing
	maxScatter     = 1.9  // of one segment beside the one statement that holds most of it
	maxTailScatter = 1.3  // the same of a segment that is hung on
	maxStray       = 0.25 // and this share of it
	minSpread      = 4    // passages of the materials that hold a word, from which on it
	everywhere     = 4    // a word of more than the passages over this is said everywhere
	knownLack      = 1.4  // counts this much more where the sources do not
	likeLack       = 0.35 // of a word of which the sources hold one of nearly its meaning
	partLack       = 0.6  // of a compound of which they hold a part
	besideLack     = 0.2  // of a word in a neighbour of the statement
	elsewhere      = 0.6  // of a word elsewhere in the source
	lightWeight    = 0.2
	verbWeight     = 0.5
)

// weight is what a word counts in comparing contents: another wording changes
// verbs more freely than nouns, and light words most freely.
func weight(w danish.Word) float64 {
	switch {
	case !content(w):
		return 0
	case light(w), lacks[w.Stem]:
		return lightWeight
	case w.Verb:
		return verbWeight
	}
	return 1
}

// lacking is how much of each word of the claim the sources do not hold, 0 to
// its weight.
func (c *claim) lacking() []float64 {
	out := make([]float64, len(c.words))
	for i, w := range c.words {
		if weight(w) > 0 {
			out[i] = weight(w) * c.lack(w)
		}
	}
	for _, f := range c.facts { // these were compared
		clear(out[f.at:min(f.to, len(out))])
	}
	return out
}

// lack is 0 where a source holds a word, 1 where none holds anything like it.
func (c *claim) lack(w danish.Word) float64 {
	is := func(holds func(danish.Terms) bool) bool {
		return slices.ContainsFunc(c.all, func(s *support) bool { return holds(s.all) })
	}
	switch {
	case is(w.Near):
		return 0
	case is(w.Like):
		return likeLack
	case is(w.Partly):
		return c.known(w, partLack)
	}
	return c.known(w, 1)
}

// known raises what a missing word counts where the materials speak of it
// elsewhere: it is another of their subjects and not another wording, unless
// all of the materials use it.
func (c *claim) known(w danish.Word, lack float64) float64 {
	if weight(w) < 1 {
		return lack
	}
	switch n := c.v.Index.Spread(w); {
	case n > c.v.Index.Count()/everywhere:
		return lack / 2
	case n >= minSpread:
		return knownLack * lack
	}
	return lack
}

// superlatives are never another wording of a word that is none.
var superlatives = danish.WordSet(`stoerst stoerste flest fleste faerrest faerreste bedst bedste daarligst daarligste hurtigst hurtigste billigst
	billigste dyrest dyreste laengst laengste hyppigst hyppigste`)

// superlative tells whether the claim holds one where the sources hold none.
func (c *claim) superlative() bool {
	return slices.ContainsFunc(c.words, func(w danish.Word) bool {
		return superlatives[w.Text] && !c.inQuote(w) && !slices.ContainsFunc(c.units, func(u *statement) bool {
			return slices.ContainsFunc(u.words, func(o danish.Word) bool { return superlatives[o.Text] && w.Stem == o.Stem })
		})
	})
}

// exceeds tells whether the claim says more than its sources do.
func (c *claim) exceeds() bool {
	lacking := c.lacking()
	all, missing := 0.0, 0.0
	for i, w := range c.words {
		if anaphors[w.Text] && lacking[i] > 0 {
			continue
		}
		all, missing = all+weight(w), missing+lacking[i]
	}
	if missing > maxLack*all || c.superlative() {
		return true
	}
	return slices.ContainsFunc(segments(c.words, c.clauses), func(s segment) bool { return c.segmentExceeds(s, lacking) })
}

// segmentExceeds tells whether one part of the claim says more than the
// sources do.
func (c *claim) segmentExceeds(s segment, lacking []float64) bool {
	all, missing, strange := 0.0, 0.0, 0
	for i := s.from; i < s.to; i++ {
		all, missing = all+weight(c.words[i]), missing+lacking[i]
		if lacking[i] >= verbWeight {
			strange++
		}
	}
	switch {
	case missing > maxSegment && strange > 1:
		return true
	case s.tail && missing > maxTail && missing >= minTail*all:
		return true
	}
	if s.tail && missing > maxTail {
		return c.scatter(s, lacking) > maxTailScatter
	}
	return c.scatter(s, lacking) > max(maxScatter, maxStray*all)
}

// scatter is how much of a segment's words the one statement that holds most
// of it does not hold.
func (c *claim) scatter(s segment, lacking []float64) float64 {
	least := -1.0
	for _, u := range c.units {
		sum := 0.0
		for i := s.from; i < s.to; i++ {
			w := c.words[i]
			switch {
			case lacking[i] > 0:
				sum += lacking[i]
			case weight(w) == 0 || w.Near(u.around):
			case w.Near(u.beside):
				sum += besideLack * weight(w)
			default:
				sum += elsewhere * weight(w)
			}
		}
		if least < 0 || sum < least {
			least = sum
		}
	}
	return least
}
