package documents

import (
	"strings"
	"testing"
)

// TestSlides wants the passages of a presentation each on its own page, with
// titles or without.
func TestSlides(t *testing.T) {
	var blocks []Block
	for page := 1; page <= 4; page++ {
		if page == 2 {
			blocks = append(blocks, Block{Kind: Heading, Level: 2, Text: "Priser", Page: page})
		}
		blocks = append(blocks, Block{Kind: Paragraph, Text: "Svømmehallen har åbent hele dagen.", Page: page}, Block{Kind: Item, Level: 1, Text: "for alle", Page: page})
	}
	passages := Passages(&Document{Info: Info{ID: "dias", Format: "pptx"}, Blocks: blocks}, DefaultPassageSize())
	if len(passages) != 4 {
		t.Fatalf("%d passages", len(passages))
	}
	for i, p := range passages {
		if p.Page != i+1 || (len(p.Section) > 0) != (i == 1) || !strings.Contains(p.Text, "for alle") {
			t.Errorf("%+v", p)
		}
	}
}
