package meaning

import "testing"

// TestLeans tells what leans on a question from what does not; none of the
// questions is one that the numbers were learned of.
func TestLeans(t *testing.T) {
	e := open(t)
	for _, c := range []struct {
		before, question string
		leans            bool
	}{
		{"må man tage hund med i svømmehallen", "også om vinteren?", true},
		{"må man tage hund med i svømmehallen", "hvem tager sig af at håndhæve det", true},
		{"hvor længe er et lån på biblioteket", "og hvis jeg glemmer at aflevere", true},
		{"how long is a library loan", "and for children?", true},
		{"må man tage hund med i svømmehallen", "hvornår lukker genbrugsstationen om søndagen", false},
		{"hvor længe er et lån på biblioteket", "og hvad koster en parkeringsbillet ved stranden", false},
		{"how long is a library loan", "where do I report a broken street lamp", false},
	} {
		alone, err := e.Query(t.Context(), c.question)
		if err != nil {
			t.Fatal(err)
		}
		both, err := e.Query(t.Context(), c.before+" "+c.question)
		if err != nil {
			t.Fatal(err)
		}
		if odds := e.Leans(c.question, alone, both); odds > 0 != c.leans {
			t.Errorf("%q after %q: odds %.2f", c.question, c.before, odds)
		}
	}
}
