package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// permissions are the words by which a text says that something may be done.
var permissions = danish.WordSet(`kan maa mulighed muligt tilladt adgang ret`)

// permits tells whether the claim allows what the sources only speak of to
// deny it: "kan vælge at vente" beside "det er ikke en mulighed at vente".
func (c *claim) permits() bool {
	own := clause{words: c.words}
	at := slices.IndexFunc(c.words, func(w danish.Word) bool { return w.Text == "kan" || w.Text == "maa" })
	if at < 0 || own.has(negators) || own.has(restrictors) {
		return false
	}
	return slices.ContainsFunc(c.words[at+1:], func(w danish.Word) bool { return w.Verb && content(w) && c.forbidden(w) })
}

// forbidden tells whether each clause of the sources that holds a verb denies
// that it may be done.
func (c *claim) forbidden(verb danish.Word) bool {
	denied := false
	for _, u := range c.units {
		if u.head {
			continue
		}
		for _, cl := range u.clauses {
			if !verb.In(cl.held) {
				continue
			}
			if !cl.has(negators) || !cl.has(permissions) {
				return false
			}
			denied = true
		}
	}
	return denied
}
