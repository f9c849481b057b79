package verify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// factsHold tells whether the sources hold each fact of the claim, where the
// rest of the claim stands.
func (c *claim) factsHold() bool {
	if !c.addressesHold() {
		return false
	}
	for _, f := range c.facts {
		if c.inQuote(c.words[f.at]) {
			continue
		}
		if c.countedOtherwise(f) || c.apart(f) || c.otherLaw(f) {
			return false
		}
		holds := func(u *statement, cl *clause) bool { return c.factIn(f, u, cl) }
		rivals := func(u *statement, cl *clause) bool { return f.rivalled(u, cl) && !c.companions(f, u, cl) }
		if !c.placed(place{f.at, f.to, holds, rivals, outside, c.beside(f)}) {
			return false
		}
	}
	return c.measuresHold()
}

// countedOtherwise tells whether the sources count what a number counts, and
// always with other numbers.
func (c *claim) countedOtherwise(f fact) bool {
	if f.kind != "number" || f.noun == nil {
		return false
	}
	otherwise := false
	for _, u := range c.units {
		for _, g := range append(slices.Clone(u.facts), u.context...) {
			if g.kind != "number" || g.noun == nil || g.noun.Stem != f.noun.Stem {
				continue
			}
			if f.same(g) {
				return false
			}
			otherwise = true
		}
	}
	return otherwise
}

// apart tells whether a reference and a date or number of one clause stand in
// different statements of the sources only, each beside another of its kind.
func (c *claim) apart(f fact) bool {
	if f.kind != "date" && f.kind != "number" {
		return false
	}
	for _, cl := range c.clauses {
		if !within(&cl, c.words[f.at]) {
			continue
		}
		for _, g := range c.facts {
			if g.kind != "date" && g.kind != "number" && within(&cl, c.words[g.at]) && c.crossed(f, g) {
				return true
			}
		}
	}
	return false
}

// crossed tells whether no statement holds two facts, while one holds each
// beside a rival of the other.
func (c *claim) crossed(f, g fact) bool {
	first, second := false, false
	for _, u := range c.units {
		all := append(slices.Clone(u.facts), u.context...)
		hasF, hasG := slices.ContainsFunc(all, f.same), slices.ContainsFunc(all, g.same)
		if hasF && hasG {
			return false
		}
		first = first || hasF && slices.ContainsFunc(u.facts, g.rival)
		second = second || hasG && slices.ContainsFunc(u.facts, f.rival)
	}
	return first && second
}

// otherLaw tells whether the sources name a law with a reference, and always
// another than the claim does.
func (c *claim) otherLaw(f fact) bool {
	if f.law == nil {
		return false
	}
	other := false
	for _, u := range c.units {
		for _, g := range append(slices.Clone(u.facts), u.context...) {
			if g.kind != f.kind || g.value != f.value || g.law == nil {
				continue
			}
			if sameLaw(f.law, g.law) {
				return false
			}
			other = true
		}
	}
	return other
}

// companions tells whether the rivals of a fact in a clause are facts that the
// claim holds beside it, in a statement that holds it too: references that it
// lists ("mål 2, mål 4 og mål 5"), dates and numbers that it gives in the
// statement's order.
func (c *claim) companions(f fact, u *statement, cl *clause) bool {
	own := slices.IndexFunc(u.facts, f.same)
	if own < 0 {
		return false
	}
	return !slices.ContainsFunc(u.facts, func(g fact) bool {
		return f.rival(g) && within(cl, u.words[g.at]) && !slices.ContainsFunc(c.facts, func(h fact) bool {
			if h.kind != f.kind || !h.same(g) {
				return false
			}
			if f.kind == "number" || f.kind == "date" {
				return (h.at < f.at) == (g.at < u.facts[own].at)
			}
			return c.listed(f, h)
		})
	})
}

// listed tells whether nothing of weight stands between two facts of the claim.
func (c *claim) listed(f, g fact) bool {
	if g.at < f.at {
		f, g = g, f
	}
	for i := f.to; i < g.at; i++ {
		if weight(c.words[i]) > lightWeight {
			return false
		}
	}
	return true
}

// beside are the facts of another kind in the clause of a fact.
func (c *claim) beside(f fact) []fact {
	var out []fact
	for _, cl := range c.clauses {
		for _, g := range c.facts {
			if g.kind != f.kind && (g.kind == "date" || f.kind == "date") && g.kind != "number" && within(&cl, c.words[f.at]) && within(&cl, c.words[g.at]) {
				out = append(out, g)
			}
		}
	}
	return out
}

// address is that of a site or a mailbox.
var address = regexp.MustCompile(`(?i)[\p{L}\d._%+@-]*[\p{L}\d-]\.(?:dk|eu|com|org|net|io|gov|se|no|de|uk)(?:$|[^\p{L}\d])`)

// addressesHold tells whether the sources hold each address as it stands.
func (c *claim) addressesHold() bool {
	for _, a := range address.FindAllString(c.text, -1) {
		if !slices.ContainsFunc(c.texts, func(t string) bool { return strings.Contains(danish.Letters(t), danish.Letters(a)) }) {
			return false
		}
	}
	return true
}

// measuresHold tells whether the sources hold the units and periods that the
// claim names: "timer", "euro", "om måneden".
func (c *claim) measuresHold() bool {
	for i, w := range c.words {
		_, month := months[w.Text]
		strict := measures[w.Stem] && !(i > 0 && c.words[i-1].Text == "samme") || amounts[w.Stem] && !c.english()
		if strict && !w.Stop && w.Value == "" && !month && !c.unitHeld(i) && !c.placed(place{i, i + 1, func(u *statement, _ *clause) bool { return w.Near(u.around) }, nil, outside, nil}) {
			return false
		}
	}
	return true
}

// unitHeld tells whether the i-th word is the unit of a number that a source
// holds with this unit.
func (c *claim) unitHeld(i int) bool {
	return slices.ContainsFunc(c.facts, func(f fact) bool {
		return f.at == i-1 && f.unit == c.words[i].Stem && slices.ContainsFunc(c.units, func(u *statement) bool {
			return slices.ContainsFunc(u.facts, func(g fact) bool { return f.same(g) && f.unit == g.unit })
		})
	})
}
