package editorial_test

import (
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/materials"
)

// TestShipped holds each answer that ships to what it tells its readers: every
// sentence is carried by the sections it cites.
func TestShipped(t *testing.T) {
	m := answertest.Snapshot(t, answertest.Shipped(t))
	answers, problems := editorial.Read([]editorial.Source{{FS: materials.Answers}})
	for _, p := range problems {
		t.Errorf("%s: %s", p.File, p.Reason)
	}
	if len(answers) < 60 {
		t.Errorf("%d answers, want 60", len(answers))
	}
	for _, a := range answers {
		got, err := editorial.Check(t.Context(), m, nil, a)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got.Doubts {
			t.Errorf("%s, %d: %s\n\t%s", a.File, d.Sentence, d.Text, d.Reason)
		}
	}
}
