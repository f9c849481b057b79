package pages

import (
	"strconv"

	"github.com/digitaskforce/taskforce/server/problem"
)

// Table is the words of errors in its language.
var _ problem.Words = (*Table)(nil)

// FaultTitle is what errors with a status have in common.
func (t *Table) FaultTitle(status int) string { return t.Say("fault.title." + strconv.Itoa(status)) }

// Fault is what a user is told of an error: the text under its kind's name, with its values.
func (t *Table) Fault(name string, values ...any) string {
	shown := make([]any, len(values))
	for i, v := range values {
		if n, ok := v.(problem.Number); ok {
			v = t.Number(int(n))
		}
		shown[i] = v
	}
	return t.Say("fault."+name, shown...)
}
