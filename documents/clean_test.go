package documents

import "testing"

// TestCleanPlain cleans texts that are clean already the fast way and, with an
// invisible character behind them, the whole way: both leave them as they are.
func TestCleanPlain(t *testing.T) {
	for r := 'À'; r <= 'ÿ'; r++ {
		text := "a" + string(r) + "b " + string(r)
		if !plain(text) {
			t.Errorf("%q is not plain", text)
		}
		if got := CleanText(text + "\u200b"); got != text {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	for _, text := range []string{" a", "a ", "a  b", "a\tb", "a\u0301", "ﬁ", "a\u00a0b", "\u00ad"} {
		if plain(text) {
			t.Errorf("%q is plain", text)
		}
	}
}
