package danish

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParts cuts a text where another question begins in it: not at a clause that
// belongs to the one before, whose subject stands before its verb, nor after what
// tells why somebody asks.
func TestParts(t *testing.T) {
	for text, want := range map[string][]string{
		"Hvad er gebyret, og hvem sendes klagen til?":                                {"Hvad er gebyret?", "hvem sendes klagen til?"},
		"bliver vi flyttet i år, hvad siger planen":                                  {"bliver vi flyttet i år?", "hvad siger planen"},
		"Hvem kan jeg skrive til, og hvor tit mødes de?":                             {"Hvem kan jeg skrive til?", "hvor tit mødes de?"},
		"Hvor kan man parkere, og hvilke dage er der åbent":                          {"Hvor kan man parkere?", "hvilke dage er der åbent"},
		"Hvad hedder chefen, og hvor mange af de timer er betalt?":                   {"Hvad hedder chefen?", "hvor mange af de timer er betalt?"},
		"Findes der et sted, hvor nogen vil hjælpe os?":                              nil,
		"Kan min chef i hallen se, hvad gæsterne skriver?":                           nil,
		"Er der en grænse for, hvor meget man kan få?":                               nil,
		"Hvornår skal vi forny planen om, hvor godt folk kan komme ind?":             nil,
		"Må jeg stille vognen der, hvor Nordhavn har sat et skilt op?":               nil,
		"Skal vi fortælle, hvad systemet gør, og hvordan det virker?":                nil,
		"har tabt mit kort ved søen, hvem skal jeg have fat i":                       nil,
		"skal til møde i Oslo, hvilken bil må jeg tage og hvornår skal jeg bestille": {"skal til møde i Oslo, hvilken bil må jeg tage?", "skal til møde i Oslo, hvornår skal jeg bestille"},
		"Må vi leje salen, og hvem følger det løbende":                               {"Må vi leje salen?", "hvem følger det løbende"},
		"Er salen optaget, og hvor længe må vi vente":                                {"Er salen optaget?", "hvor længe må vi vente"},
		"Is there a bus to the town, and what does it cost?":                         {"Is there a bus to the town?", "what does it cost?"},
	} {
		if want == nil {
			want = []string{text}
		}
		if diff := cmp.Diff(want, Parts(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}
