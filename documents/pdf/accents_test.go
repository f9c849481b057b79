package pdf

import "testing"

// TestAccents wants letters of accents that are drawn before them or after, and
// accents that stand beside a letter as they are.
func TestAccents(t *testing.T) {
	font := glyphFont("ring", "acute", "caron", "cedilla", "dotlessi")
	for name, c := range map[string]struct{ stream, want string }{
		"before":         {`[(Sagen p\033) 390 (a havet, Herv\034) 390 (e og Baudi\035) 360 (s, na\250) 390 (\037ve)] TJ`, "Sagen på havet, Hervé og Baudiš, naïve"},
		"raised":         {`(Den er p) Tj 3 Ts (\033) Tj 0 Ts [400 (A)] TJ ( plads) Tj`, "Den er pÅ plads"},
		"after":          {`[(Hos Fran) 40 (c) 400 (\036) -40 (ois)] TJ`, "Hos François"},
		"drawn aside":    {`(Hos Sedivy og andre) Tj 1 0 0 1 81.7 702.4 Tm (\035) Tj 1 0 0 1 60 680 Tm (i byen) Tj`, "Hos Šedivy og andre i byen"},
		"standing":       {"(Skriv \\034a og x^2 med `a` her) Tj", "Skriv ´a og x^2 med `a` her"},
		"over no letter": {`[(Et tegn \033) 390 (= b)] TJ`, "Et tegn ˚= b"},
	} {
		if got := textOf(t, inFont(font, c.stream)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
