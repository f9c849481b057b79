package danish

import (
	"testing"
)

// TestWholeSentences are sentences with stops inside that end nothing.
func TestWholeSentences(t *testing.T) {
	for _, text := range []string{
		"Styregruppen godkendte d. 3. marts 2019, at standarden laves om.",
		"Regionerne fik besked d. 1. april 2019 pr. brev.",
		"Huset ligger ved H.C. Andersens Boulevard i byen.",
		"Teksten er skrevet af N.F.S. Grundtvig og B.S. Ingemann.",
		"Skolen holder åbent på Sct. Knuds Plads og i Skt. Anna Gade.",
		"Lejen er 4.200 kr. pr. md. fra den 1. juni.",
		"Byggeriet ved Ndr. Fasanvej, Gl. Kongevej og St. Kongensgade går i gang.",
		"Rådet består af Chr. Holm, Th. Nielsen, Jens P. Bang og Fr. Krogh.",
		"Se kap. 4, jf. § 19, stk. 2, og bilag. 3 til vejl. 12 om sagen.",
		"Mødet er torsdag kl. 10 i lok. 4 hos Hr. Jensen og fmd. Mette Bruun.",
		"Sagen har j.nr. 2019-44 og cvr.nr. 12345678 i registret.",
		"Vi følger m.a.o. Ombudsmandens praksis og p.g.a. Folketingets beslutning dette.",
		"Planen gælder t.o.m. 2030 og f.o.m. 2027 for afd. B og afd. C.",
		"Prisen er ca. 12 mio. kr. ekskl. moms, bl.a. Aarhus og Odense betaler.",
	} {
		if got := Sentences(text); len(got) != 1 {
			t.Errorf("cut into %q", got)
		}
	}
}

// TestTwoSentences are pairs of sentences that must be told apart.
func TestTwoSentences(t *testing.T) {
	for _, pair := range [][2]string{
		{"Afgørelsen ligger i denne sag.", "Kommunen svarer skriftligt."},
		{"Ansøgningen skal have et bilag.", "Kommunen sender kvittering."},
		{"Det koster 40 kr.", "Betalingen sker på stedet."},
		{"Lejen er 300 kr. pr. md.", "Depositum er tre måneders leje."},
		{"Tilskud gives til rejser, ophold m.v.", "Ansøg senest i maj."},
		{"Reglerne står på kl.dk.", "Læs dem før mødet."},
		{"Filen gemmes som PDF.", "Navnet skal være kort."},
		{"Det besluttede KL.", "Regionerne var enige."},
		{"Ruten er 5 km.", "Derefter går den op ad bakke."},
		{"Mødet slutter kl. 8.30.", "Der er kaffe bagefter."},
		{"Se § 19.", "Stk. 2 gælder ikke."},
		{"Har I spurgt?", "Det har vi."},
		{"Vi mødes til maj.", "Alle kan være med."},
		{"Svaret kom til side 4.", "Resten mangler."},
	} {
		if got := Sentences(pair[0] + " " + pair[1]); len(got) != 2 || got[0] != pair[0] || got[1] != pair[1] {
			t.Errorf("got %q", got)
		}
	}
}

// TestAbbreviationFile wants every word of the file in a class that is known,
// once, and its effect on a sentence.
func TestAbbreviationFile(t *testing.T) {
	seen := map[string]bool{}
	for class, word := range classesOf("forkortelser.txt") {
		if seen[word] {
			t.Errorf("%s stands there twice", word)
		}
		seen[word] = true
		before, digit := Sentences("De nævner "+word+". Kommunen her."), Sentences("De nævner "+word+". 7 her.")
		if whole := abbreviationClass(class) == abbreviates; (len(before) == 1) != whole || len(digit) != 1 {
			t.Errorf("%s (%s): %q, %q", word, class, before, digit)
		}
	}
	if len(seen) < 200 {
		t.Errorf("%d words", len(seen))
	}
}

func TestLabel(t *testing.T) {
	for text, want := range map[string]bool{"§ 11.": true, "§ 65 b.": true, "Stk. 2.": true, "Nr. 7.": true, "3.": true, "(4)": false, "2026": false,
		"Se § 11.": false, "Bilag 2.": false, "§ 11. Den ledige giver besked.": false, "Plan B.": false, "": false} {
		if got := Label(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
