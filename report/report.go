// Package report tells what people asked and how it went: over a time, from
// the questions that a store keeps.
//
// Start with [Build]; the [Report] writes itself as text, CSV, or a page of its
// own, and [Report.Lines] makes question lines of what went wrong.
package report

import (
	"iter"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/store"
)

// Config says what is reported on. Questions is required.
type Config struct {
	From, To  time.Time      // from the one up to, not including, the other
	Zone      *time.Location // whose days are counted; nil is UTC
	Questions iter.Seq2[store.Question, error]
	// Topics tells what a question is about, as [index.Index.Topics] does; nil
	// groups only questions of the same wording.
	Topics func(question string) map[string]float64
	// Meaning gives what a question means, a vector of length 1 by the model of
	// package meaning; nil, and a nil vector, compare by topics alone.
	Meaning   func(question string) []float32
	Documents []documents.Info // of the materials now, to tell which were never used
	// Theme names the theme of a document, by its ID, "" for none; nil tells of no
	// themes. NearestDocument finds the document nearest to a question that has
	// no source, "" for none; it may be nil.
	Theme           func(document string) string
	NearestDocument func(question string) string
	Owners          map[string]string // mail addresses of who answers for a theme, by its name; "" for every other
	Before          *Span             // what the report is compared with; nil for nothing
	Rates           Rates
	Answers         []DueAnswer // of editors, that somebody must look at
}

// Span is another time that a report is compared with.
type Span struct {
	From, To  time.Time
	Questions iter.Seq2[store.Question, error]
}

// DueAnswer is an editor's answer that is out of service or to be looked at again.
type DueAnswer struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Serving  bool   `json:"serving"` // readers are given it all the same
	Reason   string `json:"reason"`  // in Danish: what it is or what happened to it
}

