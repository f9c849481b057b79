package report

import (
	"cmp"
	"slices"
	"time"
)

// Comparison sets the time of a report beside an earlier one.
type Comparison struct {
	From    time.Time     `json:"from"` // of the earlier one
	To      time.Time     `json:"to"`
	Figures []Figure      `json:"figures"`
	Themes  []ThemeChange `json:"themes,omitempty"` // most asked about first
	Groups  []GroupChange `json:"unanswered_groups"`
}

// Figure is a count of both times.
type Figure struct {
	Name     string `json:"name"` // as the field of [Report]; "up" and "down" are votes
	Before   int    `json:"before"`
	After    int    `json:"after"`
	BeforeOf int    `json:"before_of,omitempty"` // what it is a part of; 0 where it is none
	AfterOf  int    `json:"after_of,omitempty"`
}

// ThemeChange is how the questions of a theme went in both times.
type ThemeChange struct {
	Name   string `json:"theme"`
	Before Tally  `json:"before"`
	After  Tally  `json:"after"`
}

// GroupChange are questions that ask for the same thing in vain, in both times.
type GroupChange struct {
	Question string `json:"question"`
	Before   int    `json:"before"`
	After    int    `json:"after"`
}

// compare reports on the earlier time too, and sets it beside the report of b,
// which is done.
func (b *builder) compare() error {
	cfg := b.cfg
	cfg.From, cfg.To, cfg.Questions, cfg.Before = cfg.Before.From, cfg.Before.To, cfg.Before.Questions, nil
	was := newBuilder(cfg)
	was.placer = b.placer // what was looked for once is known
	if err := was.read(); err != nil {
		return err
	}
	old := was.done()
	b.out.Comparison = &Comparison{From: cfg.From, To: cfg.To, Figures: figuresOf(old, b.out), Themes: themeChanges(old.Themes, b.out.Themes),
		Groups: b.groupChanges(was)}
	return nil
}

func figuresOf(was, now *Report) []Figure {
	out := []Figure{{Name: "questions", Before: was.Questions, After: now.Questions}}
	for _, f := range []Figure{{Name: "answered", Before: was.Answered, After: now.Answered}, {Name: "nearest", Before: was.Nearest, After: now.Nearest},
		{Name: "unanswered", Before: was.Unanswered, After: now.Unanswered}, {Name: "off_topic", Before: was.OffTopic, After: now.OffTopic},
		{Name: "attacks", Before: was.Attacks, After: now.Attacks}} {
		f.BeforeOf, f.AfterOf = was.Questions, now.Questions
		out = append(out, f)
	}
	votesWas, votesNow := was.Feedback.Up+was.Feedback.Down, now.Feedback.Up+now.Feedback.Down
	return append(out, Figure{Name: "withheld_sentences", Before: was.Withheld, After: now.Withheld},
		Figure{Name: "up", Before: was.Feedback.Up, After: now.Feedback.Up, BeforeOf: votesWas, AfterOf: votesNow},
		Figure{Name: "down", Before: was.Feedback.Down, After: now.Feedback.Down, BeforeOf: votesWas, AfterOf: votesNow})
}

// themeChanges are the themes of now in their order, then those of before alone.
func themeChanges(was, now []Theme) []ThemeChange {
	var out []ThemeChange
	at := map[string]int{}
	for _, t := range now {
		at[t.Name] = len(out)
		out = append(out, ThemeChange{Name: t.Name, After: t.Tally})
	}
	for _, t := range was {
		if i, known := at[t.Name]; known {
			out[i].Before = t.Tally
		} else {
			out = append(out, ThemeChange{Name: t.Name, Before: t.Tally})
		}
	}
	return out
}

// groupChanges gathers what was asked in vain in both times together, so that
// a group is the same one in both.
func (b *builder) groupChanges(was *builder) []GroupChange {
	both := map[string]*asking{}
	before := map[string]int{}
	for key, a := range b.asked {
		both[key] = a
	}
	for key, a := range was.asked {
		before[a.text] = a.count
		now := both[key]
		if now == nil {
			both[key] = a
			continue
		}
		sum := *now
		before[sum.text] = a.count
		sum.count += a.count
		both[key] = &sum
	}
	all, _ := most(both)
	weigh(all, b.cfg.Topics)
	mean(all, b.cfg.Meaning)
	out := []GroupChange{}
	for _, g := range group(all) {
		c := GroupChange{Question: g.Question, After: g.Count}
		for _, w := range g.Wordings {
			c.Before += before[w.Text]
		}
		c.After -= c.Before
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(x, y GroupChange) int {
		return cmp.Or(cmp.Compare(y.After, x.After), cmp.Compare(y.Before, x.Before))
	})
	return out
}
