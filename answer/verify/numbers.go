package verify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// otherNumber tells whether the sentence gives a number or a date that neither
// stands in its sources or the question nor follows from what stands there.
func (c *claim) otherNumber() bool {
	return slices.ContainsFunc(c.facts, func(f fact) bool {
		return (f.kind == "number" || f.kind == "date") && !c.inQuote(c.words[f.at]) && !c.stands(f) && !c.follows(f)
	})
}

// otherReference tells whether the sentence refers to an article, a §, … that
// its sources do not hold.
func (c *claim) otherReference() bool {
	return slices.ContainsFunc(c.facts, func(f fact) bool {
		return f.kind != "number" && f.kind != "date" && !c.inQuote(c.words[f.at]) && !c.stands(f) && !c.asked(f)
	})
}

// stands tells whether a source that the sentence cites holds a fact.
func (c *claim) stands(f fact) bool {
	return slices.ContainsFunc(c.all, func(s *support) bool {
		return slices.ContainsFunc(s.units, func(u *statement) bool { return u.has(f) })
	})
}

// asked tells whether the question holds a fact.
func (c *claim) asked(f fact) bool {
	return slices.ContainsFunc(facts(c.v.Question, c.v.Index.Words(c.v.Question, false)), f.same)
}

// has tells whether a statement, or what introduces it, holds a fact.
func (u *statement) has(f fact) bool {
	return slices.ContainsFunc(u.facts, func(g fact) bool { return f.same(g) && u.above1(f, g) }) || u.lead != nil && u.lead.has(f)
}

// above1 tells whether a reference stands under what the claim says it does.
func (u *statement) above1(f, g fact) bool {
	for _, want := range f.above {
		kind, _, _ := strings.Cut(want, "=")
		if !slices.Contains(g.above, want) && slices.ContainsFunc(g.above, func(s string) bool { return strings.HasPrefix(s, kind+"=") }) {
			return false
		}
	}
	return true
}

// same compares a fact of a claim with one of a source.
func (f fact) same(g fact) bool {
	switch {
	case f.kind == "date" && g.kind == "date":
		return sameDate(f.value, g.value)
	case f.kind == "date":
		return ".."+g.value == f.value
	case f.approx:
		a, _ := strconv.Atoi(f.value)
		b, ok := g.number()
		return g.unit == f.unit && ok && b >= float64(a)-3 && b <= float64(a)+3
	case f.value != g.value:
		return false
	case f.spelt && g.kind != "number", g.spelt && f.kind != "number":
		return false
	case f.span != "" && g.span != "" && f.span != g.span:
		return false
	case f.kind != "number" && g.kind != "number":
		return f.kind == g.kind && sameLaw(f.law, g.law)
	}
	return f.unit == "" || g.unit == "" || f.unit == g.unit
}

// number is the value of a number; false for other facts.
func (f fact) number() (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(f.value, ",", ".", 1), 64)
	return v, err == nil && f.kind == "number"
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
