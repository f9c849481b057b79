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
	for _, text := range []string{"Klagen sendes senest fire uger efter afgørelsen", "Svaret gives inden for ti arbejdsdage", "Sagen slettes efter fem år",
		"The report is due in May", "Fristen er fra den 1. maj"} {
		if !SaysPoint(text) {
			t.Errorf("%q does not say when", text)
		}
	}
	for _, text := range []string{"Mødet varer to timer", "Mødet varer to timer og holdes på rådhuset", "Der er 40 timer til rådighed",
		"Kurset varer tre dage fra start", "Der går mellem to og tre dage", "You may use AI for drafts", "Employees may not upload data"} {
		if SaysPoint(text) {
			t.Errorf("%q says when", text)
		}
	}
}
