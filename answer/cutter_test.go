package answer

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// cutAll cuts a text that arrives in pieces of n bytes, of whole characters as
// JSON gives them.
func cutAll(text string, n int) []piece {
	var c cutter
	var out []piece
	for len(text) > 0 {
		k := min(n, len(text))
		for k < len(text) && !utf8.RuneStart(text[k]) {
			k++
		}
		out = append(out, c.add(text[:k])...)
		text = text[k:]
	}
	return append(out, c.flush()...)
}

func TestCutter(t *testing.T) {
	const text = "Målet er 80 pct. af kommunerne [1]. Fristen er den 2. august 2026. [2][3] Det gælder bl.a. for KL, jf. art. 5 [1].\n\n" +
		"**Principper:**\n- Første punkt [2]\n- Andet punkt. [3]\n1. Nummereret [1].\n\nSlut [4]"
	want := []piece{
		{"Målet er 80 pct. af kommunerne [1].", BreakParagraph},
		{"Fristen er den 2. august 2026. [2][3]", ""},
		{"Det gælder bl.a. for KL, jf. art. 5 [1].", ""},
		{"Principper:", BreakParagraph},
		{"Første punkt [2]", BreakItem},
		{"Andet punkt. [3]", BreakItem},
		{"Nummereret [1].", BreakItem},
		{"Slut [4]", BreakParagraph},
	}
	for _, n := range []int{1, 2, 3, 7, len(text)} {
		if diff := cmp.Diff(want, cutAll(text, n), cmp.AllowUnexported(piece{})); diff != "" {
			t.Errorf("in pieces of %d bytes (-want +got):\n%s", n, diff)
		}
	}
}

func TestCutterWaitsForCitation(t *testing.T) {
	var c cutter
	if got := c.add("Målet er nået. "); len(got) != 0 {
		t.Errorf("a sentence is given before its citation can have come: %v", got)
	}
	got := c.add("[2] Det")
	if len(got) != 1 || got[0].text != "Målet er nået. [2]" {
		t.Errorf("got %v", got)
	}
}

func FuzzCutter(f *testing.F) {
	for _, s := range []string{"Et. To [1]. Tre", "a. [1] [2\n- b\n", "1. x\n2) y [kilde 3].", "«Citat.» Ny. [", "æ\u00ad\x00.\n\n## Overskrift\nTekst."} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		if len(text) > 2000 || n < 1 || n > 50 || !utf8.ValidString(text) {
			return
		}
		whole, parts := cutAll(text, len(text)+1), cutAll(text, n)
		if diff := cmp.Diff(whole, parts, cmp.AllowUnexported(piece{})); diff != "" {
			t.Errorf("%q in one go and in pieces of %d bytes:\n%s", text, n, diff)
		}
		total := 0
		for _, p := range whole {
			total += len(p.text)
			if strings.ContainsAny(p.text, "\n\x00") {
				t.Errorf("a piece of %q holds a line break or a control character: %q", text, p.text)
			}
		}
		if total > 3*len(text) { // NFC may write a letter as two
			t.Errorf("%q grew to %d bytes", text, total)
		}
	})
}
