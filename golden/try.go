package golden

import (
	"context"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/eval"
)

// Tried is a question whose answer would be another.
type Tried struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Was      *Given `json:"was"` // what is answered now
	Now      Given  `json:"now"` // what would be
}

// Words are both answers, word by word.
func (t Tried) Words() (was, now []Piece) { return eval.Differences(t.Was.Answer, t.Now.Answer) }

// Gone and Come are the places that only one of the two answers cites.
func (t Tried) Gone() []Cited { return only(t.Was, &t.Now) }

// Come are those of the answer that would be.
func (t Tried) Come() []Cited { return only(&t.Now, t.Was) }

// Trial is what asking all questions of somebody else found.
type Trial struct {
	Asked   int     `json:"asked"`
	Failed  int     `json:"failed"` // questions that could not be asked
	Changed []Tried `json:"changed"`
}

// Asking answers a question as readers would be answered.
type Asking func(ctx context.Context, req answer.Request) (*answer.Answer, error)

// Try asks all questions of somebody who answers from what is not in service
// yet, and tells which answers would be others. Nothing of it is kept. The error
// is ctx's.
func (b *Book) Try(ctx context.Context, ask Asking) (Trial, error) {
	out := Trial{Changed: []Tried{}}
	b.mu.Lock()
	b.refresh()
	questions := b.file.questions()
	b.mu.Unlock()
	for _, q := range questions {
		a, err := put(ctx, ask, q)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		if out.Asked++; unusable(a, err) {
			b.failed(q.ID, err)
			out.Failed++
			continue
		}
		if t, is := b.other(q, given(q, a, b.cfg.Now().UTC())); is {
			out.Changed = append(out.Changed, t)
		}
	}
	return out, nil
}

// other tells whether an answer would surprise a reader: it fails where the one
// now does not, or is another, and not the approved one.
func (b *Book) other(q eval.Question, would Given) (Tried, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := b.state.Of[q.ID]
	if known == nil || known.Last == nil || known.Last.Question != q.Question {
		return Tried{}, false // nothing is known of it yet
	}
	t := Tried{q.ID, q.Question, known.Last, would}
	fails := would.Verdict == eval.Fail && known.Last.Verdict != eval.Fail
	approved := known.Approved != nil && known.Approved.Question == q.Question && known.Approved.alike(would)
	return t, fails || !approved && !known.Last.alike(would)
}

// alike is same, but for the words of a model, which are now these, now those.
func (g Given) alike(o Given) bool {
	if g.Model != "" && o.Model != "" {
		o.Answer = g.Answer
	}
	return g.same(o)
}
