package report

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/digitaskforce/taskforce/store"
)

// Kinds of question lines.
const (
	KindUnanswered = "ubesvaret"  // asked in vain
	KindDown       = "tommel-ned" // the answer got a vote down
)

// Line is a question line of the form that eval reads, ready for evidence and
// must texts to be filled in. What eval does not know tells why it is here.
type Line struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"`
	Question   string   `json:"question"`
	Evidence   []string `json:"evidence"`
	Must       []string `json:"must"`
	Answerable bool     `json:"answerable"`
	Asked      int      `json:"asked,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Comment    string   `json:"comment,omitempty"`
}

// Lines makes a question line of each group of unanswered questions, most asked
// first, and of each vote down. What leans on a conversation is left out, for
// the conversation is not kept; leftOut counts it.
func (r *Report) Lines() (lines []Line, leftOut int) {
	seen := map[string]bool{}
	add := func(l Line, followUp bool) {
		switch {
		case followUp:
			leftOut++
		case !seen[l.ID]:
			seen[l.ID] = true
			lines = append(lines, l)
		}
	}
	for _, g := range r.Groups {
		l := newLine(KindUnanswered, g.Question)
		l.Asked = g.Count
		add(l, g.FollowUp)
	}
	for _, o := range r.Feedback.Opinions {
		if o.Vote == store.Down {
			l := newLine(KindDown, o.Question)
			l.Reason, l.Comment = o.Reason, o.Comment
			add(l, o.FollowUp)
		}
	}
	return lines, leftOut
}

// newLine names a line by its question, so that the same one gets the same name.
func newLine(kind, question string) Line {
	sum := sha256.Sum256([]byte(question))
	return Line{ID: "q-" + hex.EncodeToString(sum[:5]), Kind: kind, Question: question, Evidence: []string{}, Must: []string{}, Answerable: true}
}
