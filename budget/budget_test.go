package budget

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/store"
)

var copenhagen = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return zone
}()

// stored is a meter of a store in a folder, as a service that was started again has it.
func stored(t *testing.T, dir string) *limits.Meter {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{URL: "sqlite", Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	counts, err := st.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = counts.Close(), st.Close() })
	return limits.NewMeter(counts, slog.New(slog.DiscardHandler))
}

// clock is a time that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func at(t *testing.T, text string) time.Time {
	t.Helper()
	out, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBudgetOfTokens(t *testing.T) {
	var log strings.Builder
	dir, c := t.TempDir(), &clock{time.Now()}
	cfg := Config{Service: Amount{N: 100}, Authority: Amount{N: 50}, Zone: copenhagen, Now: c.now,
		Log: slog.New(slog.NewTextHandler(&log, nil)), Meter: stored(t, dir)}
	b := New(cfg)
	odense, vejle, none, self := For(t.Context(), "Odense"), For(t.Context(), "Vejle"), For(t.Context(), ""), t.Context()
	spent := func(want ...bool) {
		t.Helper()
		for i, ctx := range []context.Context{odense, vejle, none, self} {
			if got := b.Spent(ctx); got != want[i] {
				t.Errorf("%d: spent %v, want %v", i, got, want[i])
			}
		}
	}
	spent(false, false, false, false)
	b.Count(odense, llm.Usage{PromptTokens: 40, CompletionTokens: 9})
	spent(false, false, false, false)
	b.Count(odense, llm.Usage{PromptTokens: 1})
	spent(true, false, false, false)
	b.Count(none, llm.Usage{CompletionTokens: 49})
	spent(true, false, false, false)
	b = New(Config{Service: cfg.Service, Authority: cfg.Authority, Zone: copenhagen, Now: c.now, Log: cfg.Log, Meter: stored(t, dir)}) // started again
	spent(true, false, false, false)
	b.Count(self, llm.Usage{PromptTokens: 1})
	spent(true, true, true, true)
	if s, ok := b.Service(odense); !ok || s.Used != 100 || !s.Spent || s.N != 100 {
		t.Errorf("%+v", s)
	}
	// Each of the two services tells once.
	for who, want := range map[string]int{"of=\"authority Odense\"": 2, "of=service": 1, "Vejle": 0} {
		if got := strings.Count(log.String(), who); got != want {
			t.Errorf("%s is logged %d times: %s", who, got, &log)
		}
	}
	c.at = c.at.AddDate(0, 0, 1)
	spent(false, false, false, false)
}

// TestBudgetEndsAtMidnight in Denmark.
func TestBudgetEndsAtMidnight(t *testing.T) {
	c := &clock{at(t, "2026-07-01T21:59:59Z")}
	b := New(Config{Service: Amount{N: 1}, Zone: copenhagen, Now: c.now, Log: slog.New(slog.DiscardHandler), Meter: stored(t, t.TempDir())})
	b.Count(t.Context(), llm.Usage{PromptTokens: 1})
	if !b.Spent(t.Context()) {
		t.Error("not spent")
	}
	if c.at = c.at.Add(time.Second); b.Spent(t.Context()) {
		t.Error("spent after midnight")
	}
}

func TestBudgetOfMoney(t *testing.T) {
	b := New(Config{Service: Amount{N: 0.5, Money: true}, Authority: Amount{N: 1000}, Prompt: 18, Completion: 72.5, Zone: copenhagen,
		Log: slog.New(slog.DiscardHandler), Meter: stored(t, t.TempDir())})
	odense := For(t.Context(), "Odense")
	b.Count(odense, llm.Usage{PromptTokens: 900, CompletionTokens: 99})
	if s, _ := b.Service(odense); s.Used != 900*18e-6+99*72.5e-6 || s.Spent || b.Spent(odense) {
		t.Errorf("%+v", s)
	}
	b.Count(odense, llm.Usage{CompletionTokens: 1})
	if !b.Spent(odense) || b.Spent(t.Context()) {
		t.Error("an authority's tokens and the service's money are one")
	}
	b.Count(t.Context(), llm.Usage{PromptTokens: 30_000})
	if !b.Spent(t.Context()) {
		t.Error("the money is not spent")
	}
}

// TestManyCallsAtOnce are all counted.
func TestManyCallsAtOnce(t *testing.T) {
	dir := t.TempDir()
	cfg := Config{Service: Amount{N: 1e9}, Authority: Amount{N: 1e9}, Zone: copenhagen, Log: slog.New(slog.DiscardHandler)}
	var services []*Budget
	for range 2 {
		cfg.Meter = stored(t, dir)
		services = append(services, New(cfg))
	}
	var group sync.WaitGroup
	for i := range 60 {
		group.Go(func() {
			b, ctx := services[i%2], For(t.Context(), []string{"Odense", "Vejle", ""}[i%3])
			if b.Spent(ctx) {
				t.Error("spent")
			}
			b.Count(ctx, llm.Usage{PromptTokens: 7, CompletionTokens: 3})
		})
	}
	group.Wait()
	// On a slow machine a service gives the database up for a moment, and writes what it owes then.
	for deadline := time.Now().Add(need.Patience); ; time.Sleep(50 * time.Millisecond) {
		one, _ := services[0].Service(t.Context())
		other, _ := services[1].Service(t.Context())
		if one.Used == 600 && other.Used == 600 {
			break
		}
		if one.Used > 600 || other.Used > 600 || time.Now().After(deadline) {
			t.Fatalf("%v and %v are used", one.Used, other.Used)
		}
	}
}

// TestNoBudget counts for the metrics, and writes nothing.
func TestNoBudget(t *testing.T) {
	b := New(Config{Zone: copenhagen})
	b.Count(t.Context(), llm.Usage{PromptTokens: 7, CompletionTokens: 3})
	if b.Spent(For(t.Context(), "Odense")) || b.prompt.Load() != 7 || b.completion.Load() != 3 {
		t.Errorf("%d and %d tokens", b.prompt.Load(), b.completion.Load())
	}
	var none *Budget
	if none.Count(t.Context(), llm.Usage{}); none.Spent(t.Context()) {
		t.Error("no budget is spent")
	}
}
