package answer

import "testing"

func TestLanguageOf(t *testing.T) {
	for text, want := range map[string]string{
		"Hegnet om haven skal være højst 2 meter højt.":                             langDanish,
		"Naboen Lise Holm passer hegnet hver mandag.":                               langDanish,
		"Strategien hedder »The Way Forward for the Public Sector« og er fra 2024.": langDanish,
		"AI Act artikel 50":                    "",
		"Microsoft Copilot for Security":       langDanish, // "for" is Danish too
		"KL's WAS-Tool":                        "",
		"Center for the Study of AI er nævnt.": langEnglish, // two against one; too little to tell better
		"Lise Holm":                            "",
		"The fence around the garden must not be higher than 2 metres.": langEnglish,
		"Human oversight": "",
		"Staketet runt trädgården får vara högst 2 meter högt.":    foreign,
		"Grannen sköter staketet och gräsmattan varje måndag.":     foreign,
		"Gjerdet rundt hagen tas vare på av naboen av og til.":     foreign,
		"Der Zaun um den Garten darf höchstens 2 Meter hoch sein.": foreign,
		"La clôture du jardin ne doit pas dépasser 2 mètres.":      foreign,
		"Забор вокруг сада не выше 2 метров.":                      foreign,
		"花园围栏不得高于2米":                                               foreign,
		"":                                                         "",
		"2030 [1]":                                                 "",
	} {
		if got := languageOf(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestLanguageOfLabelled holds that no Danish sentence of the labelled set is
// taken for another language.
func TestLanguageOfLabelled(t *testing.T) {
	for _, l := range readLabelled(t) {
		if got := languageOf(citation.ReplaceAllString(l.Sentence, "")); got != langDanish && got != "" {
			t.Errorf("%s: got %q for %s", l.ID, got, l.Sentence)
		}
	}
}
