package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/index"
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
		holds := func(u *statement, cl *clause) bool { return c.factIn(f, u, cl) }
		rivals := func(u *statement, cl *clause) bool { return f.rivalled(u, cl) }
		if !c.placed(place{f.at, f.to, holds, rivals, c.beside(f)}) {
			return false
		}
	}
	return c.measuresHold()
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
		if !slices.ContainsFunc(c.texts, func(t string) bool { return strings.Contains(letters(t), letters(a)) }) {
			return false
		}
	}
	return true
}

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
	return slices.ContainsFunc(u.context, func(g fact) bool { return f.same(g) && !g.ranged && above(f, g, u) })
}

// rival tells whether another fact is of the same kind and says something else.
func (f fact) rival(g fact) bool {
	return f.kind == g.kind && (f.kind != "number" || f.unit == g.unit && sameThing(f.noun, g.noun)) && !f.same(g)
}

// sameThing tells whether two numbers may count one thing.
func sameThing(a, b *index.Word) bool {
	if a == nil || b == nil {
		return true
	}
	t := index.Terms{}
	t.Add([]index.Word{*b})
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
func within(cl *clause, w index.Word) bool {
	return len(cl.words) > 0 && w.Start >= cl.words[0].Start && w.End <= cl.words[len(cl.words)-1].End
}

// sharesHold tells whether a statement speaks of the thing that the fact is a share of.
func (c *claim) sharesHold(f fact, u *statement) bool {
	if f.of < 0 || c.v.english || c.words[f.of].In(u.own) {
		return true
	}
	stem := c.words[f.of].Stem
	return len(stem) > 5 && slices.ContainsFunc(u.words, func(w index.Word) bool { return strings.HasSuffix(w.Stem, stem) })
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
func sameLaw(a, b *index.Word) bool {
	if a == nil || b == nil {
		return true
	}
	t := index.Terms{}
	t.Add([]index.Word{*b})
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

// measuresHold tells whether the sources hold the units and periods that the
// claim names: "timer", "euro", "om måneden".
func (c *claim) measuresHold() bool {
	for i, w := range c.words {
		_, month := months[w.Text]
		strict := measures[w.Stem] && !(i > 0 && c.words[i-1].Text == "samme") || amounts[w.Stem] && !c.english()
		if strict && !w.Stop && w.Value == "" && !month && !c.placed(place{i, i + 1, func(u *statement, _ *clause) bool { return w.Near(u.around) }, nil, nil}) {
			return false
		}
	}
	return true
}

// turned tells whether a clause of the claim denies what the sources say, makes
// a duty of what they allow, or says "only" where they do not.
func (c *claim) turned() bool {
	return slices.ContainsFunc(c.clauses, c.clauseTurned)
}

func (c *claim) english() bool { return c.v.english }

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
	opposites := false
	for _, a := range all {
		against, same := cl.opposes(*a.clause) > 0, cl.sharesOpposable(*a.clause)
		if a.score >= nearBest*top {
			near = append(near, a)
		}
		if against && a.score >= fairlyNear*top || same && a.score >= nearBest*top {
			out = append(out, a)
		}
		opposites = opposites || against && a.score >= fairlyNear*top
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
		return slices.ContainsFunc(cl.words, func(w index.Word) bool { return w.Verb && w.In(a.clause.held) })
	}
	if slices.ContainsFunc(near, holds) {
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
	return cl.has(restrictors) && !slices.ContainsFunc(a.unit.clauses, func(s clause) bool { return s.has(openings) })
}

// danishOnly are number words of Danish that are other words in English.
var danishOnly = set(`to fire tres ti ni syv firs`)

var (
	englishGroup   = regexp.MustCompile(`(\d),(\d{3})\b`)
	englishDecimal = regexp.MustCompile(`(\d)\.(\d{1,2})\b`)
)

// danishNumbers writes the numbers of an English sentence in Danish notation.
func danishNumbers(s string) string {
	s = englishDecimal.ReplaceAllString(s, "$1\x00$2")
	s = englishGroup.ReplaceAllString(s, "$1.$2")
	return strings.ReplaceAll(s, "\x00", ",")
}
