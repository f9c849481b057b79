package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// segment is a part of a claim that states something: its words from from to
// to. A tail is hung on to what stands before it.
type segment struct {
	from, to int
	tail     bool
}

// joints hang a statement on to what stands before it, also a reason.
var joints = danish.WordSet(`og men saa mens hvilket idet fordi da hvorefter hvorfor hvormed hvoraf ellers saaledes derfor dermed heraf`)

// reach is how many words after a joint its verb stands at most.
const reach = 5

// segments cuts a claim at its clauses and, within them, at joints that a
// statement of its own follows: "… og ventetiden er dermed halveret".
func segments(words []danish.Word, clauses []clause) []segment {
	var out []segment
	at := 0
	for _, cl := range clauses {
		from, to := at, at+len(cl.words)
		for i := from + 1; i < to-1; i++ {
			if asides[words[i].Text] && says(words[from:i]) && says(words[i:to]) && words[i].Text != "bortset" {
				out = append(out, segment{from, i, from > 0 && hung(words[from])})
				from = i
				continue
			}
			if joints[words[i].Text] && says(words[from:i]) && hasVerb(words[from:i]) && hasVerb(words[i+1:min(i+1+reach, to)]) {
				out = append(out, segment{from, i, from > 0 && hung(words[from])})
				from = i
			}
		}
		out = append(out, segment{from, to, from > 0 && hung(words[from])})
		at = to
	}
	return out
}

// hung tells whether a word hangs what follows on to what stands before.
func hung(w danish.Word) bool { return joints[w.Text] || asides[w.Text] }

func hasVerb(words []danish.Word) bool {
	return slices.ContainsFunc(words, func(w danish.Word) bool {
		return danish.Auxiliaries[w.Text] || finite[w.Text] || w.Verb && danish.Conjugated(w.Text)
	})
}
