package answer

import (
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/internal/raced"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestBothDoors holds that an answer and a text that another system brings are
// decided alike: each sentence of the fields is written by a model in an answer,
// and then checked beside the passages that the model was given.
func TestBothDoors(t *testing.T) {
	passages, sentences := readFields(t)
	var texts []string
	for _, p := range passages {
		texts = append(texts, "# "+p.Title+"\n## "+p.Section[len(p.Section)-1]+"\n"+rowsOf(p.Text))
	}
	x := answertest.Small(t, texts...)
	c := NewChecker(CheckerConfig{})
	compared := 0
	for i, l := range append(sentences, oddities(sentences)...) {
		if len(piecesOf(l.Text)) != 1 || !raced.Take(i) {
			continue
		}
		srv := llmtest.New(t, llmtest.Text(l.Text))
		e := New(Config{Index: x, Chat: chat(t, llm.Config{URL: srv.URL})})
		in := Given{Question: l.Question, Lang: l.Lang, Text: l.Text}
		a, err := e.Ask(t.Context(), Request{Question: l.Question}, Sink{Sources: func(given []Source) error {
			if in.Sources == nil { // the first are those of the model
				for _, s := range given {
					in.Sources = append(in.Sources, GivenSource{N: s.N, Title: s.Title, Section: s.Section, Text: s.Text})
				}
			}
			return nil
		}})
		if err != nil {
			t.Fatalf("%s: %v", l.ID, err)
		}
		if len(srv.Chats()) == 0 {
			continue // refused before the model was asked
		}
		got, err := c.Check(t.Context(), in)
		if err != nil {
			t.Fatalf("%s: %v", l.ID, err)
		}
		compared++
		reason := ""
		if len(a.Withheld) > 0 {
			reason = a.Withheld[0].Reason
		}
		if reason != got.Reason {
			t.Errorf("%s: %q is %q in an answer and %q where it is given (%s)", l.ID, l.Text, reason, got.Reason, l.Question)
		}
	}
	if t.Logf("%d compared, of %d sentences", compared, len(sentences)); compared < raced.Size(len(sentences)*3/4) {
		t.Errorf("only %d of %d sentences were compared", compared, len(sentences))
	}
}

// oddities are, as answers to some of the questions, what no judge is asked of.
func oddities(sentences []labelledField) []labelledField {
	texts := []string{"Jeg kan desværre ikke svare på det.", "Staketet runt trädgården får vara högst 2 meter högt.", "Åbenhed og ansvar.", "- Åbenhed og ansvar.",
		"The municipality must reply within three weeks.", "Biblioteket og dets venner."}
	var out []labelledField
	for i, l := range sentences {
		if i%40 == 0 {
			for _, text := range texts {
				l.Text = text
				out = append(out, l)
			}
		}
	}
	return out
}
