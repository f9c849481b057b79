package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// glyphFont is a font whose codes from 27 on have glyphs of these names.
func glyphFont(names ...string) string {
	return "<</Type/Font/Subtype/Type1/BaseFont/ABCDEF+Times-Roman/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[27/" + strings.Join(names, "/") + "]>>>>"
}

// inFont is a file of one line that a stream draws in the font F1.
func inFont(font, stream string) []byte {
	return drawnPDF("/Resources<</Font<</F1 6 0 R>>>>", "BT /F1 11 Tf 60 700 Td "+stream+" ET\n", font)
}

func textOf(t *testing.T, data []byte) string {
	t.Helper()
	return strings.TrimSpace(documentstest.Text(readDrawn(t, data).Blocks))
}

// TestJoinedGlyphs wants the letters of glyphs that only their names tell, also
// where their code is that of another sign, and in forms.
func TestJoinedGlyphs(t *testing.T) {
	font := glyphFont("f_f", "f_t", "f_f_i.alt", "uni00660069", "u0066_u0069")
	const words = `(Kra\034en fra so\033en er e\035cient for \036re s\037.) Tj`
	const want = "Kraften fra soffen er efficient for fire sfi."
	if got := textOf(t, inFont(font, words)); got != want {
		t.Errorf("got %q", got)
	}
	const form = "BT /F1 11 Tf 60 700 Td " + words + " ET"
	in := drawnPDF("/Resources<</XObject<</X 7 0 R>>>>", "/X Do", font,
		fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 6 0 R>>>>/Length %d>>\nstream\n%s\nendstream", len(form), form))
	if got := textOf(t, in); got != want {
		t.Errorf("in a form: %q", got)
	}
	returned := "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[2/f_t 13/f_f]>>>>"
	if got := textOf(t, inFont(returned, `(Kra\002en fra so\015en.) Tj`)); got != "Kraften fra soffen." {
		t.Errorf("at the codes of a hyphen and a return: %q", got)
	}
}

// TestExpanded wants all letters of a ligature that the engine spells out, where
// a word is placed letter by letter; and once where it is drawn over itself.
func TestExpanded(t *testing.T) {
	font := glyphFont("ff", "ffi")
	const want = "Det er suffigeret og efficient"
	for name, stream := range map[string]string{
		"in two colours": `(Det er su\033ig) Tj 1 0 0 rg (eret) Tj 0 g ( og e\034c) Tj 1 0 0 rg (ient) Tj`,
		"turned":         `0.9 0.2 -0.2 0.9 60 300 Tm (Det er su\033igeret og e\034cient) Tj`,
		"drawn again":    `(Det er su\033ig) Tj 1 0 0 rg (eret) Tj 0 g ( og e\034c) Tj 1 0 0 rg (ient) Tj 0 g 1 0 0 1 60.2 700 Tm (Det er su\033ig) Tj 1 0 0 rg (eret) Tj 0 g ( og e\034c) Tj 1 0 0 rg (ient) Tj`,
	} {
		if got := textOf(t, inFont(font, stream)); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
