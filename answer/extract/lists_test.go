package extract

import (
	"slices"
	"testing"

	"github.com/digitaskforce/taskforce/index/query"
)

// TestIntroduces brings the list along that a sentence leads up to, with a colon or
// unfinished, and leaves it where the sentence stands by itself.
func TestIntroduces(t *testing.T) {
	for lead, brings := range map[string]bool{
		"Kontoen skal have disse rettigheder:":         true,
		"Kontoen skal have visse rettigheder, dvs":     true,
		"Kontoen skal have de nødvendige rettigheder.": false,
	} {
		e := &Extractor{q: &query.Query{}, Units: []unit{{Text: "Tjenesten har en konto.", leadIn: -1}, {Text: lead, Hit: 1, leadIn: -1},
			{Text: "melde brugere ind", Hit: 1, line: 1, Item: true, leadIn: 1}, {Text: "oprette grupper", Hit: 1, line: 2, Item: true, leadIn: 1}}}
		want := []int{0, 1}
		if brings {
			want = []int{0, 1, 2, 3}
		}
		if got := e.wholeLists([]int{0, 1}, 0); !slices.Equal(got, want) {
			t.Errorf("%q is told with %v", lead, got)
		}
	}
}

// TestLed brings what comes next where a sentence leads up to it and no list stands
// there, and a long list where the best sentence leads up to it.
func TestLed(t *testing.T) {
	e := &Extractor{q: &query.Query{}, Units: []unit{{Text: "Tjenesten har en konto.", leadIn: -1}, {Text: "Den gives den, der:", Hit: 1, leadIn: -1},
		{Text: "a) har nøgle, b) bor i huset.", Hit: 1, line: 1, leadIn: -1}, {Text: "Det gælder disse:", Hit: 2, leadIn: -1}}}
	for i := range maxIntroduced + 1 {
		e.Units = append(e.Units, unit{Text: "en ting", Hit: 2, line: i + 1, Item: true, leadIn: 3})
	}
	if got := e.wholeLists([]int{0, 1}, 0); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("what comes next is not told: %v", got)
	}
	if got := e.wholeLists([]int{0, 3}, 0); !slices.Equal(got, []int{0}) {
		t.Errorf("of a long list its lead is told: %v", got)
	}
	if got := e.wholeLists([]int{3}, 3); len(got) != maxIntroduced+2 {
		t.Errorf("of the best sentence's list %d are told", len(got)-1)
	}
}
