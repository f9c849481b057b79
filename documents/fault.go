package documents

import (
	"fmt"
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// FaultKind is why something cannot be read, whatever the language that it is told
// in. Make one with [NewFaultKind].
type FaultKind struct{ name, danish, english string }

// faultKinds are all that there are.
var faultKinds []FaultKind

// NewFaultKind is a kind of a name that no other has, with its words as one line
// each: what, where, what to do. The verbs in both stand for the same values.
func NewFaultKind(name, danish, english string) FaultKind {
	k := FaultKind{name, danish, english}
	faultKinds = append(faultKinds, k)
	return k
}

// FaultKinds are all kinds of the rooms that a program is made of.
func FaultKinds() []FaultKind { return slices.Clone(faultKinds) }

// Name tells the kind from the others.
func (k FaultKind) Name() string { return k.name }

// Words are the Danish and the English words, with the verbs of their values.
func (k FaultKind) Words() (danish, english string) { return k.danish, k.english }

func (k FaultKind) in(lang string) string {
	if lang == danish.LangEnglish {
		return k.english
	}
	return k.danish
}

// Both are the Danish and the English line with these values, as [FaultKind.Fault] takes them.
func (k FaultKind) Both(values ...any) (inDanish, inEnglish string) {
	f := Fault{Kind: k, Values: values}
	return f.In(danish.LangDanish), f.In(danish.LangEnglish)
}

// Fault is an error of the kind, with its cause, which may be nil. The values
// take the places in its words; one that is an error or a FaultKind is told in the
// reader's language too.
func (k FaultKind) Fault(cause error, values ...any) error { return &Fault{k, values, cause} }

// Fault is an error of a kind that has words for people. [errors.Is] finds one
// of the same kind.
type Fault struct {
	Kind   FaultKind
	Values []any
	cause  error
}

// Error is the Danish line that a user reads.
func (f *Fault) Error() string { return f.In(danish.LangDanish) }

// In is that line in a language: English, else Danish.
func (f *Fault) In(lang string) string {
	shown := make([]any, len(f.Values))
	for i, v := range f.Values {
		switch v := v.(type) {
		case FaultKind:
			shown[i] = v.in(lang)
		case error:
			shown[i] = reasonIn(lang, v)
		default:
			shown[i] = v
		}
	}
	return fmt.Sprintf(f.Kind.in(lang), shown...)
}

// Is tells whether target is a fault of the same kind.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault)
	return ok && other.Kind == f.Kind
}

func (f *Fault) Unwrap() error { return f.cause }
