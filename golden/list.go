package golden

import (
	"cmp"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/eval"
)

// States of an answer.
const (
	StateNew      = "new"      // it was never asked
	StateOpen     = "open"     // nobody has approved an answer
	StateApproved = "approved" // it is the one that was approved
	StateChanged  = "changed"  // it is another
)

// Item is a question and how it stands.
type Item struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	Question string    `json:"question"`
	State    string    `json:"state"`           // as above
	Verdict  string    `json:"verdict"`         // as in [Given]; "" where it was never asked
	Reasons  []string  `json:"reasons"`         // why it failed, in Danish; see [List.In]
	Waiting  bool      `json:"waiting"`         // it is to be asked, or is being asked
	Failed   time.Time `json:"failed,omitzero"` // when asking last failed
	Now      *Given    `json:"now,omitempty"`
	Approved *Approved `json:"approved,omitempty"`
	Base     *Given    `json:"-"` // what Now is compared with: the approved one, else the last one that was another
	Version  string    `json:"-"` // of its line
}

// Differs tells whether there is something to compare, and it is another.
func (i Item) Differs() bool { return i.Now != nil && i.Base != nil && !i.Now.same(*i.Base) }

// Words are the answer compared with and the answer now, word by word.
func (i Item) Words() (was, now []Piece) {
	if !i.Differs() {
		return nil, nil
	}
	return eval.Differences(i.Base.Answer, i.Now.Answer)
}

// Gone and Come are the places that only one of the two answers cites.
func (i Item) Gone() []Cited { return only(i.Base, i.Now) }

// Come are those of the answer now.
func (i Item) Come() []Cited { return only(i.Now, i.Base) }

func only(a, b *Given) (out []Cited) {
	if a == nil || b == nil {
		return nil
	}
	have := b.places()
	for _, c := range a.Sources {
		name := Given{Sources: []Cited{c}}.places()[0]
		if !slices.Contains(have, name) {
			out, have = append(out, c), append(have, name)
		}
	}
	return out
}

// Urgent tells whether somebody should look: the answer fails, or is another than the approved one.
func (i Item) Urgent() bool { return i.State == StateChanged || i.Verdict == eval.Fail }

// List are all questions of a Book as they stand.
type List struct {
	Items   []Item    `json:"questions"`        // what somebody should look at first, else in the file's order
	Ran     time.Time `json:"ran,omitzero"`     // when all were last asked
	Why     []string  `json:"why"`              // the parts of the ground that had changed then
	Moved   []string  `json:"moved,omitempty"`  // those that have changed since; the questions are being asked again, or wait for vectors
	Broken  string    `json:"broken,omitempty"` // why the file cannot be read now; the questions are the former ones
	English string    `json:"-"`                // the same in English
	Left    int       `json:"waiting"`          // questions that are still to be asked
	Held    *Held     `json:"held,omitempty"`   // new materials that wait, which [Hold] knows
	Unseen  bool      `json:"unseen,omitempty"` // materials went into service at the start without waiting, as [Hold] knows
}

// In is the list for a reader of a language: what is told in words is English
// where the language is and the English is known, else Danish.
func (l List) In(lang string) List {
	if lang != danish.LangEnglish {
		return l
	}
	l.Broken, l.Items = l.English, slices.Clone(l.Items)
	for n, i := range l.Items {
		if i.Now == nil {
			continue
		}
		l.Items[n].Reasons = []string{}
		for _, c := range i.Now.Failed() {
			l.Items[n].Reasons = append(l.Items[n].Reasons, cmp.Or(c.English, c.Reason))
		}
	}
	return l
}

// Count is how many questions have a state or a verdict.
func (l List) Count(what string) (n int) {
	for _, i := range l.Items {
		if i.State == what || i.Verdict == what {
			n++
		}
	}
	return n
}

// List tells how all questions stand.
func (b *Book) List() List {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	out := List{Items: []Item{}, Ran: b.state.Ran, Why: b.state.Why, Moved: b.moved}
	if b.broken != nil {
		out.Broken, out.English = b.cfg.Explain(danish.LangDanish, b.broken), b.cfg.Explain(danish.LangEnglish, b.broken)
	}
	for _, l := range b.file.lines {
		if l.question == nil {
			continue
		}
		i := b.item(l)
		if i.Waiting {
			out.Left++
		}
		out.Items = append(out.Items, i)
	}
	slices.SortStableFunc(out.Items, func(x, y Item) int {
		switch {
		case x.Urgent() == y.Urgent():
			return 0
		case x.Urgent():
			return -1
		}
		return 1
	})
	return out
}

// Item tells how one question stands.
func (b *Book) Item(id string) (Item, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	l := b.file.find(id)
	if l == nil {
		return Item{}, ErrUnknown
	}
	return b.item(l), nil
}

func (b *Book) item(l *line) Item {
	q := l.question
	a := answers{}
	if known := b.state.Of[q.ID]; known != nil {
		a = *known
	}
	i := Item{ID: q.ID, Kind: q.Kind, Question: q.Question, State: StateNew, Reasons: []string{}, Waiting: b.waiting[q.ID] || b.asking == q.ID,
		Failed: a.Failed, Now: a.Last, Version: l.version()}
	if a.Approved != nil && a.Approved.Question == q.Question { // another question has another right answer
		i.Approved = a.Approved
	}
	if a.Last == nil {
		return i
	}
	i.Verdict = a.Last.Verdict
	for _, c := range a.Last.Failed() {
		i.Reasons = append(i.Reasons, c.Reason)
	}
	switch {
	case i.Approved == nil:
		i.State, i.Base = StateOpen, a.Before
	case i.Approved.same(*a.Last):
		i.State, i.Base = StateApproved, &i.Approved.Given
	default:
		i.State, i.Base = StateChanged, &i.Approved.Given
	}
	return i
}
