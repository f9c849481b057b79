package documents

import (
	"strings"
	"testing"
)

func TestNewLayer(t *testing.T) {
	blocks := []Block{{Kind: Paragraph, Text: "Kommunens e-mail om vand- og energiforbrug udfordres."}, {Kind: Row, Cells: []string{"Pris", "40 kr."}}}
	for line, want := range map[string]Layer{
		"kommunens E-mail om vand-\nog energiforbrug":    {6, 6},
		"ud- fordres, Pris:":                             {3, 3},
		"Kommunens kommunens":                            {2, 1},
		"noget der ikke er med, energi forbrug, • – ...": {7, 7 - 5},
		"energi- forbrug":                                {2, 2},
		"e mail":                                         {2, 2},
		"vand og":                                        {2, 2},
	} {
		if got := NewLayer([]string{line}, blocks); got != want {
			t.Errorf("%q: got %v, want %v", line, got, want)
		}
	}
}

func TestNewLoss(t *testing.T) {
	text := strings.Repeat("indhold ", 20)
	l := NewLoss(LostContents, 2, text)
	if l.Words != 20 || l.Whole != strings.TrimSpace(text) || l.Text != text[:60]+"…" {
		t.Errorf("got %+v", l)
	}
}
