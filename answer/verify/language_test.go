package verify

import (
	"testing"

	"github.com/digitaskforce/taskforce/danish"
)

func TestLanguageOf(t *testing.T) {
	for text, want := range map[string]string{
		"Hegnet om haven skal være højst 2 meter højt.":                             danish.LangDanish,
		"Naboen Lise Holm passer hegnet hver mandag.":                               danish.LangDanish,
		"Strategien hedder »The Way Forward for the Public Sector« og er fra 2024.": danish.LangDanish,
		"AI Act artikel 50":                    "",
		"Microsoft Copilot for Security":       danish.LangDanish, // "for" is Danish too
		"KL's WAS-Tool":                        "",
		"Center for the Study of AI er nævnt.": danish.LangEnglish, // two against one; too little to tell better
		"Lise Holm":                            "",
		"Handicapkortet får man hos kommunen.": danish.LangDanish,
		"Kan man søge hele året, bare ansøgningen er inde i tide?":      danish.LangDanish,
		"The fence around the garden must not be higher than 2 metres.": danish.LangEnglish,
		"Human oversight": "",
		"Staketet runt trädgården får vara högst 2 meter högt.":    danish.Foreign,
		"Grannen sköter staketet och gräsmattan varje måndag.":     danish.Foreign,
		"Gjerdet rundt hagen tas vare på av naboen av og til.":     danish.Foreign,
		"Der Zaun um den Garten darf höchstens 2 Meter hoch sein.": danish.Foreign,
		"La clôture du jardin ne doit pas dépasser 2 mètres.":      danish.Foreign,
		"Забор вокруг сада не выше 2 метров.":                      danish.Foreign,
		"花园围栏不得高于2米":                                               danish.Foreign,
		"":                                                         "",
		"2030 [1]":                                                 "",
	} {
		if got := danish.LanguageOf(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestLanguageOfLabelled holds that no Danish sentence of the labelled set is
// taken for another language.
func TestLanguageOfLabelled(t *testing.T) {
	for _, l := range readLabelled(t) {
		if got := danish.LanguageOf(Citation.ReplaceAllString(l.Sentence, "")); got != danish.LangDanish && got != "" {
			t.Errorf("%s: got %q for %s", l.ID, got, l.Sentence)
		}
	}
}

// TestReasonsInEnglish holds each reason of the checks to have English words.
func TestReasonsInEnglish(t *testing.T) {
	reasons := []string{ReasonSource, ReasonUncited, ReasonLanguage, ReasonJudged, ReasonUncarried}
	for _, c := range exact {
		reasons = append(reasons, c.reason)
	}
	for _, k := range strict {
		reasons = append(reasons, k.reason)
	}
	for _, r := range reasons {
		if English(r) == r {
			t.Errorf("%q has no English words", r)
		}
	}
	if len(reasons) < len(english) || English("andet") != "andet" {
		t.Errorf("%d reasons, %d in English", len(reasons), len(english))
	}
}
