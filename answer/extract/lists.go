package extract

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// list is the whole list that answers a question for one: the best unit's own
// list, or one that it introduces. nil where there is none.
func (e *Extractor) list(best int) []int {
	lead := best
	if e.Units[best].Item {
		lead = e.Units[best].leadIn
		if e.q.Kind != query.KindList {
			return nil
		}
	}
	var items []int
	for i, u := range e.Units {
		if u.Item && u.Hit == e.Units[best].Hit && (lead >= 0 && u.leadIn == lead || lead < 0) {
			items = append(items, i)
		}
	}
	if len(items) < 2 || e.q.Kind != query.KindList && !e.introduces(best) {
		return nil
	}
	items = items[:min(len(items), maxItems)]
	if lead >= 0 {
		return append([]int{lead}, items...)
	}
	return items
}

// introduced adds the short list that the last of the picked units introduces.
func (e *Extractor) introduced(picked []int) []int {
	last := picked[len(picked)-1]
	var items []int
	for i := last + 1; i < len(e.Units) && e.Units[i].Hit == e.Units[last].Hit && e.Units[i].leadIn == last; i++ {
		if e.Units[i].Item {
			items = append(items, i)
		}
	}
	if !e.introduces(last) || len(items) > maxIntroduced {
		return picked
	}
	return append(picked, items...)
}

// wholeLists mends what was picked of lists, since a part may read as the
// whole: a list of which several items are picked is completed where it is
// short, a single item beside the best unit is left out, and a sentence that
// introduces a list brings it along or is left out itself.
func (e *Extractor) wholeLists(picked []int, best int) []int {
	count := map[listOf]int{}
	for _, i := range picked {
		if u := e.Units[i]; u.Item {
			count[u.list()]++
		}
	}
	out := slices.DeleteFunc(slices.Clone(picked), func(i int) bool {
		u := e.Units[i]
		return u.Item && i != best && count[u.list()] == 1 && len(e.items(u.list())) > 1
	})
	for l, n := range count {
		if all := e.items(l); n > 1 && len(all) <= maxIntroduced && !e.tabular(all[0], all[1]) { // a row stands alone
			out = append(out, all...)
		}
	}
	for _, i := range slices.Clone(out) {
		items := e.led(i)
		switch {
		case !e.introduces(i) || slices.ContainsFunc(items, func(j int) bool { return slices.Contains(out, j) }):
		case len(items) <= e.bring(i) || i == best && len(items) <= maxItems:
			out = append(out, items...)
		case i != best:
			out = slices.DeleteFunc(out, func(j int) bool { return j == i })
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// led are the units that one leads up to: the items of its list, or what comes next
// where it has none.
func (e *Extractor) led(i int) []int {
	items := e.items(listOf{e.Units[i].Hit, i})
	if next := i + 1; len(items) == 0 && next < len(e.Units) && e.Units[next].Hit == e.Units[i].Hit {
		return []int{next}
	}
	return items
}

// bring is how many items a sentence that introduces them may bring along:
// many where the list, or what the sentence says of it, is asked for.
func (e *Extractor) bring(leadIn int) int {
	if e.q.Kind == query.KindList || strict(e.q.Kind) && shows(e.q.Kind, e.Units[leadIn].Text) {
		return maxItems
	}
	return maxIntroduced
}

// maxItem is how many sentences an item may have that is told whole.
const maxItem = 3

// wholeItems adds the other sentences of the items of which one is picked: what
// applies to an item is often said after its first.
func (e *Extractor) wholeItems(picked []int) []int {
	var out []int
	for _, i := range picked {
		if item := e.itemOf(i); len(item) <= maxItem {
			out = append(out, item...)
		} else {
			out = append(out, i)
		}
	}
	return unique(out)
}

// itemOf are the sentences of the item that a unit stands in; the unit alone elsewhere.
func (e *Extractor) itemOf(i int) []int {
	first, last := i, i
	for e.Units[first].more {
		first--
	}
	for e.Units[first].Item && last+1 < len(e.Units) && e.Units[last+1].more && e.Units[last+1].Hit == e.Units[i].Hit {
		last++
	}
	var out []int
	for j := first; j <= last; j++ {
		out = append(out, j)
	}
	return out
}

// introduces tells whether a unit leads up to what comes next: it ends with a colon,
// or a list begins after it though its sentence has not ended.
func (e *Extractor) introduces(i int) bool {
	text := strings.TrimSpace(e.Units[i].Text)
	return strings.HasSuffix(text, ":") || i+1 < len(e.Units) && e.Units[i+1].leadIn == i && !danish.EndsSentence(text)
}

// listOf names a list: its hit and the unit that introduces it, -1 where there is none.
type listOf struct{ hit, leadIn int }

func (u unit) list() listOf { return listOf{u.Hit, u.leadIn} }

// items are the units of a list, in order.
func (e *Extractor) items(l listOf) []int {
	var out []int
	for i, u := range e.Units {
		if u.Item && u.list() == l {
			out = append(out, i)
		}
	}
	return out
}
