package suggest

import (
	"errors"
	"fmt"
	"testing"
)

func TestProbes(t *testing.T) {
	var p probes
	tries := 0
	ask := func(build, section string, says bool, err error) bool {
		return p.ask(build, suggestion{section: section, question: "Hvad?"}, func() (bool, error) {
			tries++
			return says, err
		})
	}
	for _, c := range []struct {
		build, section string
		says           bool
		err            error
		want           bool
		tries          int
	}{
		{"", "1", true, nil, true, 1},
		{"a", "1", true, nil, true, 2},
		{"a", "1", false, nil, true, 2},
		{"a", "2", true, errors.New("no answer in time"), false, 3},
		{"a", "2", true, nil, true, 4},
		{"b", "1", false, nil, false, 5},
		{"b", "1", true, nil, false, 5},
	} {
		if got := ask(c.build, c.section, c.says, c.err); got != c.want || tries != c.tries {
			t.Errorf("%+v: got %v after %d tries", c, got, tries)
		}
	}
	for i := range 2 * maxProbed {
		ask("b", fmt.Sprint(i), true, nil)
	}
	if len(p.answered) > maxProbed {
		t.Errorf("%d are remembered", len(p.answered))
	}
}
