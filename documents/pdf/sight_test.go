package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// drawnPDF is a file of one page that is drawn as stream says, with more in its
// page's dictionary, and objects from number 6 on.
func drawnPDF(more, stream string, objects ...string) []byte {
	return documentstest.JoinPDF(append([]string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[5 0 R]/Count 1>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(stream), stream),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/ExtGState<</G0 <</ca 0>>>>>>/Contents 4 0 R" + more + ">>"}, objects...), "/Root 1 0 R")
}

// at writes text with a matrix's first four numbers and its place.
func at(matrix string, x, y int, text string) string {
	return fmt.Sprintf("BT /F1 11 Tf %s %d %d Tm %s Tj ET\n", matrix, x, y, pdfString(text))
}

// letter is three lines of text in the direction of a matrix, each at the place
// that next gives it.
func letter(matrix string, place func(line int) (x, y int)) string {
	var b strings.Builder
	for i, text := range []string{"Kommunen svarer på alle henvendelser inden for en", "uge, og borgeren får besked om fristen for at", "klage over svaret."} {
		x, y := place(i)
		b.WriteString(at(matrix, x, y, text))
	}
	return b.String()
}

const letterOutline = "p Kommunen svarer på alle henvendelser inden for en uge, og borgeren får besked om fristen for at klage over svaret. [1]\n"

func TestTurned(t *testing.T) {
	up := letter("0 1 -1 0", func(i int) (int, int) { return 100 + 14*i, 60 })
	down := letter("0 -1 1 0", func(i int) (int, int) { return 400 - 14*i, 700 })
	over := letter("-1 0 0 -1", func(i int) (int, int) { return 500, 100 + 14*i })
	for _, test := range []struct {
		name, more, stream, want string
	}{
		{"upright", "", letter("1 0 0 1", func(i int) (int, int) { return 60, 700 - 14*i }), letterOutline},
		{"upright on a page that begins elsewhere", "/MediaBox[-200 -300 395 542]", letter("1 0 0 1", func(i int) (int, int) { return -150, 200 - 14*i }), letterOutline},
		{"the page by 90", "/Rotate 90", up, letterOutline},
		{"the page by 180", "/Rotate 180", over, letterOutline},
		{"the page by 270", "/Rotate 270", down, letterOutline},
		{"the text upwards", "", up, letterOutline},
		{"the text downwards", "", down, letterOutline},
		{"the text upside down", "", over, letterOutline},
		{"aslant", "", letter("0.7071 0.7071 -0.7071 0.7071", func(i int) (int, int) { return 100 + 10*i, 100 - 10*i }), letterOutline},
		{"a label beside the text", "", letter("1 0 0 1", func(i int) (int, int) { return 60, 700 - 14*i }) + at("0 1 -1 0", 40, 300, "Journal nummer 44"),
			letterOutline + "p Journal nummer 44 [1]\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := readDrawn(t, drawnPDF(test.more, test.stream))
			if diff := cmp.Diff(test.want, documentstest.Outline(doc.Blocks)); diff != "" || len(doc.Losses) > 0 {
				t.Errorf("(-want +got): %s losses %v", diff, doc.Losses)
			}
		})
	}
}

