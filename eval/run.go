package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/llm"
)

// Config says what is measured.
type Config struct {
	Index         *index.Index
	Engine        *answer.Engine // nil measures retrieval only
	K             int            // passages looked at; 0 is 10
	RetrievalOnly bool
	Replies       *Replies              // the model's cache, whose calls are counted; may be nil
	Progress      func(done, total int) // may be nil
}

// Timings of one question, in milliseconds.
type Timings struct {
	Search        float64 `json:"search"`
	FirstSentence float64 `json:"first_sentence"`
	Total         float64 `json:"total"`
}

// Result is one line of a results file.
type Result struct {
	ID         string          `json:"id"`
	Kind       string          `json:"kind"`
	Question   string          `json:"question"`
	Answerable bool            `json:"answerable"`
	Hits       []index.Hit     `json:"hits"`
	Answer     string          `json:"answer"`
	Refused    bool            `json:"refused"`
	Refusal    string          `json:"refusal"`
	Grounded   bool            `json:"grounded"`
	Certainty  string          `json:"certainty"` // as in the ask object
	Sources    []answer.Source `json:"sources"`
	Timings    Timings         `json:"timings_ms"`
	Rank       int             `json:"rank"`         // of the first relevant hit, 0 where there is none
	Relevant   []int           `json:"relevant"`     // ranks of all relevant hits
	Must       float64         `json:"must"`         // share of the must texts that the answer holds; 1 where there are none
	SourcesOK  int             `json:"sources_held"` // cited sources that hold the evidence
	Verdict    string          `json:"verdict"`      // "pass", "fail", or "" where the line asserts nothing of the answer
	Checks     []Check         `json:"checks"`       // what the line asserts
	Mode       string          `json:"mode"`         // as in the ask object
	Model      string          `json:"model"`
	Fallback   string          `json:"fallback"`             // "" or why the model's text is not the whole answer
	Usage      llm.Usage       `json:"usage"`                // of cached replies too
	Calls      int             `json:"calls"`                // calls of the model's endpoint
	Cached     int             `json:"cached"`               // replies that came from the cache instead
	Run        string          `json:"run,omitempty"`        // which of several runs
	Repetition int             `json:"repetition,omitempty"` // from 1, where each question is asked several times
	total      int             // relevant passages that are known of, for nDCG
}

// Run asks every question and judges what comes back. It stops with the first
// error or when ctx ends.
func Run(ctx context.Context, questions []Question, cfg Config) ([]Result, error) {
	if cfg.K <= 0 {
		cfg.K = 10
	}
	out := make([]Result, 0, len(questions))
	for i, q := range questions {
		r, err := one(ctx, q, cfg)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		out = append(out, r)
		if cfg.Progress != nil {
			cfg.Progress(i+1, len(questions))
		}
	}
	return out, nil
}

func one(ctx context.Context, q Question, cfg Config) (Result, error) {
	r := Result{ID: q.ID, Kind: q.Kind, Question: q.Question, Answerable: q.IsAnswerable(),
		Relevant: []int{}, Sources: []answer.Source{}, Checks: []Check{}, total: max(1, len(q.Relevant))}
	turns, err := Conversation(ctx, cfg.ask(), q.History)
	if err != nil {
		return r, err
	}
	history := make([]query.Turn, len(turns))
	for i, t := range turns {
		history[i] = query.Turn(t)
	}
	start := time.Now()
	_, hits, err := cfg.Index.Find(ctx, q.Question, history, cfg.K)
	if err != nil {
		return r, err
	}
	r.Timings.Search = ms(start)
	r.Hits = hits
	for i, h := range hits {
		if q.IsRelevant(h.ID, h.Text) {
			r.Relevant = append(r.Relevant, i+1)
		}
	}
	if len(r.Relevant) > 0 {
		r.Rank = r.Relevant[0]
	}
	r.total = max(r.total, len(r.Relevant))
	if cfg.RetrievalOnly || cfg.Engine == nil {
		r.Timings.Total = r.Timings.Search
		return r, nil
	}
	calls, cached := cfg.Replies.Counts()
	a, err := cfg.Engine.Ask(ctx, answer.Request{Question: q.Question, History: turns}, answer.Sink{})
	if err != nil {
		return r, err
	}
	r.judge(q, a)
	r.Calls, r.Cached = cfg.Replies.Counts()
	r.Calls, r.Cached = r.Calls-calls, r.Cached-cached
	return r, nil
}

// Conversation is what came before a question; a turn whose answer is "" is
// answered by ask now, as in the chat, where ask is not nil. The error is that of ask.
func Conversation(ctx context.Context, ask func(context.Context, answer.Request) (*answer.Answer, error), history [][2]string) ([]answer.Turn, error) {
	var turns []answer.Turn
	for _, t := range history {
		turn := answer.Turn{Question: t[0], Answer: t[1]}
		if turn.Answer == "" && ask != nil {
			a, err := ask(ctx, answer.Request{Question: turn.Question, History: turns})
			if err != nil {
				return nil, err
			}
			turn.Answer = a.Answer
		}
		turns = append(turns, turn)
	}
	return turns, nil
}

// ask is the engine's, nil without one.
func (c Config) ask() func(context.Context, answer.Request) (*answer.Answer, error) {
	if c.Engine == nil {
		return nil
	}
	return func(ctx context.Context, r answer.Request) (*answer.Answer, error) {
		return c.Engine.Ask(ctx, r, answer.Sink{})
	}
}

// Judge holds an answer against what a question's line says of it. Hits and
// the figures of the search are not in the result.
func Judge(q Question, a *answer.Answer) Result {
	r := Result{ID: q.ID, Kind: q.Kind, Question: q.Question, Answerable: q.IsAnswerable(), Relevant: []int{}}
	r.judge(q, a)
	return r
}

func (r *Result) judge(q Question, a *answer.Answer) {
	r.Answer, r.Refused, r.Refusal, r.Grounded, r.Sources = a.Answer, a.Refused, a.Refusal, a.Grounded, a.Sources
	r.Certainty = a.Certainty
	r.Timings.FirstSentence, r.Timings.Total = a.Timings.FirstSentence, a.Timings.Total
	r.Mode, r.Model, r.Fallback, r.Usage = a.Mode, a.Model, a.Fallback, a.Usage
	held := 0
	for _, m := range q.Must {
		if m.holds(a.Answer) {
			held++
		}
	}
	r.Must = 1
	if len(q.Must) > 0 {
		r.Must = float64(held) / float64(len(q.Must))
	}
	for _, s := range a.Sources {
		if q.IsRelevant(s.ID, s.Text) {
			r.SourcesOK++
		}
	}
	r.Checks = q.checks(a)
	r.Verdict = verdict(r.Checks)
}

func ms(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// Write writes results as JSON lines.
func Write(w io.Writer, results []Result) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range results {
		if r.Hits == nil {
			r.Hits = []index.Hit{}
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("writing results: %w", err)
		}
	}
	return nil
}
