package query

import (
	"testing"

	"github.com/digitaskforce/taskforce/danish"
)

func TestAsked(t *testing.T) {
	for text, want := range map[string]string{
		"Hvad er visionen?": "Hvad er visionen?",
		"Jeg er ny her. Hvornår blev Taskforcen nedsat?":                             "Hvornår blev Taskforcen nedsat?",
		"Jeg skal holde et oplæg og mangler at vide, hvornår Taskforcen blev nedsat": "hvornår Taskforcen blev nedsat",
		"Kan du fortælle mig hvad et årsværk er?":                                    "hvad et årsværk er?",
		"Vi er i tvivl, om vi må bruge ChatGPT.":                                     "om vi må bruge ChatGPT.",
		"I would like to know what the goals are":                                    "what the goals are",
		"Vi køber et system. Leverandøren er fra USA. Må vi det? Vi har travlt.":     "Må vi det?",
		"Hvad er visionen? Og hvad er målene? Tak.":                                  "Hvad er visionen? Og hvad er målene?",
		"principper ai kommune":                                                      "principper ai kommune",
		"har tabt mit kort ved søen, hvem skal jeg have fat i":                       "hvem skal jeg have fat i",
		"har vi tabt kortet ved søen, hvem skal jeg have fat i":                      "har vi tabt kortet ved søen, hvem skal jeg have fat i",
		"har læst alt ved søen, hvad vi har":                                         "har læst alt ved søen, hvad vi har",
		"er på barsel, kan jeg få løn? Hilsen Anna":                                  "kan jeg få løn?",
		"": "",
	} {
		if from, to := danish.Asked(text); text[from:to] != want {
			t.Errorf("asked in %q: %q, want %q", text, text[from:to], want)
		}
	}
}
