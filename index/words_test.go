package index

import (
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/indextest"
)

func TestWordsNear(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# Regler\nReglerne om beskyttelse af data gælder for alle ansatte i kommunen."), Options{})
	for _, c := range []struct {
		source, word string
		near, in     bool
	}{
		{"Reglerne gælder for ansatte.", "reglen", true, true},
		{"beskyttelse af data", "databeskyttelse", true, false},
		{"databeskyttelse", "beskyttelse", true, false},
		{"Udrulningen begynder.", "udrulle", true, false},
		{"AI-forordningen", "AI", true, true},
		{"Erhvervsministeriet", "Erhverv", true, false},
		{"Kapitler", "kapitlet", true, true},
		{"Kommunen", "regionen", false, false},
		{"50 mio. kr.", "50 millioner", true, true},
		{"50 mio. kr.", "50 mia.", false, false},
		{"tolv møder", "12", true, false},
		{"hvert femte år", "5", true, false},
	} {
		terms := danish.Terms{}
		terms.Add(x.Words(c.source, false))
		w := x.Words(c.word, false)[0]
		if w.Near(terms) != c.near || c.near && c.in && !w.In(terms) && w.Value == "" {
			t.Errorf("%q beside %q: near %v, in %v, want %v, %v", c.word, c.source, w.Near(terms), w.In(terms), c.near, c.in)
		}
		if !c.in && w.Value == "" && w.In(terms) {
			t.Errorf("%q is in %q", c.word, c.source)
		}
	}
}

func TestWordsOfText(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# A\nTekst."), Options{})
	text := "Højst 40,6 mio. kr. i Hjort-Madsens hus"
	words := x.Words(text, false)
	var values, raws []string
	for _, w := range words {
		if text[w.Start:w.End] != w.Raw {
			t.Errorf("%q stands at %d to %d: %q", w.Raw, w.Start, w.End, text[w.Start:w.End])
		}
		raws = append(raws, w.Raw)
		if w.Value != "" {
			values = append(values, w.Value)
		}
	}
	if len(values) != 1 || values[0] != "40600000" || len(raws) != 6 {
		t.Errorf("values %q of %q", values, raws)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := x.Words(text, false); got != nil {
		t.Errorf("a closed index gives %v", got)
	}
	x.current = nil
}

func TestEnglishWords(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# A\nTekst."), Options{})
	terms := danish.Terms{}
	terms.Add(x.Words("Myndigheden har ansvaret.", false))
	if w := x.Words("authority", true)[0]; !w.Near(terms) {
		t.Errorf("an English word is not held by its translation: %+v", w)
	}
}
