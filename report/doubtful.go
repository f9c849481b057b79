package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/store"
)

// maxDoubtful bounds the answers that are told as doubtful.
const maxDoubtful = 200

// Why an answer is doubtful, see [Doubt].
const (
	DoubtDown     = "down"     // a reader voted it down
	DoubtWithheld = "withheld" // sentences were left out of it
	DoubtFallback = "fallback" // the model's text is not the whole answer
)

// spentBudget is the fallback of an extract that no model was asked for, since
// what it may be used in a day was used up: nothing is doubtful of it.
const spentBudget = "budget"

// Doubt is a question whose answer should be looked at.
type Doubt struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Question string    `json:"question"`
	FollowUp bool      `json:"follow_up,omitempty"`
	Why      []string  `json:"why"`      // as above
	Withheld int       `json:"withheld"` // sentences
	Sources  []string  `json:"sources"`  // titles of the documents it rests on
}

// doubt takes an answer in that gives reason to look at it.
func (b *builder) doubt(q store.Question) {
	if q.Refusal != "" {
		return // what was asked in vain stands by itself
	}
	var why []string
	if q.Feedback != nil && q.Feedback.Vote == store.Down {
		why = append(why, DoubtDown)
	}
	if len(q.Withheld) > 0 {
		why = append(why, DoubtWithheld)
	}
	if q.Fallback != "" && q.Fallback != spentBudget {
		why = append(why, DoubtFallback)
	}
	if why == nil {
		return
	}
	d := Doubt{ID: q.ID, At: q.At, Question: q.Text, FollowUp: q.FollowUp, Why: why, Withheld: len(q.Withheld), Sources: []string{}}
	for _, s := range q.Sources {
		if !slices.Contains(d.Sources, s.Title) {
			d.Sources = append(d.Sources, s.Title)
		}
	}
	b.out.Doubtful = append(b.out.Doubtful, d)
}

// reasonsOf tells in words why an answer is doubtful.
func reasonsOf(d Doubt) string {
	var out []string
	for _, w := range d.Why {
		switch {
		case w == DoubtDown:
			out = append(out, "tommel ned")
		case w == DoubtFallback:
			out = append(out, "ikke modellens hele svar")
		case d.Withheld == 1:
			out = append(out, "1 sætning udeladt")
		default:
			out = append(out, whole(d.Withheld)+" sætninger udeladt")
		}
	}
	return strings.Join(out, ", ")
}

// doubtful orders what gives reason to doubt: most reasons first, then the latest.
func doubtful(all []Doubt) []Doubt {
	slices.SortStableFunc(all, func(x, y Doubt) int {
		return cmp.Or(cmp.Compare(len(y.Why), len(x.Why)), y.At.Compare(x.At))
	})
	return all[:min(len(all), maxDoubtful)]
}
