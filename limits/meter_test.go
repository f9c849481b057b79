package limits

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

// ledger is a shared one that may be out of reach.
type ledger struct {
	*Memory
	out atomic.Bool
}

var errOut = errors.New("db-7 svarer ikke")

func (l *ledger) Take(ctx context.Context, n int64, of []Limit) ([]Mark, int, error) {
	if l.out.Load() {
		return nil, -1, errOut
	}
	return l.Memory.Take(ctx, n, of)
}

func (l *ledger) Add(ctx context.Context, n int64, of []Limit) ([]Mark, error) {
	if l.out.Load() {
		return nil, errOut
	}
	return l.Memory.Add(ctx, n, of)
}

// meters are of two services with one ledger.
func meters(log *slog.Logger) (*ledger, *Meter, *Meter) {
	l := &ledger{Memory: NewMemory()}
	return l, NewMeter(l, log), NewMeter(l, log)
}

func day(holder string, most int64) Limit {
	return Day("day", holder, most, time.Now(), time.UTC)
}

func used(t *testing.T, m *Meter, l Limit) int64 {
	t.Helper()
	states, err := m.Add(t.Context(), 0, l)
	if err != nil || len(states) != 1 {
		t.Fatal(states, err)
	}
	return states[0].Used
}

// TestAddToALedgerThatFails loses nothing: what is used meanwhile counts at once in the
// service itself, from where the ledger last stood, and is written when it is back.
func TestAddToALedgerThatFails(t *testing.T) {
	var log strings.Builder
	l, a, b := meters(slog.New(slog.NewTextHandler(&log, nil)))
	one := day("x", 100)
	for _, m := range []*Meter{a, b} {
		if _, err := m.Add(t.Context(), 30, one); err != nil {
			t.Fatal(err)
		}
	}
	if got := used(t, a, one); got != 60 {
		t.Fatalf("%d are used", got)
	}
	l.out.Store(true)
	states, err := a.Add(t.Context(), 50, one)
	if err != nil || states[0].Used != 110 || states[0].Left != 0 {
		t.Errorf("%+v, %v", states, err)
	}
	if got := strings.Count(log.String(), "db-7"); got != 1 {
		t.Errorf("told %d times: %s", got, &log)
	}
	l.out.Store(false)
	a.rest = breaker.New(countPause, 1, nil) // the pause is over
	if got := used(t, a, one); got != 110 {
		t.Errorf("%d are used in the first", got)
	}
	if got := used(t, b, one); got != 110 {
		t.Errorf("%d are used in the second", got)
	}
}

// TestOwedOfYesterday is not written into today.
func TestOwedOfYesterday(t *testing.T) {
	l, a, _ := meters(slog.New(slog.DiscardHandler))
	old, today := Day("day", "x", 100, time.Now().AddDate(0, 0, -1), time.UTC), day("x", 100)
	l.out.Store(true)
	for _, one := range []Limit{old, today} {
		if _, err := a.Add(t.Context(), 7, one); err != nil {
			t.Fatal(err)
		}
	}
	l.out.Store(false)
	a.rest = breaker.New(countPause, 1, nil) // the pause is over
	if got := used(t, a, today); got != 7 {
		t.Errorf("%d are used", got)
	}
}

// TestQuotaOfALedgerThatFails goes on counting from where it stood.
func TestQuotaOfALedgerThatFails(t *testing.T) {
	l, a, _ := meters(slog.New(slog.DiscardHandler))
	for i := range 5 {
		l.out.Store(i >= 2)
		_, full, err := a.Take(t.Context(), 1, day("x", 4))
		if err != nil || (full != nil) != (i == 4) {
			t.Errorf("%d: %+v, %v", i, full, err)
		}
	}
}

// TestManyAtOnce take and add at the same moment from two services.
func TestManyAtOnce(t *testing.T) {
	_, a, b := meters(slog.New(slog.DiscardHandler))
	var let atomic.Int64
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() {
			m := []*Meter{a, b}[i%2]
			if _, full, err := m.Take(t.Context(), 1, day("quota", 20), Minute("minute", "quota", 1000, time.Now())); err != nil {
				t.Error(err)
			} else if full == nil {
				let.Add(1)
			}
			if _, err := m.Add(t.Context(), 3, day("", 100), day("tokens", 100)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if let.Load() != 20 || used(t, a, day("", 100)) != 192 || used(t, b, day("tokens", 100)) != 192 {
		t.Errorf("%d let through, %d and %d used", let.Load(), used(t, a, day("", 100)), used(t, b, day("tokens", 100)))
	}
}

// TestMemoryForgets who was not seen for longest, where there are too many.
func TestMemoryForgets(t *testing.T) {
	m := NewMemory()
	m.most = 2
	for _, holder := range []string{"a", "b", "a", "c"} {
		if _, err := m.Add(t.Context(), 1, []Limit{day(holder, 9)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		holder string
		want   int64
	}{{"a", 2}, {"c", 1}, {"b", 0}} {
		marks, err := m.Add(t.Context(), 0, []Limit{day(c.holder, 9)})
		if err != nil || marks[0].Used != c.want {
			t.Errorf("%s: %v, %v", c.holder, marks, err)
		}
	}
	if len(m.entries) != 2 {
		t.Errorf("%d entries", len(m.entries))
	}
}

// TestDays end at midnight in Denmark, also where the clock is changed.
func TestDays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-11-29T22:59:59Z": "2026-11-29T23:00:00Z", "2026-11-29T23:00:00Z": "2026-11-30T23:00:00Z",
		"2026-10-25T00:30:00Z": "2026-10-25T23:00:00Z", "2026-03-29T00:30:00Z": "2026-03-29T22:00:00Z",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := Day("day", "", 1, now, zone).Ends.UTC().Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}
