package extract

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index"
)

// unit is a piece of a passage that an extract can quote: a sentence, a list
// item or a table row.
type unit struct {
	Text   string
	Hit    int  // number of the hit it stands in
	line   int  // number of the line it stands in
	Item   bool // list item or table row
	more   bool // a further sentence of the item before
	leadIn int  // for an item: number of the unit that introduces its list, else -1
	says   bool // it says something by itself: no question, no words without a verb
	shares []float64
	meant  float64 // how near it comes to the question in meaning, see [index.Hit]
	asked  float64 // and how near a question that it is known to answer; 0 where there is none
	worded float64 // the share of the question that the words of one of these show
	score  float64 // how well it suits the answer
	found  float64 // the same, whatever was said before
	cover  float64
}

// units are the hits' sentences, without what only numbers the next.
func units(hits []index.Hit) []unit {
	var out []unit
	for h, hit := range hits {
		lead := -1
		for i, s := range hit.Sentences() {
			if danish.Label(s.Text) {
				continue
			}
			u := unit{Text: s.Text, Hit: h, line: s.Line, Item: s.Listed && s.First, more: s.Listed && !s.First, leadIn: -1}
			if s.Listed {
				u.leadIn = lead
			} else {
				lead = len(out)
			}
			if i < len(hit.Meant) {
				u.meant, u.asked = hit.Meant[i], hit.Answers[i]
			}
			if i < len(hit.Worded) {
				u.worded = hit.Worded[i]
			}
			out = append(out, u)
		}
	}
	return out
}

// answers is how near a question comes that the unit is known to answer; where
// there is none, the unit itself.
func (u unit) answers() float64 {
	if u.asked == 0 {
		return u.meant
	}
	return u.asked
}

// meaning tells whether it is known how near each unit comes to the question in
// meaning.
func meaning(hits []index.Hit) bool {
	for _, h := range hits {
		if len(h.Meant) != len(h.Sentences()) {
			return false
		}
	}
	return len(hits) > 0
}

// markSaying marks the units that say something by themselves. Items and what
// introduces them belong to a list, which says it together.
func (e *Extractor) markSaying() {
	for i := range e.Units {
		u := &e.Units[i]
		u.says = !strings.HasSuffix(u.Text, "?") && (u.Item || e.introduces(i) || !danish.Fragment(e.index, u.Text, false))
	}
}