// Report is what was asked and how it went. Its JSON is a contract.
type Report struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`

	Questions  int            `json:"questions"`
	Answered   int            `json:"answered"`
	Refused    int            `json:"refused"`
	Unanswered int            `json:"unanswered"` // refused: the materials do not say
	Nearest    int            `json:"nearest"`    // told what the materials say that is nearest, not as an answer
	OffTopic   int            `json:"off_topic"`  // refused: outside the subject
	Attacks    int            `json:"attacks"`    // refused: tried to change the rules
	Withheld   int            `json:"withheld_sentences"`
	Fallbacks  map[string]int `json:"fallbacks"` // answers that the model did not make, or not whole, by the reason

	Periods   []Period           `json:"periods"`
	Groups    []Group            `json:"unanswered_groups"` // most asked first
	Beyond    int                `json:"beyond"`            // unanswered questions that are in no group, for there were too many
	OffTopics []Group            `json:"off_topic_groups"`
	Themes    []Theme            `json:"themes,omitempty"` // most asked about first
	Doubtful  []Doubt            `json:"doubtful"`         // answers to look at, those with most reasons first
	Used      []Use              `json:"sources_used"`     // most used first
	Unused    []Document         `json:"sources_unused"`   // in the order of the materials
	Feedback  Feedback           `json:"feedback"`
	Latency   map[string]Latency `json:"latency_ms"` // by mode
	Costs     Costs              `json:"costs"`
	Answers   []DueAnswer        `json:"answers_due,omitempty"`

	Comparison *Comparison `json:"comparison,omitempty"` // with an earlier time
}

// Period is a day, or a week where the report covers more than [maxDays] days.
type Period struct {
	Start      string `json:"start"` // the first day, as 2026-11-23
	Days       int    `json:"days"`
	Questions  int    `json:"questions"`
	Answered   int    `json:"answered"`
	Unanswered int    `json:"unanswered"`
	OffTopic   int    `json:"off_topic"`
	Attacks    int    `json:"attacks"`
}

// Document is a document of the materials.
type Document struct {
	ID    string `json:"document"`
	Title string `json:"title"`
}

// Use is how often a document was a source.
type Use struct {
	Document
	Answers  int       `json:"answers"`        // that cited it
	Sections []Section `json:"sections"`       // most used first
	Gone     bool      `json:"gone,omitempty"` // no longer in the materials
}

// Section is how often a section was a source.
type Section struct {
	Path    []string `json:"path"`
	Answers int      `json:"answers"`
}

// Feedback is what readers thought.
type Feedback struct {
	Up       int            `json:"up"`
	Down     int            `json:"down"`
	Reasons  map[string]int `json:"reasons"`  // of the votes down; "" where none was given
	Opinions []Opinion      `json:"opinions"` // votes down and comments, latest first
	Beyond   int            `json:"beyond"`   // opinions that are left out, for there were too many
}

// Opinion is a vote down, or a vote with a comment.
type Opinion struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Question string    `json:"question"`
	FollowUp bool      `json:"follow_up,omitempty"`
	Refusal  string    `json:"refusal"`
	Vote     string    `json:"vote"`
	Reason   string    `json:"reason"`
	Comment  string    `json:"comment"`
}

// Bounds of a report.
const (
	maxDays     = 92  // shown one by one
	maxOpinions = 500 // kept
)

// Build reads the questions once and reports on them. It ends with the first
// error of the questions.
func Build(cfg Config) (*Report, error) {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	cfg.Meaning = remembered(cfg.Meaning)
	b := newBuilder(cfg)
	if err := b.read(); err != nil {
		return nil, err
	}
	out := b.done()
	out.Answers = cfg.Answers
	if cfg.Before != nil {
		return out, b.compare()
	}
	return out, nil
}

// read takes all questions in.
func (b *builder) read() error {
	for q, err := range b.cfg.Questions {
		if err != nil {
			return err
		}
		b.add(q)
	}
	return nil
}

// remembered computes what a question means once.
func remembered(meaning func(string) []float32) func(string) []float32 {
	if meaning == nil {
		return nil
	}
	known := map[string][]float32{}
	return func(question string) []float32 {
		v, ok := known[question]
		if !ok {
			v = meaning(question)
			known[question] = v
		}
		return v
	}
}

// builder gathers a report.
type builder struct {
	cfg     Config
	out     *Report
	days    []time.Time        // the first moment of each period, and of what follows the last
	asked   map[string]*asking // unanswered questions
	astray  map[string]*asking // questions outside the subject
	uses    map[string]*use
	timings map[string]*timings
	themes  map[string]*Theme
	placer  *placer
}

func newBuilder(cfg Config) *builder {
	b := &builder{cfg: cfg, asked: map[string]*asking{}, astray: map[string]*asking{}, uses: map[string]*use{},
		timings: map[string]*timings{}, themes: map[string]*Theme{}, placer: newPlacer(cfg)}
	b.out = &Report{From: cfg.From, To: cfg.To, Feedback: Feedback{Reasons: map[string]int{}, Opinions: []Opinion{}},
		Latency: map[string]Latency{}, Fallbacks: map[string]int{}, Doubtful: []Doubt{}, Costs: Costs{Rates: cfg.Rates}}
	b.days, b.out.Periods = periods(cfg.From, cfg.To, cfg.Zone)
	return b
}

// periods cuts a time into days, or into weeks where these would be too many.
func periods(from, to time.Time, zone *time.Location) (starts []time.Time, out []Period) {
	from, to = from.In(zone), to.In(zone)
	step := 1
	if to.Sub(from) > maxDays*24*time.Hour {
		step = 7
	}
	y, m, d := from.Date()
	for start := time.Date(y, m, d, 0, 0, 0, 0, zone); start.Before(to); {
		starts = append(starts, start)
		out = append(out, Period{Start: start.Format(time.DateOnly), Days: step})
		d += step
		start = time.Date(y, m, d, 0, 0, 0, 0, zone)
	}
	return starts, out
}

// add takes one question in.
func (b *builder) add(q store.Question) {
	q.At = q.At.In(b.cfg.Zone)
	b.out.Questions++
	b.out.Withheld += len(q.Withheld)
	if q.Fallback != "" {
		b.out.Fallbacks[q.Fallback]++
	}
	p := b.period(q.At)
	p.Questions++
	switch q.Refusal {
	case "":
		b.out.Answered++
		p.Answered++
	case store.Nearest:
		b.out.Nearest++
		p.Unanswered++
		b.gather(b.asked, q)
	case "off_topic":
		b.out.OffTopic++
		p.OffTopic++
		b.gather(b.astray, q)
	case "attack":
		b.out.Attacks++
		p.Attacks++
	default:
		b.out.Unanswered++
		p.Unanswered++
		b.gather(b.asked, q)
	}
	b.place(q)
	b.sources(q)
	b.opinion(q)
	b.doubt(q)
	b.timing(q)
	b.out.Costs.add(q)
}

// period finds the period of a moment. There is one: the questions lie within the report.
func (b *builder) period(at time.Time) *Period {
	i, found := slices.BinarySearchFunc(b.days, at, time.Time.Compare)
	if !found {
		i--
	}
	if i < 0 || i >= len(b.days) {
		return &Period{}
	}
	return &b.out.Periods[i]
}

func (b *builder) opinion(q store.Question) {
	f := q.Feedback
	if f == nil {
		return
	}
	if f.Vote == store.Up {
		b.out.Feedback.Up++
	} else {
		b.out.Feedback.Down++
		b.out.Feedback.Reasons[f.Reason]++
	}
	if f.Vote == store.Down || f.Comment != "" {
		b.out.Feedback.Opinions = append(b.out.Feedback.Opinions, Opinion{ID: q.ID, At: f.At.In(b.cfg.Zone), Question: q.Text, FollowUp: q.FollowUp,
			Refusal: q.Refusal, Vote: f.Vote, Reason: f.Reason, Comment: f.Comment})
	}
}

func (b *builder) done() *Report {
	r := b.out
	r.Refused = r.Questions - r.Answered - r.Nearest
	r.Groups, r.OffTopics, r.Beyond = b.groups()
	r.Used, r.Unused = b.used()
	if b.cfg.Theme != nil {
		r.Themes = sortedThemes(b.themes)
	}
	r.Doubtful = doubtful(r.Doubtful)
	for mode, t := range b.timings {
		r.Latency[mode] = t.latency()
	}
	r.Costs.sum(r.Questions)
	f := &r.Feedback
	slices.SortStableFunc(f.Opinions, func(x, y Opinion) int { return y.At.Compare(x.At) })
	if len(f.Opinions) > maxOpinions {
		f.Beyond = len(f.Opinions) - maxOpinions
		f.Opinions = f.Opinions[:maxOpinions]
	}
	return r
}
