package index

import (
	"strings"
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
	numberHash = termHash(numberMark)
	dateHash   = termHash(dateMark)
	nameHash   = termHash(nameMark)
)

// months are the stems of the Danish and English months.
var months = wordSet(`januar februar marts april maj juni juli august september oktober november december
	january february march may june july october`)

// marks finds the numbers, dates and names of a text, with their positions.
func marks(toks []token) []term {
	var out []term
	pos := -1
	lastUpper := -2 // position of the last word written as a name
	for _, t := range toks {
		if t.hyphen {
			continue
		}
		pos++
		_, counted := numberOf(t)
		switch {
		case year(t) || months[t.text]:
			out = append(out, term{text: dateMark, pos: pos, hash: dateHash})
		case counted || t.number:
			out = append(out, term{text: numberMark, pos: pos, hash: numberHash})
		case startsUpper(t.raw):
			if lastUpper == pos-1 || acronym(t.raw) || strings.HasSuffix(t.text, "ministeriet") || strings.HasSuffix(t.text, "styrelsen") || strings.HasSuffix(t.text, "tilsynet") {
				out = append(out, term{text: nameMark, pos: pos, hash: nameHash})
			}
			lastUpper = pos
		}
	}
	return out
}

func year(t token) bool {
	return t.number && len(t.text) == 4 && (strings.HasPrefix(t.text, "19") || strings.HasPrefix(t.text, "20"))
}

// suits tells how well a passage's marks suit the kind of answer asked for, 0
// to 1; 0 where the kind has no mark.
func (m *matcher) suits(found []seen, run []byte) float64 {
	var want uint32
	switch m.q.Kind {
	case KindNumber:
		want = numberHash
	case KindDate:
		want = dateHash
	case KindPerson:
		want = nameHash
	default:
		return 0
	}
	var at []int
	for i := 0; i < len(run)/entrySize; i++ {
		if h, pos := entryAt(run, i); h == want {
			at = append(at, pos)
		}
	}
	if len(at) == 0 {
		return 0
	}
	if m.q.Kind == KindNumber && m.q.Focus >= 0 {
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
