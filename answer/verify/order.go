package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// earlier and later join what happens to what happens after or before it.
var earlier, later = danish.WordSet(`foer inden foerend`), danish.WordSet(`efter`)

// sequence is what a sentence says that happens first and then.
type sequence struct{ first, then []danish.Word }

// sequenceOf reads "A, før B" and "B, efter at A"; ok is false where a
// sentence says neither.
func sequenceOf(words []danish.Word) (s sequence, ok bool) {
	for i := 1; i+1 < len(words); i++ {
		before, after := heavy(words[:i]), heavy(words[i+1:])
		if len(before) == 0 || len(after) == 0 {
			continue
		}
		switch {
		case earlier[words[i].Text]:
			return sequence{before, after}, true
		case later[words[i].Text] && words[i+1].Text == "at":
			return sequence{after, before}, true
		}
	}
	return sequence{}, false
}

func heavy(words []danish.Word) []danish.Word {
	return slices.DeleteFunc(slices.Clone(words), func(w danish.Word) bool { return weight(w) <= lightWeight })
}

// reordered tells whether the claim lets happen first what a source lets
// happen then, and the other way round.
func (c *claim) reordered() bool {
	own, ok := sequenceOf(c.words)
	if !ok {
		return false
	}
	reversed := false
	for _, u := range c.units {
		s, ok := sequenceOf(u.words)
		if !ok {
			continue
		}
		first, then := danish.Terms{}, danish.Terms{}
		first.Add(s.first)
		then.Add(s.then)
		only := func(words []danish.Word, in, notIn danish.Terms) bool {
			return slices.ContainsFunc(words, func(w danish.Word) bool { return w.Near(in) && !w.Near(notIn) })
		}
		if only(own.first, first, then) && only(own.then, then, first) {
			return false
		}
		reversed = reversed || only(own.first, then, first) && only(own.then, first, then)
	}
	return reversed
}
