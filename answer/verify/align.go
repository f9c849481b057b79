package verify

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// aligned is a claim set beside one statement, word by word.
type aligned struct {
	u     *statement
	words []danish.Word // of what introduces the statement, and its own
	parts []part        // the clauses of these
	to    []int         // for each word of the claim its word of the statement; -1 for none
	from  []int         // and the other way round
}

// part is a clause of a statement: its words from from to to.
type part struct {
	from, to int
	kept     bool // the claim says some of it
}

// align finds for each word of the claim the word of a statement that says it,
// the same word before a like one, each once; parts of a compound share it.
func (c *claim) align(u *statement) *aligned {
	a := &aligned{u: u}
	each := u.each
	if u.lead != nil {
		a.words, each = append(slices.Clone(u.lead.words), u.words...), append(slices.Clone(u.lead.each), u.each...)
		a.parts = clauses(u.lead.text, u.lead.words, 0)
		a.parts = append(a.parts, clauses(u.text, u.words, len(u.lead.words))...)
	} else {
		a.words, a.parts = u.words, clauses(u.text, u.words, 0)
	}
	a.to, a.from = slices.Repeat([]int{-1}, len(c.words)), slices.Repeat([]int{-1}, len(a.words))
	like := []func(w danish.Word, j int) bool{
		func(w danish.Word, j int) bool { return w.Text == a.words[j].Text && w.Value == a.words[j].Value },
		func(w danish.Word, j int) bool { return w.Value != "" && w.Value == a.words[j].Value },
		func(w danish.Word, j int) bool { return content(w) && content(a.words[j]) && w.In(each[j]) },
		func(w danish.Word, j int) bool { return content(w) && content(a.words[j]) && w.Same(each[j]) },
	}
	for _, same := range like {
		a.match(c.words, same)
	}
	for i, w := range c.words { // "beholder til affald" beside "affaldsbeholder"
		if a.to[i] < 0 && content(w) {
			a.to[i] = slices.IndexFunc(each, w.Same)
		}
	}
	for p := range a.parts {
		a.parts[p].kept = slices.ContainsFunc(a.from[a.parts[p].from:a.parts[p].to], func(i int) bool { return i >= 0 && content(c.words[i]) })
	}
	return a
}

// keeps tells whether the j-th word of the statement stands in a clause of
// which the claim says some.
func (a *aligned) keeps(j int) bool {
	return slices.ContainsFunc(a.parts, func(p part) bool { return p.kept && p.from <= j && j < p.to })
}

// match aligns words that are not aligned yet, in order where it can.
func (a *aligned) match(words []danish.Word, same func(danish.Word, int) bool) {
	last := -1
	for i, w := range words {
		if a.to[i] >= 0 {
			last = a.to[i]
			continue
		}
		best := -1
		for j := range a.words {
			if a.from[j] < 0 && same(w, j) && (best < 0 || best < last && j > last) {
				best = j
			}
		}
		if best >= 0 {
			a.to[i], a.from[best], last = best, i, best
		}
	}
}

// clauses cuts a text at its commas, semicolons and at "og", "men" before a
// verb; offset is where its words begin in the statement.
func clauses(text string, words []danish.Word, offset int) []part {
	var out []part
	from := 0
	for i := range words {
		last := i+1 == len(words)
		if !last && !strings.ContainsAny(text[words[i].End:words[i+1].Start], ",;:()") && !goesOn(words, i+1) {
			continue
		}
		out = append(out, part{from: offset + from, to: offset + i + 1})
		from = i + 1
	}
	return out
}

// goesOn tells whether a second verb begins at word i: "gælder i Danmark og
// skal ikke først gennemføres".
func goesOn(words []danish.Word, i int) bool {
	and := words[i].Text == "og" || words[i].Text == "men"
	return and && i+1 < len(words) && (words[i+1].Verb || danish.Auxiliaries[words[i+1].Text])
}

// content tells whether a word means something by itself.
func content(w danish.Word) bool {
	_, ref := referenceKinds[w.Text]
	return !w.Stop && !operator(w) && w.Value == "" && !ref && len(w.Text) > 1
}
