// Package problem holds the errors that users are told: their kinds, and their
// form in a reply (RFC 9457). It also reads requests that may be one. Start
// with kinds.go and [ReadJSON].
package problem

import (
	"fmt"
	"slices"
)

// Problem is an error as a user sees it, an RFC 9457 problem.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

// Kind is what went wrong, whatever the language that it is told in.
type Kind struct {
	Name   string // small letters and dots
	Status int    // of the reply
}

// kinds are all that there are.
var kinds []Kind

// Kinds are all kinds of errors, in the order of kinds.go.
func Kinds() []Kind { return slices.Clone(kinds) }

func kind(status int, name string) Kind {
	k := Kind{name, status}
	kinds = append(kinds, k)
	return k
}

// only is the one error of a kind whose words take no values.
func only(status int, name string) *Error { return kind(status, name).With() }

// Number is a value that stands with marks between its thousands.
type Number int

// With is an error of the kind; the values take the places in its words, in order.
func (k Kind) With(values ...any) *Error { return &Error{k, values} }

// Error is an error that a user is told. Its words are those of its kind in the
// language of whoever reads it; see [Words].
type Error struct {
	Kind   Kind
	Values []any
}

// Error names the kind, for a log.
func (e *Error) Error() string {
	if len(e.Values) == 0 {
		return "problem: " + e.Kind.Name
	}
	return fmt.Sprintf("problem: %s %v", e.Kind.Name, e.Values)
}

// Is tells whether target is an error of the same kind.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Kind == e.Kind
}

// Words are the texts of one language.
type Words interface {
	// FaultTitle is what errors with a status have in common.
	FaultTitle(status int) string
	// Fault is the sentence for a kind's name, with its values.
	Fault(name string, values ...any) string
}

// In is the error in the words of a language, for a request's id.
func (e *Error) In(w Words, requestID string) Problem {
	return Problem{Type: "about:blank", Title: w.FaultTitle(e.Kind.Status), Status: e.Kind.Status,
		Detail: w.Fault(e.Kind.Name, e.Values...), RequestID: requestID}
}
