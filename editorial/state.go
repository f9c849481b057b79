package editorial

import (
	"context"
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// Status tells whether an answer is given to readers.
type Status string

// The states of an answer.
const (
	InService Status = "in_service" // approved, and its evidence stands
	Draft     Status = "draft"      // never approved
	Changed   Status = "changed"    // altered since it was approved
	Unfounded Status = "unfounded"  // the materials no longer say what carried it
)

// State is how an answer stands beside the materials.
type State struct {
	Status Status `json:"status"`
	Due    bool   `json:"due"`    // the day to look at it again has come
	Reason string `json:"reason"` // in Danish; "" where it is in service and not due
}

// state compares an answer with the materials; the passages are those that hold
// the evidence, in its order.
func (r *resolver) state(a *Answer, now time.Time) (State, []documents.Passage) {
	due := now.Format(time.DateOnly) >= a.Review
	switch {
	case a.Approved == nil:
		return State{Draft, due, "er ikke godkendt; taskforce answers approve " + a.ID}, nil
	case !a.Stands():
		return State{Changed, due, "er ændret, efter at det blev godkendt; kontrollér og godkend det igen"}, nil
	}
	var held []documents.Passage
	for _, e := range a.Approved.Evidence {
		p, err := r.evidence(e)
		if err != nil {
			return State{Unfounded, due, fmt.Sprintf("kan ikke længere bæres af materialet: %s; ret svaret, og godkend det igen", documents.ReasonFor(err))}, nil
		}
		held = append(held, p)
	}
	if due {
		return State{InService, true, "skulle ses igennem igen den " + a.Review}, held
	}
	return State{Status: InService}, held
}

// evidence is the passage that holds a piece of evidence.
func (r *resolver) evidence(e Evidence) (documents.Passage, error) {
	cites, err := cites(e.Source)
	if err != nil {
		return documents.Passage{}, err
	}
	passages, err := r.section(cites[0])
	if err != nil {
		return documents.Passage{}, err
	}
	p, ok := holding(passages, e.Quote)
	if !ok {
		return documents.Passage{}, goneQuote.Fault(nil, short(e.Quote), e.Source)
	}
	return p, nil
}

// Stand tells how answers stand beside the materials on a day, in their order.
func Stand(ctx context.Context, m Texts, answers []*Answer, now time.Time) ([]Standing, error) {
	r := newResolver(ctx, m)
	out := make([]Standing, len(answers))
	for i, a := range answers {
		state, _ := r.state(a, now)
		out[i] = Standing{a, state}
	}
	return out, ctx.Err()
}
