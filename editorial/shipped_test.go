package editorial_test

import (
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// wordsDoubted is how many sentences of the shipped answers the program's own
// rules doubt by their words alone; their editor stands by them. docs/editorial.md
// tells it.
const wordsDoubted = 88

// TestShipped holds each answer that ships to what it tells its readers: no
// number, name or quotation that its sections do not hold.
func TestShipped(t *testing.T) {
	m := answertest.Snapshot(t, answertest.Shipped(t))
	answers, problems := editorial.Read([]editorial.Source{{FS: materials.Answers}})
	for _, p := range problems {
		t.Errorf("%s: %s", p.File, p.Reason)
	}
	if len(answers) < 60 {
		t.Errorf("%d answers, want 60", len(answers))
	}
	doubted, sentences := 0, 0
	for _, a := range answers {
		sentences += len(a.Sentences)
		got, err := editorial.Check(t.Context(), m, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range got.Doubts {
			if !d.Binding {
				doubted++
				continue
			}
			t.Errorf("%s, %d: %s\n\t%s", a.File, d.Sentence, d.Text, d.Reason)
		}
	}
	if doubted > wordsDoubted {
		t.Errorf("%d of %d sentences are doubted by their words, want at most %d", doubted, sentences, wordsDoubted)
	}
}

// TestShippedServe wants each shipped answer in service, and asks it each of its
// own questions.
func TestShippedServe(t *testing.T) {
	m := answertest.Snapshot(t, answertest.Shipped(t))
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	book := editorial.Open(editorial.Config{Sources: []editorial.Source{{FS: materials.Answers}}, Encoder: e, Vectors: materials.AnswerVectors})
	set, err := book.In(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set.Standing() {
		if s.Status != editorial.InService {
			t.Errorf("%s %s", s.Answer.File, s.Reason)
			continue
		}
		for _, q := range append([]string{s.Answer.Question}, s.Answer.Also...) {
			switch got := set.Match(t.Context(), m, q); {
			case got == nil:
				t.Errorf("%s: %q matches nothing", s.Answer.ID, q)
			case got.Answer() != s.Answer:
				t.Errorf("%s: %q matches %s", s.Answer.ID, q, got.Answer().ID)
			}
		}
	}
}
