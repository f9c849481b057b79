package editorial_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/editorial"
)

const (
	rules = "# Huset\n## Cykler\nEn cykel lånes i receptionen i højst 14 dage. Nøglen ligger hos Abelone.\n## Kantinen\n- Kantinen åbner klokken 11.\n- Kantinen lukker klokken 13.\n"
	lent  = "---\nquestion: Hvor låner jeg en cykel?\nalso: [\"Hvor længe må jeg have cyklen?\"]\nowner: Service\ndate: 2026-11-28\nreview: 2030-01-01\n---\n\nEn cykel lånes i receptionen i højst 14 dage [dokument-1 § Cykler].\n"
)

// TestStates takes an answer from a draft to approval, through a change of its
// file and a change of the materials, and back.
func TestStates(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "cykel.md")
	keep := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func() *editorial.Answer {
		t.Helper()
		all, problems := editorial.Read([]editorial.Source{{Disk: dir}})
		if len(all) != 1 || len(problems) > 0 {
			t.Fatalf("%d answers, %v", len(all), problems)
		}
		return all[0]
	}
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	stand := func(text string, want editorial.Status, due bool) {
		t.Helper()
		got, err := editorial.Stand(t.Context(), answertest.Snapshot(t, answertest.Small(t, text)), []*editorial.Answer{read()}, now)
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Status != want || got[0].Due != due || (got[0].Reason == "") != (want == editorial.InService && !due) {
			t.Errorf("got %+v, want %s", got[0].State, want)
		}
	}
	keep(lent)
	stand(rules, editorial.Draft, false)
	m := answertest.Snapshot(t, answertest.Small(t, rules))
	checked, err := editorial.Check(t.Context(), m, read(), nil)
	if err != nil || len(checked.Doubts) > 0 {
		t.Fatal(checked.Doubts, err)
	}
	file, err := editorial.Approve(read(), []byte(lent), checked.Evidence, "Service", "2026-11-28")
	if err != nil {
		t.Fatal(err)
	}
	keep(string(file))
	stand(rules, editorial.InService, false)
	stand(strings.Replace(rules, "Nøglen ligger hos Abelone.", "Nøglen ligger hos Bertil.", 1), editorial.InService, false)
	stand(strings.Replace(rules, "14 dage", "7 dage", 1), editorial.Unfounded, false)
	stand(strings.Replace(rules, "## Cykler", "## Biler", 1), editorial.Unfounded, false)
	keep(strings.Replace(string(file), "receptionen i højst 14 dage [", "receptionen i mindst 14 dage [", 1))
	stand(rules, editorial.Changed, false)
	keep(strings.Replace(string(file), "quote: En cykel", "quote: En bil", 1))
	stand(rules, editorial.Changed, false)
	keep(string(file))
	now = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	stand(rules, editorial.InService, true)
}

// TestDoubts finds sentences that their sections do not carry, and sections
// that are not there.
func TestDoubts(t *testing.T) {
	m := answertest.Snapshot(t, answertest.Small(t, rules))
	for sentence, want := range map[string]string{
		"En cykel lånes i receptionen i højst 14 dage [dokument-1 § Cykler].": "",
		"En cykel lånes i receptionen i højst 21 dage [dokument-1 § Cykler].": "nævner et tal",
		"En cykel lånes i receptionen [dokument-1 § Kantinen].":               "kilden bærer",
		"En cykel lånes i receptionen [dokument-1 § Biler].":                  "ikke afsnittet",
		"En cykel lånes i receptionen [håndbog § Cykler].":                    "findes ikke",
	} {
		a, err := editorial.Parse("a", []byte("---\nquestion: Q\nowner: O\ndate: 2026-11-28\nreview: 2027-01-01\n---\n\n"+sentence))
		if err != nil {
			t.Fatal(err)
		}
		got, err := editorial.Check(t.Context(), m, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		if (len(got.Doubts) == 0) != (want == "") || len(got.Doubts) > 0 && !strings.Contains(got.Doubts[0].Reason, want) {
			t.Errorf("%s: got %+v, want %q", sentence, got.Doubts, want)
		}
	}
}
