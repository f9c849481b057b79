package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// turned tells whether a clause of the claim denies what the sources say, makes
// a duty of what they allow, or says "only" where they do not.
func (c *claim) turned() bool {
	return slices.ContainsFunc(c.clauses, c.clauseTurned) || c.reordered() || c.permits()
}

func (c *claim) english() bool { return c.v.English }

type aligned struct {
	clause *clause
	unit   *statement
	score  float64
}

func (c *claim) clauseTurned(cl clause) bool {
	against := c.align(cl)
	if len(against) == 0 {
		return false
	}
	if said := slices.DeleteFunc(slices.Clone(against), func(a aligned) bool { return a.unit.head }); len(said) > 0 {
		against = said // a heading may only ask
	}
	for _, a := range against {
		if !contradicts(cl, a) {
			return false
		}
	}
	return true
}

// align finds the sources' clauses that say most of what a clause says.
func (c *claim) align(cl clause) []aligned {
	var out []aligned
	top, reached := 0.0, 0.0
	n := 0
	for _, w := range cl.words {
		if content(w) || w.Value != "" {
			n++
		}
	}
	for _, u := range c.units {
		for k := range u.clauses {
			a := aligned{&u.clauses[k], u, overlap(cl, &u.clauses[k], u)}
			reached = max(reached, a.score)
			a.score += 0.3 * c.rest(cl, u)
			out, top = append(out, a), max(top, a.score)
		}
	}
	if n == 0 || reached < minAligned*float64(n) {
		return nil
	}
	return decisive(cl, out, top)
}

// decisive keeps the clauses near the best. Where some hold the opposite of a
// word of the claim, only these count and those that hold the word itself.
func decisive(cl clause, all []aligned, top float64) []aligned {
	var near, out []aligned
	var at []string // the forms that some clause holds the opposite of
	for _, a := range all {
		if a.score >= fairlyNear*top {
			at = append(at, cl.opposedForms(*a.clause)...)
		}
	}
	opposites := len(at) > 0
	for _, a := range all {
		against := cl.opposes(*a.clause) > 0
		same := slices.ContainsFunc(at, a.clause.hasForm)
		if a.score >= nearBest*top {
			near = append(near, a)
		}
		if against && a.score >= fairlyNear*top || same && a.score >= sameNear*top {
			out = append(out, a)
		}
	}
	if opposites {
		return out
	}
	return sameVerb(cl, all, near, top)
}

// sameVerb takes the clauses that hold a verb of the claim where those near
// the best do not: what is denied is the verb.
func sameVerb(cl clause, all, near []aligned, top float64) []aligned {
	holds := func(a aligned) bool {
		return slices.ContainsFunc(cl.words, func(w danish.Word) bool { return w.Verb && w.In(a.clause.held) })
	}
	denied := func(a aligned) bool { return cl.negated(*a.clause) && a.clause.negated(cl) }
	if slices.ContainsFunc(near, holds) || slices.ContainsFunc(near, denied) {
		return near
	}
	var out []aligned
	for _, a := range all {
		if a.score >= verbNear*top && holds(a) && slices.ContainsFunc(near, func(b aligned) bool { return a.unit == b.unit }) {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		return near
	}
	return out
}

// rest counts the claim's words outside a clause that a statement holds.
func (c *claim) rest(cl clause, u *statement) float64 {
	n := 0.0
	for _, w := range c.words {
		outside := w.Start < cl.words[0].Start || w.End > cl.words[len(cl.words)-1].End
		if outside && content(w) && w.Near(u.own) {
			n++
		}
	}
	return n
}

func overlap(cl clause, d *clause, u *statement) float64 {
	sum := 0.0
	for i, w := range cl.words {
		switch {
		case !content(w) && w.Value == "":
		case w.Value != "" && w.Near(d.held):
			sum += 0.5
		case w.Near(d.held) || opposed(cl.forms[i], cl, *d):
			sum++
		case w.Near(u.around):
			sum += 0.4
		}
	}
	return sum
}

// contradicts tells whether a clause of the claim and one of a source that say
// the same things say the opposite of them.
func contradicts(cl clause, a aligned) bool {
	turned := cl.negated(*a.clause) != a.clause.negated(cl)
	if cl.opposes(*a.clause)%2 == 1 {
		turned = !turned
	}
	if turned || strained(cl, *a.clause) {
		return true
	}
	if cl.has(absolutes) && a.unit.hedged() {
		return true
	}
	return cl.restricts() && !slices.ContainsFunc(a.unit.clauses, func(s clause) bool { return s.has(openings) })
}
