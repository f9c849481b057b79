package answer

import (
	"os"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
)

func TestQuestionsOnTheService(t *testing.T) {
	x := answertest.Shipped(t)
	text, err := os.ReadFile("guard/testdata/service-questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for q := range strings.Lines(string(text)) {
		a := extractOf(t, x, strings.TrimSpace(q))
		if a.Refusal != RefusalOffTopic || !strings.Contains(a.Answer, "automati") {
			t.Errorf("%s: %s %q", q, a.Refusal, a.Answer)
		}
	}
}
