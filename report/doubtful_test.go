package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/store"
)

// TestDoubtful gathers answers that were voted down or not whole, those with
// most reasons first, and leaves refusals and good answers out.
func TestDoubtful(t *testing.T) {
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	down := &store.Feedback{At: day, Vote: store.Down}
	questions := []store.Question{
		{ID: "good", At: day, Text: "God?"},
		{ID: "refused", At: day, Text: "Afvist?", Refusal: "unanswered", Feedback: down},
		{ID: "cut", At: day, Text: "Afbrudt?", Fallback: "cut"},
		{ID: "down", At: day.Add(time.Hour), Text: "Forkert?", Feedback: down, Sources: []store.Source{{Title: "Lov"}, {Title: "Lov"}}},
		{ID: "both", At: day, Text: "Begge?", Feedback: down, Withheld: []store.Withheld{{Text: "a"}}},
	}
	r, err := Build(Config{From: day.AddDate(0, 0, -1), To: day.AddDate(0, 0, 1), Questions: func(yield func(store.Question, error) bool) {
		for _, q := range questions {
			if !yield(q, nil) {
				return
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range r.Doubtful {
		got = append(got, d.ID+" "+strings.Join(d.Why, "+")+" "+strings.Join(d.Sources, ","))
	}
	if d := cmp.Diff(got, []string{"both down+withheld ", "down down Lov", "cut fallback "}); d != "" {
		t.Error(d)
	}
	var page bytes.Buffer
	if err := r.HTML(&page, Page{Zone: time.UTC, Test: "/nyt?question=", Answer: "/svar?question="}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Tvivlsomme svar", "Begge?", "tommel ned, 1 sætning udeladt", "ikke modellens hele svar", `href="/nyt?question=Begge%3F"`, `href="/svar?question=Begge%3F"`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q in the page", want)
		}
	}
}
