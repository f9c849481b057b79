package rank

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// Marks stand in the forward index beside the terms and tell what kind of
// answer a place in the text holds; they are no terms of the search.
const (
	markSign   = "#"
	numberMark = markSign + "number"
	dateMark   = markSign + "date"
	nameMark   = markSign + "name"
)

var (
	numberHash = danish.TermHash(numberMark)
	dateHash   = danish.TermHash(dateMark)
	nameHash   = danish.TermHash(nameMark)
)

// marks finds the numbers, times and names of a text, with their positions.
func marks(toks []danish.Token) []danish.Term {
	toks = danish.Whole(toks)
	when := make([]bool, len(toks))
	for _, t := range danish.Times(toks) {
		if t.Kind != danish.TimeEvent {
			for i := t.From; i < t.To; i++ {
				when[i] = true
			}
		}
	}
	var out []danish.Term
	lastUpper := -2 // position of the last word written as a name
	for pos, t := range toks {
		if when[pos] {
			out = append(out, danish.Term{Text: dateMark, Pos: pos, Hash: dateHash})
		}
		_, counted := danish.NumberOf(t)
		switch {
		case danish.YearToken(t) || danish.Month(t.Text) > 0:
		case counted || t.Number:
			out = append(out, danish.Term{Text: numberMark, Pos: pos, Hash: numberHash})
		case danish.StartsUpper(t.Raw):
			if lastUpper == pos-1 || danish.Acronym(t.Raw) || strings.HasSuffix(t.Text, "ministeriet") || strings.HasSuffix(t.Text, "styrelsen") || strings.HasSuffix(t.Text, "tilsynet") {
				out = append(out, danish.Term{Text: nameMark, Pos: pos, Hash: nameHash})
			}
			lastUpper = pos
		}
	}
	return out
}

// suits tells how well a passage's marks suit the kind of answer asked for, 0
// to 1; 0 where the kind has no mark.
func (m *Matcher) suits(found []seen, run []byte) float64 {
	var want uint32
	switch m.q.Kind {
	case query.KindNumber:
		want = numberHash
	case query.KindDate, query.KindSpan:
		want = dateHash
	case query.KindPerson:
		want = nameHash
	default:
		return 0
	}
	var at []int
	for i := 0; i < len(run)/EntrySize; i++ {
		if h, pos := EntryAt(run, i); h == want {
			at = append(at, pos)
		}
	}
	if len(at) == 0 {
		return 0
	}
	if m.q.Kind == query.KindNumber && m.q.Focus >= 0 {
		if besideFocus(at, found[m.q.Focus].pos) {
			return 1
		}
		return 0.2
	}
	best := 0.3
	for i := range found {
		if m.q.Concepts[i].Weight >= 0.5 && m.q.Concepts[i].Rare > 0 {
			if d := distance(at, found[i].pos); d > 0 && d <= 15 {
				best += 0.35
			}
		}
	}
	return min(1, best)
}

// besideFocus tells whether a number stands right by the thing counted.
func besideFocus(numbers, focus []int) bool {
	for _, n := range numbers {
		for _, f := range focus {
			if n-f >= -5 && n-f <= 2 {
				return true
			}
		}
	}
	return false
}
