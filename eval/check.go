package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Verdicts of a question.
const (
	Pass = "pass"
	Fail = "fail"
)

// Check is one thing that a question line asserts of the answer.
type Check struct {
	Name    string `json:"name"` // "must", "must_not", "refused" or "source"
	Pass    bool   `json:"pass"`
	Reason  string `json:"reason,omitempty"`    // why it failed, in Danish
	English string `json:"reason_en,omitempty"` // the same in English; "" in what an earlier program kept
}

// checks are all that a line asserts of an answer. A line that says whether
// the question is answerable, and nothing of refusing, asserts that too.
func (q Question) checks(a *answer.Answer) []Check {
	out := []Check{}
	if want := q.refusal(); want != nil {
		out = append(out, want.check(a))
	}
	for _, m := range q.Must {
		out = append(out, check("must", m.holds(a.Answer), lacks, m.named()))
	}
	for _, m := range q.MustNot {
		said := m.in(a.Answer)
		out = append(out, check("must_not", said == "", holdsWrong, said))
	}
	for _, m := range q.Source {
		out = append(out, check("source", m.cited(a.Sources), unused, m.named(), used(a.Sources)))
	}
	return out
}

// refusal is what the line says of refusing, nil for nothing.
func (q Question) refusal() *Refusal {
	if q.Refused != nil || q.Answerable == nil {
		return q.Refused
	}
	return &Refusal{Is: !*q.Answerable}
}

func (r Refusal) check(a *answer.Answer) Check {
	switch {
	case r.Is && !a.Refused:
		return check("refused", false, wasAnswered)
	case !r.Is && a.Refused:
		return check("refused", false, wasRefused, a.Refusal)
	}
	return check("refused", r.Kind == "" || r.Kind == a.Refusal, refusedAs, a.Refusal, r.Kind)
}

func check(name string, pass bool, reason documents.FaultKind, values ...any) Check {
	c := Check{Name: name, Pass: pass}
	if !pass {
		c.Reason, c.English = reason.Both(values...)
	}
	return c
}

// named names the texts, any of which will do, as a value of a reason; nil for none.
func (m Must) named() (all error) {
	for _, t := range m {
		one := quoted.Fault(nil, t)
		if all != nil {
			one = either.Fault(nil, all, one)
		}
		all = one
	}
	return all
}

// cited tells whether one of the texts names a cited passage, its document or
// a title of it; titles are compared by letters and digits.
func (m Must) cited(sources []answer.Source) bool {
	return len(m) == 0 || slices.ContainsFunc(sources, func(s answer.Source) bool {
		return slices.ContainsFunc(m, func(want string) bool {
			name := danish.Letters(want)
			return want == s.ID || want == s.Document || name != "" && (name == danish.Letters(s.Title) || name == danish.Letters(s.Publication))
		})
	})
}

// used lists the documents of the sources, as a value of a reason.
func used(sources []answer.Source) error {
	var names []string
	for _, s := range sources {
		names = append(names, s.Document)
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) == 0 {
		return usedNone.Fault(nil)
	}
	return usedSome.Fault(nil, strings.Join(names, ", "))
}

func verdict(checks []Check) string {
	if len(checks) == 0 {
		return ""
	}
	if slices.ContainsFunc(checks, func(c Check) bool { return !c.Pass }) {
		return Fail
	}
	return Pass
}

// Reasons tell why a question failed, in Danish, joined by semicolons.
func (r Result) Reasons() string {
	var out []string
	for _, c := range r.Checks {
		if !c.Pass {
			out = append(out, c.Reason)
		}
	}
	return strings.Join(out, "; ")
}

// Verdicts writes a line for each question that asserts something of its
// answer, and why those failed that did.
func Verdicts(results []Result) string {
	var b strings.Builder
	for _, r := range results {
		switch r.Verdict {
		case Pass:
			fmt.Fprintf(&b, "PASS  %s  %s\n", r.ID, r.Question)
		case Fail:
			fmt.Fprintf(&b, "FAIL  %s  %s\n      %s\n", r.ID, r.Question, r.Reasons())
		}
	}
	return b.String()
}
