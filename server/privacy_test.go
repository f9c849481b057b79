package server_test

import (
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/pages"
)

// TestPrivacyPage holds the page to the configuration: what is true is said,
// and what is not true is not.
func TestPrivacyPage(t *testing.T) {
	const (
		local   = "Tjenesten finder selv svaret"
		none    = "Tjenesten gemmer ikke, hvad du spørger om"
		kept    = "slettes derefter automatisk"
		limits  = "bruges til at begrænse"
		model   = "Svaret skrives af en sprogmodel"
		closest = "der ligger tættest på"
		memory  = "ligger kun i tjenestens hukommelse"
		counted = "en kode, som er dannet af adressen"
	)
	all := []string{local, none, kept, limits, model, closest, memory, counted}
	for name, c := range map[string]struct {
		cfg  server.Config
		want []string
	}{
		"bare": {server.Config{}, []string{local, none}},
		"kept": {server.Config{Recorder: &notes{}, Privacy: server.Privacy{Retain: 30 * 24 * time.Hour}, Rate: hourly(100)},
			[]string{local, kept, "gemmes i 30 dage", limits, memory}},
		"counted": {server.Config{Rate: hourly(100), Counts: brokenCounts{}}, []string{local, none, limits, counted}},
		"hours":   {server.Config{Recorder: &notes{}, Privacy: server.Privacy{Retain: 36*time.Hour + time.Minute}}, []string{local, kept, "gemmes i 37 timer"}},
		"model": {server.Config{Privacy: server.Privacy{Models: []string{"llm.odense.dk", "reserve.dk"}}, Site: pages.Site{Name: "Odense Kommune", Contact: "dpo@odense.dk"}},
			[]string{model, "llm.odense.dk, reserve.dk", none, "Odense Kommune", `href="mailto:dpo@odense.dk"`}},
		"embedder": {server.Config{Privacy: server.Privacy{Embedders: []string{"vektor.dk"}}}, []string{closest, "vektor.dk", none}},
	} {
		s := start(t, c.cfg)
		page := s.get(t, "/privacy")
		if page.status != 200 {
			t.Fatalf("%s: status %d", name, page.status)
		}
		for _, text := range c.want {
			if !strings.Contains(page.body, text) {
				t.Errorf("%s: the page lacks %q", name, text)
			}
		}
		for _, text := range all {
			if strings.Contains(page.body, text) && !strings.Contains(strings.Join(c.want, "\n"), text) {
				t.Errorf("%s: the page says %q", name, text)
			}
		}
		if en := s.get(t, "/privacy?lang=en"); !strings.Contains(en.body, `<html lang="en">`) || !strings.Contains(en.body, "How your data is handled") {
			t.Errorf("%s: no English page", name)
		}
	}
}