func readDrawn(t *testing.T, data []byte) *documents.Document {
	t.Helper()
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	doc, err := Read(ctx, pdfInput(t, data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// grayImage is a picture of one gray point.
const grayImage = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n\x80\nendstream"

func TestUnseen(t *testing.T) {
	text := letter("1 0 0 1", func(i int) (int, int) { return 60, 700 - 14*i })
	scan := "/Resources<</Font<</F1 3 0 R>>/XObject<</Im 6 0 R>>>>"
	for _, test := range []struct {
		name, more, stream string
		lost               string // kind of what is left out; "" where all is kept
	}{
		{"without ink", "", text + "3 Tr " + at("1 0 0 1", 60, 300, "Skjult besked her"), documents.LostUnseen},
		{"white on white", "", text + "1 g " + at("1 0 0 1", 60, 300, "Skjult besked her"), documents.LostUnseen},
		{"white on blue", "", text + "0 0 1 rg 50 290 300 30 re f 1 g " + at("1 0 0 1", 60, 300, "Synlig besked her"), ""},
		{"white on a white box", "", text + "1 g 50 290 300 30 re f " + at("1 0 0 1", 60, 300, "Skjult besked her"), documents.LostUnseen},
		{"without opacity", "", text + "/G0 gs " + at("1 0 0 1", 60, 300, "Skjult besked her"), documents.LostUnseen},
		{"half a point", "", text + at("0.05 0 0 0.05", 60, 300, "Skjult besked her"), documents.LostUnseen},
		{"left of the page", "", text + at("1 0 0 1", -300, 300, "Skjult besked her"), documents.LostOutside},
		{"above the page", "", text + at("1 0 0 1", 60, 900, "Skjult besked her"), documents.LostOutside},
		{"outside the crop", "/CropBox[0 400 595 842]", text + at("1 0 0 1", 60, 300, "Skjult besked her"), documents.LostOutside},
		{"outlined", "", text + "1 Tr " + at("1 0 0 1", 60, 300, "Synlig besked her"), ""},
		{"a scan with its text under it", scan, text + "q 595 0 0 842 0 0 cm /Im Do Q 3 Tr " + at("1 0 0 1", 60, 300, "Synlig besked her"), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := readDrawn(t, drawnPDF(test.more, test.stream, grayImage))
			got := documentstest.Text(doc.Blocks)
			if kept := strings.Contains(got, "besked her"); kept != (test.lost == "") || !strings.Contains(got, "klage over svaret") {
				t.Errorf("got %q", got)
			}
			want := []documents.Loss(nil)
			if test.lost != "" {
				want = []documents.Loss{{Kind: test.lost, Page: 1, Words: 3, Text: "Skjult besked her"}}
			}
			if diff := cmp.Diff(want, doc.Losses, cmpopts.IgnoreFields(documents.Loss{}, "Whole")); diff != "" {
				t.Errorf("losses (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFields(t *testing.T) {
	drawn := func(text string) string {
		stream := "/Tx BMC q BT /F1 11 Tf 2 4 Td " + pdfString(text) + " Tj ET Q EMC"
		return fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 250 16]/Resources<</Font<</F1 3 0 R>>>>/Length %d>>\nstream\n%s\nendstream", len(stream), stream)
	}
	widget := func(y int, more string) string {
		return fmt.Sprintf("<</Type/Annot/Subtype/Widget/FT/Tx/T(f%d)/Rect[180 %d 430 %d]/DA(/F1 11 Tf 0 g)%s>>", y, y, y+16, more)
	}
	doc := readDrawn(t, drawnPDF("/Annots[7 0 R 8 0 R 9 0 R 11 0 R 12 0 R]",
		at("1 0 0 1", 60, 740, "Ejendom:")+at("1 0 0 1", 60, 715, "Sagsbehandler:")+at("1 0 0 1", 60, 650, "Byggearbejdet må begynde nu."),
		drawn("Skovvej 12"), widget(736, "/V(Skovvej 12)/AP<</N 6 0 R>>"), widget(711, "/V "+pdfString("Mette Åberg")),
		"<</Type/Annot/Subtype/FreeText/Contents(Modtaget 4. maj)/Rect[60 590 250 606]/F 4/AP<</N 10 0 R>>>>", drawn("Modtaget 4. maj"),
		widget(500, "/F 2/V(skjult)"), "<</Type/Annot/Subtype/Text/Contents(en kommentar)/Rect[60 400 80 420]>>"))
	const want = `p Ejendom: Skovvej 12 [1]
p Sagsbehandler: Mette Åberg [1]
p Byggearbejdet må begynde nu. [1]
p Modtaget 4. maj [1]
`
	if diff := cmp.Diff(want, documentstest.Outline(doc.Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestOverprint wants text that is drawn over itself, to look bold or to have a
// shadow, once, and of two the one that can be seen. The engine itself knows
// those that are drawn one right after the other.
func TestOverprint(t *testing.T) {
	lines := []string{"Anvendelse af", "ressourcer", "i alle led", "og på alle", "dage er", "en opgave", "for enhver"}
	draw := func(ink string, dx float64) string {
		var b strings.Builder
		b.WriteString(ink + "\n")
		for i, line := range lines {
			fmt.Fprintf(&b, "BT /F1 11 Tf 1 0 0 1 %.2f %d Tm %s Tj ET\n", 60+dx, 700-14*i, pdfString(line))
		}
		return b.String()
	}
	for _, test := range []struct{ name, stream string }{
		{"three times", draw("0 g", 0) + draw("0 g", 0.3) + draw("0 g", 0.6)},
		{"in white below", draw("1 g", 0) + draw("0 g", 0.3)},
		{"without ink above", draw("0 g", 0) + draw("3 Tr", 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := readDrawn(t, drawnPDF("", test.stream))
			if got := strings.TrimSpace(documentstest.Text(doc.Blocks)); got != strings.Join(lines, " ") || len(doc.Losses) > 0 {
				t.Errorf("got %q, losses %v", got, doc.Losses)
			}
		})
	}
	const doubled = "Alle Hollands illustrationer: 11 lll iii --- ... 0000"
	if got := strings.TrimSpace(documentstest.Text(readDrawn(t, drawnPDF("", at("1 0 0 1", 60, 700, doubled))).Blocks)); got != doubled {
		t.Errorf("letters that come twice became %q", got)
	}
}

// TestPairs wants signs that take two in UTF-16, as the letters of formulas do.
func TestPairs(t *testing.T) {
	const cmap = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange " +
		"1 beginbfchar <56> <D835DC49> endbfchar endcmap end end"
	doc := readDrawn(t, drawnPDF("/Resources<</Font<</F1 3 0 R/F2 6 0 R>>>>",
		at("1 0 0 1", 60, 700, "hvor spændingen er")+"BT /F2 11 Tf 1 0 0 1 160 700 Tm (V) Tj ET\n"+at("1 0 0 1", 175, 700, "volt, og")+
			"BT /F2 11 Tf 1 0 0 1 225 700 Tm (VV) Tj ET\n",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 7 0 R>>",
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(cmap), cmap)))
	if got := strings.TrimSpace(documentstest.Text(doc.Blocks)); got != "hvor spændingen er 𝑉 volt, og 𝑉𝑉" {
		t.Errorf("got %q", got)
	}
}
