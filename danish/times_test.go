package danish

import "testing"

func TestTimes(t *testing.T) {
	cases := []struct {
		text string
		kind TimeKind
	}{
		{"Børnehaven lukker kl. 16.30", TimePoint},
		{"Skoven er åben fra klokken otte", TimePoint},
		{"Kontoret holder lukket i uge 42", TimePoint},
		{"Fristen er den 1. maj", TimePoint},
		{"Ordningen begyndte i 2019", TimePoint},
		{"Hegnet males til foråret", TimePoint},
		{"Der er åbent om fredagen", TimePoint},
		{"Porten låses ved solnedgang", TimePoint},
		{"Der holdes lukket mellem jul og nytår", TimePoint},
		{"Bussen kører hver halve time", TimeOften},
		{"Rådet mødes fire gange årligt", TimeOften},
		{"Gebyret reguleres én gang om året", TimeOften},
		{"Udvalget mødes hver anden torsdag", TimeOften},
		{"Der er vagt alle hverdage", TimeOften},
		{"Rapporten kommer kvartalsvis", TimeOften},
		{"Svaret sendes inden for ti arbejdsdage", TimeSpan},
		{"Kortet gælder i et døgn", TimeSpan},
		{"Tilskuddet udbetales, når regnskabet er godkendt", TimeEvent},
		{"Bænken er af træ", NoTime},
		{"Sommerhuset har tolv værelser", NoTime},
		{"Der er 40 pladser i salen", NoTime},
	}
	for _, c := range cases {
		got := NoTime
		for _, x := range Times(Tokenize(c.text)) {
			if got == NoTime || x.Kind < got {
				got = x.Kind
			}
		}
		if got != c.kind {
			t.Errorf("%q: kind %d, want %d", c.text, got, c.kind)
		}
	}
	if !SaysWhen("Klagen sendes senest fire uger efter afgørelsen") || SaysPoint("Mødet varer to timer") {
		t.Error("a span says when only where it is a limit")
	}
}
