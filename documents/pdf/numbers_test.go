package pdf

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestNumbers reads a table of numbers alone, and none where they count pages or
// stand on pictures.
func TestNumbers(t *testing.T) {
	var table []show
	for i := range 4 {
		y := 700 - 14*float64(i)
		table = append(table, show{60, y, 11, false, fmt.Sprintf("%d00,50", i+2)}, show{200, y, 11, false, fmt.Sprint(2*i + 1)})
	}
	const want = "row 200,50 | 1 [1]\nrow 300,50 | 3 [1]\nrow 400,50 | 5 [1]\nrow 500,50 | 7 [1]\n"
	if diff := cmp.Diff(want, documentstest.Outline(readDrawn(t, makePDF("", table)).Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var counted [][]show
	for i := range 4 {
		counted = append(counted, []show{{290, 40, 9, false, fmt.Sprint(i + 1)}})
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"numbers of pages":      {makePDF("", counted...), errPDFDrawn},
		"a number on a picture": {drawnPDF("/Resources<</Font<</F1 3 0 R>>/XObject<</Im 6 0 R>>>>", "q 595 0 0 842 0 0 cm /Im Do Q "+at("1 0 0 1", 60, 700, "17"), grayImage), errPDFNoText},
	} {
		if _, err := Read(t.Context(), pdfInput(t, c.data)); documents.ReasonFor(err) != c.want.Error() {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
