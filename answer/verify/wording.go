package verify

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// glue are function words that carry no logic: articles, pronouns, auxiliaries
// without a duty or a possibility. All other function words must be kept.
var glue = danish.Logic("glue")

// marks tell the part that the words after them have in a sentence.
var marks = danish.Logic("mark")

// modals are a duty, a possibility or a wish.
var modals = danish.Logic("permit", "oblige", "wish")

// conditions bind what they stand beside.
var conditions = danish.Logic("bind", "provide")

// operator tells whether a word carries the logic of a sentence.
func operator(w danish.Word) bool {
	return modals[w.Text] || conditions[w.Text] || w.Stop && w.Value == "" && !glue[w.Text] && !marks[w.Text]
}

// adds tells whether the claim says a word or a number that the statement does not.
func (c *claim) adds(a *aligned) bool {
	for i, w := range c.words {
		switch {
		case a.to[i] >= 0 || !content(w) && w.Value == "":
		case a.u.row && w.Verb && strings.HasSuffix(w.Text, "r"): // a row has no verbs
		case w.Value == "" && !w.Verb && w.Near(a.u.above):
		default:
			return true
		}
	}
	return false
}

// turns tells whether the logic of the claim is not that of the statement: a
// negation, a quantifier, a duty, a condition that only one of them holds.
func (c *claim) turns(a *aligned) bool {
	for i, w := range c.words {
		if operator(w) && (a.to[i] < 0 || !a.keeps(a.to[i])) {
			return true
		}
	}
	for j, w := range a.words {
		if operator(w) && a.from[j] < 0 && a.keeps(j) {
			return true
		}
	}
	return slices.ContainsFunc(c.facts, func(f fact) bool {
		return f.kind != "number" && f.kind != "date" && !a.u.has(f) && !(a.u.whole != nil && a.u.whole.has(f))
	})
}

// joins begin a clause that can be left out without changing the others.
var joins = danish.WordSet(`og samt idet fordi mens`)

// maxDropped is the share of the words of the clauses that a claim says which
// it may leave out.
const maxDropped = 0.5

// narrows tells whether the claim leaves out of the statement what restricts
// it: a clause with a condition, a relative clause, a number, or too much.
func (c *claim) narrows(a *aligned) bool {
	dropped, all := 0.0, 0.0
	for _, p := range a.parts {
		words := a.words[p.from:p.to]
		if !p.kept {
			if joins[words[0].Text] || !slices.ContainsFunc(words, says) {
				continue
			}
			if slices.ContainsFunc(words, operator) || relatives[words[0].Text] {
				return true
			}
			dropped++
			continue
		}
		for j, w := range words {
			switch {
			case !says(w):
			case a.from[p.from+j] >= 0:
				all++
			case w.Value != "":
				return true
			default:
				all, dropped = all+1, dropped+1
			}
		}
	}
	return dropped > maxDropped*all
}

// relatives begin a clause that tells which things are meant.
var relatives = danish.WordSet(`der som`)

// says tells whether a word says something by itself or by how it turns others.
func says(w danish.Word) bool { return content(w) || w.Value != "" || operator(w) }

// swaps tells whether words of the claim have another part in it than in the
// statement: they stand after another mark, or two of the same mark have
// changed places.
func (c *claim) swaps(a *aligned) bool {
	if a.u.row {
		return false
	}
	last := map[string]int{}
	for i, w := range c.words {
		if a.to[i] < 0 || !content(w) && w.Value == "" || w.Verb {
			continue
		}
		own, other := markOf(c.words, i), markOf(a.words, a.to[i])
		if own != other || a.to[i] < last[own] {
			return true
		}
		last[own] = a.to[i]
	}
	return false
}

// markOf is the mark that the i-th word stands after, "" where none does
// before the verb.
func markOf(words []danish.Word, i int) string {
	for j := i - 1; j >= 0; j-- {
		w := words[j]
		switch {
		case marks[w.Text]:
			return w.Text
		case w.Verb || danish.Auxiliaries[w.Text] || operator(w):
			return ""
		}
	}
	return ""
}
