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
