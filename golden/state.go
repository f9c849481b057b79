package golden

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// Given is an answer that a question was given.
type Given struct {
	At       time.Time    `json:"at"`
	Question string       `json:"question"` // its words then
	Line     string       `json:"line"`     // version of its line then
	Answer   string       `json:"answer"`   // without the numbers of the sources
	Refusal  string       `json:"refusal"`  // "" for an answer, else the kind
	Nearest  bool         `json:"nearest,omitempty"`
	Sources  []Cited      `json:"sources"`
	Mode     string       `json:"mode"`
	Model    string       `json:"model,omitempty"`
	Verdict  string       `json:"verdict"` // "pass", "fail", or "" where the line asserts nothing
	Checks   []eval.Check `json:"checks"`
	Because  []string     `json:"because,omitempty"` // parts of the ground that had changed when the answer became this one
}

// Cited is a place that an answer cites.
type Cited struct {
	Document string   `json:"document"`
	Title    string   `json:"title"`
	Section  []string `json:"section"`
	URL      string   `json:"url"` // of its page
}

// String names the place.
func (c Cited) String() string {
	if n := len(c.Section); n > 0 && c.Section[n-1] != c.Title {
		return c.Title + " › " + c.Section[n-1]
	}
	return c.Title
}

// Approved is an answer that somebody stands by.
type Approved struct {
	Given
	By string    `json:"by,omitempty"` // whoever said so; "" where that is not known
	On time.Time `json:"on"`
}

// answers are what is known of one question.
type answers struct {
	Last     *Given    `json:"last,omitempty"`
	Before   *Given    `json:"before,omitempty"` // the last one that was another
	Approved *Approved `json:"approved,omitempty"`
	Failed   time.Time `json:"failed,omitzero"` // when asking last failed, after Last
}

// state is the file of the answers.
type state struct {
	path   string
	Ground map[string]string   `json:"ground"` // at the last run of all questions
	Ran    time.Time           `json:"ran,omitzero"`
	Why    []string            `json:"why,omitempty"` // parts of the ground that had changed
	Held   *mark               `json:"held,omitempty"`
	Of     map[string]*answers `json:"answers"`
}

func readState(path string) (*state, error) {
	s := &state{path: path, Of: map[string]*answers{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, wrap(path, fmt.Errorf("not the answers that taskforce wrote; move the file away: %w", err))
	}
	for id, a := range s.Of {
		if a == nil {
			delete(s.Of, id)
		}
	}
	return s, nil
}

func (s *state) of(id string) *answers {
	if s.Of[id] == nil {
		s.Of[id] = &answers{}
	}
	return s.Of[id]
}

func (s *state) write() error {
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	return whole.Replace(s.path, append(data, '\n'))
}

// take keeps a new answer. The former one is kept where it was another, for
// that is what it is compared with.
func (a *answers) take(g Given) {
	switch {
	case a.Last == nil:
		g.Because = nil
	case a.Last.same(g):
		g.Because = a.Last.Because
	default:
		a.Before = a.Last
	}
	a.Last, a.Failed = &g, time.Time{}
}

// same tells whether two answers read alike and rest on the same places.
func (g Given) same(o Given) bool {
	return g.Answer == o.Answer && g.Refusal == o.Refusal && g.Nearest == o.Nearest && slices.Equal(g.places(), o.places())
}

// places are those that are cited, each once, by name.
func (g Given) places() []string {
	var out []string
	for _, c := range g.Sources {
		out = append(out, c.Document+"\x00"+strings.Join(c.Section, "\x00"))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// given is an answer as it is kept.
func given(q eval.Question, a *answer.Answer, at time.Time) Given {
	r := eval.Judge(q, a)
	g := Given{At: at, Question: q.Question, Answer: textOf(a), Refusal: a.Refusal, Nearest: a.Certainty == answer.CertaintyNearest,
		Mode: a.Mode, Model: a.Model, Verdict: r.Verdict, Checks: r.Checks, Sources: []Cited{}}
	for _, s := range a.Sources {
		g.Sources = append(g.Sources, Cited{s.Document, s.Title, s.Section, s.URL})
	}
	return g
}

// Failed are the checks that the answer does not pass.
func (g Given) Failed() (out []eval.Check) {
	for _, c := range g.Checks {
		if !c.Pass {
			out = append(out, c)
		}
	}
	return out
}

// textOf is an answer without the numbers of its sources, which may change
// where the words do not.
func textOf(a *answer.Answer) string {
	if len(a.Sentences) == 0 {
		return a.Answer
	}
	var b strings.Builder
	for i, s := range a.Sentences {
		switch {
		case i == 0 && s.Break == answer.BreakItem:
			b.WriteString("- ")
		case i == 0:
		case s.Break == answer.BreakItem:
			b.WriteString("\n- ")
		case s.Break == answer.BreakParagraph:
			b.WriteString("\n\n")
		default:
			b.WriteString(" ")
		}
		b.WriteString(s.Text)
	}
	return b.String()
}
