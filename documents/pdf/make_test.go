package pdf

import (
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/documents/documentstest"
	"golang.org/x/text/encoding/charmap"
)

// show is one line of a test PDF: text at a place, in points from below left.
type show struct {
	x, y, size float64
	bold       bool
	text       string
}

// makePDF writes a PDF of pages, each a list of lines in Helvetica.
func makePDF(title string, pages ...[]show) []byte {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
		fmt.Sprintf("<</Title %s/CreationDate(D:20250612093000+02'00')>>", pdfString(title))}
	var kids strings.Builder
	for _, page := range pages {
		n := len(objects) + 1
		fmt.Fprintf(&kids, "%d 0 R ", n)
		stream := pageStream(page)
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents %d 0 R>>", n+1),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(stream), stream))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(pages))
	return documentstest.JoinPDF(objects, "/Root 1 0 R/Info 5 0 R")
}

func pageStream(page []show) string {
	var b strings.Builder
	for _, s := range page {
		font := "F1"
		if s.bold {
			font = "F2"
		}
		fmt.Fprintf(&b, "BT /%s %g Tf %g %g Td %s Tj ET\n", font, s.size, s.x, s.y, pdfString(s.text))
	}
	return b.String()
}

func pdfString(text string) string {
	encoded, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("<%x>", encoded)
}

// set lays lines out downwards from y, at a pitch of 1.3 sizes.
func set(x, y, size float64, bold bool, lines ...string) []show {
	var out []show
	for i, line := range lines {
		out = append(out, show{x, y - float64(i)*size*1.3, size, bold, line})
	}
	return out
}
