package extract

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// differing are the folded words by which a question asks how things differ.
var differing = danish.WordSet(`forskel forskellen forskelle forskellene difference forskellig forskellige adskiller`)

// difference answers how two things differ: the best unit of both, where one
// tells of both, and what the materials say first of each. nil where the
// question asks for something else.
func (e *Extractor) difference() []int {
	if !slices.ContainsFunc(danish.Folded(danish.Tokenize(e.q.Text)), func(w string) bool { return differing[w] }) {
		return nil
	}
	var sides []int
	for c, k := range e.q.Concepts {
		if k.Weight >= 0.9 && !k.Carried && k.Known && !k.Verb && !differing[danish.Fold(k.Word)] {
			sides = append(sides, c)
		}
	}
	if len(sides) != 2 {
		return nil
	}
	var picked []int
	for k, c := range sides {
		best, most := -1, 0.0
		for i, u := range e.Units {
			if !u.says || u.shares[c] < 0.5 || u.shares[sides[1-k]] >= 0.5 && best >= 0 {
				continue
			}
			if s := u.score + u.shares[c] - u.shares[sides[1-k]]; best < 0 || s > most {
				best, most = i, s
			}
		}
		if best < 0 {
			return nil
		}
		picked = append(picked, e.around(best)...)
	}
	for i, u := range e.Units {
		if u.says && u.shares[sides[0]] >= 0.5 && u.shares[sides[1]] >= 0.5 {
			picked = append([]int{i}, picked...)
			break
		}
	}
	return e.arrange(e.wholeLists(unique(picked), picked[0]), picked[0])
}

func unique(list []int) []int {
	var out []int
	for _, i := range list {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}
