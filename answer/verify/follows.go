package verify

import (
	"math"
	"slices"
	"strings"
)

// figure is a number of a source or the question with its unit.
type figure struct {
	value float64
	unit  string
}

// rules are the ways in which a number may follow from figures that stand in
// the sources or the question, and from how many things the sources list.
var rules = []func(n figure, known []figure, lists []int) bool{
	counted, converted, reckoned, rounded,
}

// follows tells whether a number follows from what stands in the sources by
// one of the rules.
func (c *claim) follows(f fact) bool {
	if f.kind == "date" {
		return c.asked(f)
	}
	v, ok := f.number()
	if !ok {
		return false
	}
	known, lists := c.known()
	n := figure{v, f.unit}
	return c.asked(f) || slices.ContainsFunc(rules, func(rule func(figure, []figure, []int) bool) bool { return rule(n, known, lists) })
}

// known are the figures of the sources and the question, and the lengths of
// the lists of the sources.
func (c *claim) known() (known []figure, lists []int) {
	add := func(fs []fact) {
		for _, f := range fs {
			if v, ok := f.number(); ok && !slices.Contains(known, figure{v, f.unit}) {
				known = append(known, figure{v, f.unit})
			}
		}
	}
	for _, s := range c.all {
		lists = append(lists, s.lists...)
		for _, u := range s.units {
			add(u.facts)
			lists = append(lists, enumerated(u.text))
		}
	}
	add(facts(c.v.Question, c.v.Index.Words(c.v.Question, false)))
	return known, lists
}

// enumerated is how many things a sentence lists between commas and "og".
func enumerated(text string) int {
	n := strings.Count(text, ",") + strings.Count(text, " og ") + strings.Count(text, " eller ")
	return n + 1
}

// counted: as many as a list holds, or as a sentence enumerates.
func counted(n figure, _ []figure, lists []int) bool {
	return n.unit == "" && slices.ContainsFunc(lists, func(l int) bool { return l > 1 && float64(l) == n.value })
}

// hourSpans and monthSpans are units of time by how many of the smallest of
// their kind they hold.
var (
	hourSpans  = map[string]float64{"time": 1, "døgn": 24, "dag": 24, "uge": 168}
	monthSpans = map[string]float64{"måned": 1, "kvartal": 3, "halvår": 6, "år": 12}
)

// converted: the same time in another unit.
func converted(n figure, known []figure, _ []int) bool {
	for _, scale := range []map[string]float64{hourSpans, monthSpans} {
		if s := scale[n.unit]; s > 0 && slices.ContainsFunc(known, func(k figure) bool { return scale[k.unit] > 0 && k.value*scale[k.unit] == n.value*s }) {
			return true
		}
	}
	return false
}

// reckoned: the sum, difference, product or ratio of two figures, or what is
// left of a hundred.
func reckoned(n figure, known []figure, _ []int) bool {
	percent := n.unit == percentUnit
	for _, a := range known {
		if percent && a.unit == percentUnit && 100-a.value == n.value {
			return true
		}
		for _, b := range known {
			likely := a.unit == b.unit && (n.unit == a.unit || n.unit == "")
			switch {
			case likely && (a.value+b.value == n.value || a.value-b.value == n.value),
				(b.unit == "" || b.unit == percentUnit) && a.unit == n.unit && (a.value*b.value == n.value || b.unit == percentUnit && near(a.value*b.value/100, n.value)),
				a.unit == b.unit && b.value > 0 && n.unit == "" && a.value/b.value == n.value,
				a.unit == b.unit && percent && b.value > 0 && near(100*a.value/b.value, n.value):
				return true
			}
		}
	}
	return false
}

// rounded: a figure with fewer digits, as "godt", "knap" and "omkring" give it.
func rounded(n figure, known []figure, _ []int) bool {
	return slices.ContainsFunc(known, func(k figure) bool {
		return k.value >= 10 && (n.unit == k.unit || n.unit == "") && n.value != k.value && math.Mod(n.value, 5) == 0 && near(k.value, n.value)
	})
}

// near tells whether one value is another but for rounding: within two per cent.
func near(a, b float64) bool { return math.Abs(a-b) <= 0.02*math.Max(math.Abs(a), math.Abs(b)) }

const percentUnit = "procent"
