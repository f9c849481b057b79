package engine

import (
	"cmp"
	"slices"
	"sort"
)

// An index may be amended: it is then one that was built whole, the base, without
// the passages that are no more, and an engine of those that were added. Its
// passages have the ordinals of an index that was built whole of the same library.

// Stretch is a run of the passages of an amended index.
type Stretch struct {
	Added bool `json:"added,omitempty"` // it lies in the engine of the added ones, else in the base
	From  int  `json:"from"`            // ordinal there
	Count int  `json:"count"`
}

// Layout says where the passages of an amended index lie, in their order.
type Layout []Stretch

// Append adds a run, to the last one where it goes on from there.
func (l Layout) Append(r Stretch) Layout {
	if r.Count == 0 {
		return l
	}
	if n := len(l) - 1; n >= 0 && l[n].Added == r.Added && l[n].From+l[n].Count == r.From {
		l[n].Count += r.Count
		return l
	}
	return append(l, r)
}

// Places finds passages of an amended index.
type Places struct {
	runs    Layout
	starts  []int // ordinal of each run's first passage
	count   int
	ordered [2][]int // numbers of the runs in the base, and of those added, by where they lie
}

// Places makes a layout ready to be asked.
func (l Layout) Places() *Places {
	p := &Places{runs: l, starts: make([]int, len(l))}
	for i, r := range l {
		p.starts[i] = p.count
		p.count += r.Count
		p.ordered[layerOf(r.Added)] = append(p.ordered[layerOf(r.Added)], i)
	}
	for _, numbers := range p.ordered {
		slices.SortFunc(numbers, func(a, b int) int { return cmp.Compare(l[a].From, l[b].From) })
	}
	return p
}

func layerOf(added bool) int {
	if added {
		return 1
	}
	return 0
}

// Count is the number of passages.
func (p *Places) Count() int { return p.count }

// At tells where a passage lies.
func (p *Places) At(ordinal int) (added bool, inner int) {
	i := sort.SearchInts(p.starts, ordinal+1) - 1
	return p.runs[i].Added, p.runs[i].From + ordinal - p.starts[i]
}

// Of gives the ordinal of what lies in a place, and whether it is a passage of
// the index still.
func (p *Places) Of(added bool, inner int) (int, bool) {
	numbers := p.ordered[layerOf(added)]
	i := sort.Search(len(numbers), func(i int) bool { return p.runs[numbers[i]].From > inner }) - 1
	if i < 0 {
		return 0, false
	}
	r := p.runs[numbers[i]]
	return p.starts[numbers[i]] + inner - r.From, inner < r.From+r.Count
}

// Added are the ordinals of the passages that were added.
func (p *Places) Added() []int {
	var out []int
	for i, r := range p.runs {
		if r.Added {
			out = append(out, Run(p.starts[i], p.starts[i]+r.Count)...)
		}
	}
	return out
}

// Dead are the ordinals in a base of so many passages that are left out.
func (p *Places) Dead(base int) []int {
	var out []int
	next := 0
	for _, i := range p.ordered[0] {
		out = append(out, Run(next, p.runs[i].From)...)
		next = p.runs[i].From + p.runs[i].Count
	}
	return append(out, Run(next, base)...)
}

// Split gives the places of passages in the base and among the added, with the
// numbers that they have in ordinals.
func (p *Places) Split(ordinals []int) (inner, numbers [2][]int) {
	for i, n := range ordinals {
		added, at := p.At(n)
		k := layerOf(added)
		inner[k], numbers[k] = append(inner[k], at), append(numbers[k], i)
	}
	return inner, numbers
}
