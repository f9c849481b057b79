package answer

import (
	"context"
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
)

// Whatever is suggested is answered when it is asked.
func TestSuggestionsAreAnswered(t *testing.T) {
	ctx := context.Background()
	eng := New(Config{Index: answertest.Shipped(t)})
	suggested := eng.Examples(ctx, 6)
	if len(suggested) != 6 {
		t.Errorf("%d examples, want 6: %q", len(suggested), suggested)
	}
	for _, q := range []string{"Hvor mange timer skal kunstig intelligens frigøre?", "Hvad er forbudt AI?"} {
		out := ask(t, eng, q)
		if len(out.Next) == 0 {
			t.Errorf("nothing is suggested after %q", q)
		}
		suggested = append(suggested, out.Next...)
	}
	for _, q := range suggested {
		if ask(t, eng, q).Refused {
			t.Errorf("%q is suggested but refused", q)
		}
	}
	if out := ask(t, eng, "Hvad er hovedstaden i Frankrig?"); len(out.Next) > 0 {
		t.Errorf("after a refusal %q is suggested", out.Next)
	}
}
