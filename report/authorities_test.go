package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/store"
)

// TestAuthorityCosts tells what the questions of each key took, in every form.
func TestAuthorityCosts(t *testing.T) {
	qs := []store.Question{
		{Mode: "llm", Authority: "Vejle", Prompt: 1_000_000, Completion: 500_000},
		{Mode: "llm", Authority: "Odense", Prompt: 200, Completion: 100},
		{Mode: "extract", Authority: "Odense", Fallback: "budget"},
		{Mode: "llm", Prompt: 10, Completion: 5},
	}
	cfg := Config{From: time.Unix(0, 0), To: time.Unix(1, 0), Zone: time.UTC, Questions: each(qs), Rates: Rates{Prompt: 2, Completion: 8, Currency: "kr."}}
	r, err := Build(cfg)
	if err != nil {
		t.Fatal(err)
	}
	want := []AuthorityCosts{{Questions: 1, Prompt: 10, Completion: 5, Tokens: 0.00006},
		{Name: "Odense", Questions: 2, Prompt: 200, Completion: 100, Tokens: 0.0012}, {Name: "Vejle", Questions: 1, Prompt: 1_000_000, Completion: 500_000, Tokens: 6}}
	if diff := cmp.Diff(want, r.Costs.Authorities); diff != "" {
		t.Error(diff)
	}
	if len(r.Doubtful) != 0 || r.Fallbacks["budget"] != 1 {
		t.Errorf("doubtful %+v, fallbacks %v", r.Doubtful, r.Fallbacks)
	}
	var text, csv, html strings.Builder
	for _, err := range []error{r.Text(&text, time.UTC), r.CSV(&csv), r.HTML(&html, Page{Zone: time.UTC})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range map[string]string{"text": text.String(), "html": html.String()} {
		for _, part := range []string{"– Vejle", "1.500.000 tokens, 6", "– Odense", "– uden nøgle", "dagens budget for modellen var brugt"} {
			if !strings.Contains(got, part) {
				t.Errorf("%s lacks %q", name, part)
			}
		}
	}
	if !strings.Contains(csv.String(), "forbrug;Vejle;tokens ind;1000000") {
		t.Errorf("the table: %s", csv.String())
	}
	cfg.Questions = each(qs[3:])
	if r, err = Build(cfg); err != nil || r.Costs.Authorities != nil {
		t.Errorf("without keys: %+v, %v", r.Costs.Authorities, err)
	}
}
