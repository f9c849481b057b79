package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

// rehearse runs the command on a file of questions and the bicycles.
func rehearse(t *testing.T, data, questions string, more ...string) (code int, out, errs string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "q.txt")
	if err := os.WriteFile(file, []byte(questions), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"rehearse", file, "--no-materials", "--documents", folder(t, bicycles), "--data", data}, more...)
	return run(nil, args...)
}

func TestRehearse(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	code, _, errs := rehearse(t, data, "3 Hvor lånes en cykel?\n\nHvad koster en cykel?\n", "--store", "sqlite", "--days", "4")
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	st, err := store.Open(context.Background(), store.Config{URL: "sqlite", Dir: data, Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	count, days := map[string]int{}, map[string]bool{}
	today := service.Tomorrow(time.Now()).AddDate(0, 0, -1)
	for q, err := range st.Questions(context.Background(), today.AddDate(0, 0, -4), today) {
		if err != nil {
			t.Fatal(err)
		}
		if q.Authority != "øvelse" || q.ID == "" {
			t.Errorf("%+v could be taken for a real one", q)
		}
		count[q.Text]++
		days[q.At.In(service.Zone()).Format(time.DateOnly)] = true
	}
	if count["Hvor lånes en cykel?"] != 3 || count["Hvad koster en cykel?"] != 1 || len(days) != 4 {
		t.Errorf("kept: %v on %v", count, days)
	}
	if err := st.Save(context.Background(), store.Question{ID: "ægte", At: time.Now(), Text: "Hvor?"}); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := rehearse(t, data, "Hvor?", "--store", "sqlite"); code != exitUsage || !strings.Contains(errs, "som nogen har stillet") {
		t.Errorf("beside real questions: exit code %d, %s", code, errs)
	}
}

func TestRehearseWrongUse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ questions, flags, want string }{
		{"Hvor?", "", "--store mangler"},
		{"Hvor?", "--store sqlite --days 0", "--days er 0"},
		{"\n", "--store sqlite", "der er ingen spørgsmål"},
		{"Hvor?\n0 Hvor?", "--store sqlite", "linje 2"},
		{"20000 Hvor?", "--store sqlite", "linje 1"},
		{strings.Repeat("x", 2001), "--store sqlite", "linje 1"},
	} {
		if code, _, errs := rehearse(t, t.TempDir(), c.questions, strings.Fields(c.flags)...); code != exitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("%.20q %s: exit code %d, %s", c.questions, c.flags, code, errs)
		}
	}
}
