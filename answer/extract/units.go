package extract

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

// unit is a piece of a passage that an extract can quote: a sentence, a list
// item or a table row.
type unit struct {
	Text   string
	Hit    int  // number of the hit it stands in
	line   int  // number of the line it stands in
	Item   bool // list item or table row
	leadIn int  // for an item: number of the unit that introduces its list, else -1
	says   bool // it says something by itself: no question, no words without a verb
	shares []float64
	score  float64 // how well it suits the answer
	found  float64 // the same, whatever was said before
	cover  float64
}

// units cuts the hits' texts into units; the own heading that a passage begins
// with is none, nor is what a document says of itself.
func units(hits []index.Hit) []unit {
	var out []unit
	for h, hit := range hits {
		if hit.Self() {
			continue
		}
		lead := -1
		lines := strings.Split(hit.Body(), "\n")
		for n, line := range lines {
			if documents.NamesSource(line) {
				continue
			}
			item := documents.IsItem(line) || strings.Contains(line, ": ") && strings.Contains(line, "; ")
			for i, s := range danish.Sentences(documents.TrimItem(line)) {
				u := unit{Text: s, Hit: h, line: n, Item: item && i == 0, leadIn: -1}
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
func (e *Extractor) markSaying() {
	for i := range e.Units {
		u := &e.Units[i]
		u.says = !strings.HasSuffix(u.Text, "?") && (u.Item || strings.HasSuffix(u.Text, ":") || !danish.Fragment(e.index, u.Text, false))
	}
}
