package answer

import (
	"os"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/answer/guard"
)

func TestQuestionsOnTheService(t *testing.T) {
	x := answertest.Shipped(t)
	text, err := os.ReadFile("guard/testdata/service-questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for q := range strings.Lines(string(text)) {
		a := extractOf(t, x, strings.TrimSpace(q))
		want := "automati"
		switch guard.Greeting(strings.TrimSpace(q)) {
		case guard.Hello:
			want = "Hej."
		case guard.Thanks:
			want = "Selv tak."
		}
		if a.Refusal != RefusalOffTopic || !strings.Contains(a.Answer, want) {
			t.Errorf("%s: %s %q", q, a.Refusal, a.Answer)
		}
	}
}
