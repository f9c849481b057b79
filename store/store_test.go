package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/store"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// TestEngines runs each test against both engines; fresh gives a store of its own.
func TestEngines(t *testing.T) {
	tests := map[string]func(t *testing.T, fresh func(t *testing.T) store.Config){
		"save and read": saveAndRead, "bad text": badText, "rate": rate, "open together": openTogether,
		"sweep": sweep, "context": readingEndsWithContext, "newer": newer, "keys": keys, "quota": quota, "overdrawn": overdrawn,
		"early feedback": earlyFeedback, "secret": secret, "counts": counts, "counts of replicas": countsOfReplicas,
		"records": records, "records forget": recordsForget,
	}
	t.Run("sqlite", func(t *testing.T) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				test(t, func(t *testing.T) store.Config { return store.Config{URL: "sqlite", Dir: t.TempDir()} })
			})
		}
	})
	t.Run("postgres", func(t *testing.T) {
		server, n := storetest.Postgres(t), 0
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				test(t, func(t *testing.T) store.Config {
					n++
					return store.Config{URL: server.URL(fmt.Sprintf("db%d", n))}
				})
			})
		}
	})
}

func open(t *testing.T, cfg store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// full is a question with every field filled.
func full() store.Question {
	return store.Question{
		ID: "a1", At: noon.Add(123 * time.Millisecond), Text: "Må jeg bruge ChatGPT? \"æøå\" 😀", Language: "da", FollowUp: true,
		Mode: "llm", Refusal: "unanswered", Masked: []string{"cpr"},
		Sources:  []store.Source{{ID: "d-1", Document: "d", Title: "Titel", Section: []string{"A", "B"}}},
		Withheld: []store.Withheld{{Text: "Opfundet.", Reason: "facts"}}, Fallback: "withheld", Collection: "odense", Authority: "Odense Kommune",
		Model: "gemma3", Prompt: 1830, Completion: 41, Timings: store.Timings{Search: 6.125, FirstSentence: 812.5, Total: 1204.75},
	}
}

func all(t *testing.T, s *store.Store, from, to time.Time) []store.Question {
	t.Helper()
	var out []store.Question
	for q, err := range s.Questions(t.Context(), from, to) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

func save(t *testing.T, s *store.Store, qs ...store.Question) {
	t.Helper()
	for _, q := range qs {
		if err := s.Save(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
}

func saveAndRead(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	s := open(t, cfg)
	bare := store.Question{ID: "b2", At: noon.Add(time.Hour), Text: "Hvad?"}
	save(t, s, bare, full())
	if got := all(t, s, noon, noon.Add(2*time.Hour)); !cmp.Equal(got, []store.Question{full(), bare}, cmpopts.EquateEmpty()) {
		t.Error(cmp.Diff([]store.Question{full(), bare}, got, cmpopts.EquateEmpty()))
	}
	if got := all(t, s, noon, noon.Add(time.Hour)); len(got) != 1 || got[0].ID != "a1" {
		t.Errorf("to is not excluded: %+v", got)
	}
	again := full()
	again.Text = "noget andet"
	save(t, s, again)
	if got := all(t, open(t, cfg), noon, noon.Add(time.Hour)); len(got) != 1 || got[0].Text != full().Text {
		t.Errorf("opened again, after saving twice: %+v", got)
	}
}

func badText(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	q := full()
	q.Text, q.Withheld[0].Text = "nul\x00 og \xff", "\x00"
	save(t, s, q)
	if got := all(t, s, noon, noon.Add(time.Hour)); len(got) != 1 || got[0].Text != "nul og \ufffd" {
		t.Errorf("got %+v", got)
	}
}

func rate(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	save(t, s, full())
	for _, f := range []store.Feedback{
		{ID: "a1", Vote: store.Up, At: noon},
		{ID: "a1", Vote: store.Down, Reason: "wrong", Comment: "Det er '2030'; DROP TABLE questions", At: noon.Add(time.Minute)},
	} {
		if err := s.Rate(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		if got := all(t, s, noon, noon.Add(time.Hour)); len(got) != 1 || !cmp.Equal(got[0].Feedback, &f) {
			t.Error(cmp.Diff(&f, got[0].Feedback))
		}
	}
}

// openTogether opens a fresh store many times at once, as replicas do that
// start together: each makes the tables or finds them made.
func openTogether(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			s, err := store.Open(t.Context(), cfg)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Save(t.Context(), store.Question{ID: fmt.Sprint(i), At: noon}); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := all(t, open(t, cfg), noon, noon.Add(time.Hour)); len(got) != 8 {
		t.Errorf("%d questions are kept, want 8", len(got))
	}
}

func sweep(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	old, young := full(), full()
	young.ID, young.At = "ung", old.At.Add(time.Second)
	save(t, s, old, young)
	if n, _, err := s.Sweep(t.Context(), young.At); n != 1 || err != nil {
		t.Errorf("%d deleted, %v", n, err)
	}
	got := all(t, s, noon.Add(-time.Hour), noon.Add(time.Hour))
	if ids := slices.Collect(func(yield func(string) bool) {
		for _, q := range got {
			yield(q.ID)
		}
	}); !cmp.Equal(ids, []string{"ung"}) {
		t.Errorf("left are %q", ids)
	}
}

func readingEndsWithContext(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	save(t, s, full())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.Questions(ctx, noon, noon.Add(time.Hour)) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	const secret = "hemmeligt"
	server := "postgres://taskforce:" + secret + "@127.0.0.1:1/x?sslmode=disable&connect_timeout=2"
	for _, c := range []struct {
		cfg  store.Config
		want error // nil: any
	}{
		{store.Config{URL: "mysql://" + secret}, store.ErrAddress},
		{store.Config{URL: ""}, store.ErrAddress},
		{store.Config{URL: "postgres://a:" + secret + "@[::1"}, store.ErrAddress},
		{store.Config{URL: "postgres://a:" + secret + "@x/y?sslmode=nix"}, store.ErrAddress},
		{store.Config{URL: server}, nil},
		{store.Config{URL: "sqlite", Dir: t.TempDir(), Existing: true}, store.ErrMissing},
	} {
		_, err := store.Open(t.Context(), c.cfg)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %v without the password", c.cfg.URL, err, c.want)
		}
	}
}
