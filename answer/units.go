package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index"
)

// unit is a piece of a passage that an extract can quote: a sentence, a list
// item or a table row.
type unit struct {
	text   string
	hit    int  // number of the hit it stands in
	line   int  // number of the line it stands in
	item   bool // list item or table row
	leadIn int  // for an item: number of the unit that introduces its list, else -1
	says   bool // it says something by itself: no question, no words without a verb
	shares []float64
	score  float64 // how well it suits the answer
	found  float64 // the same, whatever was said before
	cover  float64
}

// units cuts the hits' texts into units; the own heading that a passage begins
// with is none.
func units(hits []index.Hit) []unit {
	var out []unit
	for h, hit := range hits {
		lead := -1
		lines := strings.Split(hit.Body(), "\n")
		for n, line := range lines {
			item := isItem(line) || strings.Contains(line, ": ") && strings.Contains(line, "; ")
			for i, s := range danish.Sentences(trimItem(line)) {
				u := unit{text: s, hit: h, line: n, item: item && i == 0, leadIn: -1}
				if item {
					u.leadIn = lead
				} else {
					lead = len(out)
				}
				out = append(out, u)
			}
		}
	}
	return out
}

// markSaying marks the units that say something by themselves. Items and what
// introduces them belong to a list, which says it together.
func (e *extractor) markSaying() {
	for i := range e.units {
		u := &e.units[i]
		u.says = !strings.HasSuffix(u.text, "?") && (u.item || strings.HasSuffix(u.text, ":") || !fragment(e.index, u.text, false))
	}
}

func isItem(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "- ") }

func trimItem(line string) string {
	return strings.TrimPrefix(strings.TrimSpace(line), "- ")
}
