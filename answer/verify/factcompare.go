package verify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// factIn tells whether a statement holds a fact in one of its clauses, or its
// headings do.
func (c *claim) factIn(f fact, u *statement, cl *clause) bool {
	for _, g := range u.facts {
		if f.same(g) && above(f, g, u) && c.sharesHold(f, u) && (within(cl, u.words[g.at]) || !f.contested(u, g)) {
			return true
		}
	}
	figure := f.kind == "number" || f.kind == "date"
	if figure && slices.ContainsFunc(u.facts, f.rival) {
		return false
	}
	if f.of >= 0 && !c.v.English && !c.words[f.of].In(u.around) {
		return false
	}
	return slices.ContainsFunc(u.context, func(g fact) bool { return f.same(g) && !g.ranged && above(f, g, u) })
}

// rival tells whether another fact is of the same kind and says something else.
func (f fact) rival(g fact) bool {
	return f.kind == g.kind && (f.kind != "number" || f.unit == g.unit && sameThing(f.noun, g.noun)) && !f.same(g)
}

// sameThing tells whether two numbers may count one thing.
func sameThing(a, b *danish.Word) bool {
	if a == nil || b == nil {
		return true
	}
	t := danish.Terms{}
	t.Add([]danish.Word{*b})
	return a.Near(t)
}

// rivalled tells whether a clause holds a rival of the fact.
func (f fact) rivalled(u *statement, cl *clause) bool {
	return slices.ContainsFunc(u.facts, func(g fact) bool { return f.rival(g) && within(cl, u.words[g.at]) })
}

// contested tells whether a statement holds a rival of the fact g that it
// holds, in another clause.
func (f fact) contested(u *statement, g fact) bool {
	return slices.ContainsFunc(u.clauses, func(cl clause) bool {
		return !within(&cl, u.words[g.at]) && f.rivalled(u, &cl)
	})
}

// within tells whether a word of a statement stands in one of its clauses.
func within(cl *clause, w danish.Word) bool {
	return len(cl.words) > 0 && w.Start >= cl.words[0].Start && w.End <= cl.words[len(cl.words)-1].End
}

// sharesHold tells whether a statement speaks of the thing that the fact is a share of.
func (c *claim) sharesHold(f fact, u *statement) bool {
	if f.of < 0 || c.v.English || c.words[f.of].In(u.own) {
		return true
	}
	stem := c.words[f.of].Stem
	return len(stem) > 5 && slices.ContainsFunc(u.words, func(w danish.Word) bool { return strings.HasSuffix(w.Stem, stem) })
}

// same compares a fact of a claim with one of a source.
func (f fact) same(g fact) bool {
	switch {
	case f.kind == "date" && g.kind == "date":
		return sameDate(f.value, g.value) && (f.when != -1 && g.when != -1 || f.when == g.when || f.when*g.when == 0)
	case f.kind == "date":
		return ".."+g.value == f.value
	case f.approx:
		a, _ := strconv.Atoi(f.value)
		b, err := strconv.ParseFloat(strings.Replace(g.value, ",", ".", 1), 64)
		return g.unit == f.unit && err == nil && b >= float64(a)-3 && b <= float64(a)+3
	case f.value != g.value:
		return false
	case f.spelt && g.kind != "number", g.spelt && f.kind != "number":
		return false
	case f.span != "" && g.span != "" && f.span != g.span:
		return false
	case f.kind != "number" && g.kind != "number":
		return f.kind == g.kind && sameLaw(f.law, g.law)
	}
	return (f.unit == "" || g.unit == "" || f.unit == g.unit) && f.bound*g.bound >= 0
}

// sameLaw tells whether two references may be to one law; one that names none may.
func sameLaw(a, b *danish.Word) bool {
	if a == nil || b == nil {
		return true
	}
	t := danish.Terms{}
	t.Add([]danish.Word{*b})
	return a.In(t)
}

// sameDate compares day, month and year as far as the claim gives them; a year
// that the source leaves out stands elsewhere in it.
func sameDate(claim, source string) bool {
	a, b := strings.Split(claim, "."), strings.Split(source, ".")
	for i := range a {
		if a[i] != "" && a[i] != b[i] && !(i == 2 && b[i] == "" && b[0] != "") {
			return false
		}
	}
	return true
}

// above tells whether a reference stands under what the claim says it does.
func above(f, g fact, u *statement) bool {
	for _, want := range f.above {
		if slices.Contains(g.above, want) {
			continue
		}
		kind, value, _ := strings.Cut(want, "=")
		if slices.ContainsFunc(g.above, func(s string) bool { return strings.HasPrefix(s, kind+"=") }) {
			return false
		}
		known := func(o fact) bool { return o.kind == kind && o.value == value }
		if !slices.ContainsFunc(u.facts, known) && !slices.ContainsFunc(u.context, known) {
			return false
		}
	}
	return true
}
