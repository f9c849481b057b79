package verify

import (
	"github.com/digitaskforce/taskforce/danish"
)

// Quotes are the statements of the sources that carry a sentence best, one for
// each number, as they stand in the source; "" where none of a source's
// statements shares a word with it.
func (v *Verifier) Quotes(sentence string, numbers []int) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		s := v.support(n)
		out[i] = v.claim(sentence, []*support{s}).nearest(s)
	}
	return out
}

// nearest is the text of the statement that shows most of the claim; figures
// and names tell more than other words.
func (c *claim) nearest(s *support) string {
	text, best := "", 0.0
	for _, u := range s.units[:len(s.units)-1] { // the last are the headings
		if shown := c.shown(u.own); shown > best {
			text, best = u.text, shown
		}
	}
	return text
}

func (c *claim) shown(terms danish.Terms) float64 {
	sum := 0.0
	for i, w := range c.words {
		if (c.weight[i] > 0 || w.Value != "") && w.Near(terms) {
			sum += max(c.weight[i], 1)
		}
	}
	return sum
}
