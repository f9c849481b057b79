package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/store"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// earlyFeedback comes before its question, as it does where that waits in the
// queue of another service; the sweep takes what has no question in the end.
func earlyFeedback(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	early := store.Feedback{ID: "a1", Vote: store.Up, At: noon}
	for _, f := range []store.Feedback{early, {ID: "nix", Vote: store.Down, At: noon}, {ID: "ung", Vote: store.Down, At: noon.Add(time.Hour)}} {
		if err := s.Rate(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	save(t, s, full())
	if got := all(t, s, noon, noon.Add(time.Hour)); len(got) != 1 || !cmp.Equal(got[0].Feedback, &early) {
		t.Errorf("kept: %+v", got)
	}
	for i, want := range [][2]int64{{1, 1}, {0, 0}} {
		if n, unknown, err := s.Sweep(t.Context(), noon.Add(time.Minute)); n != want[0] || unknown != want[1] || err != nil {
			t.Errorf("sweep %d: %d and %d deleted, %v", i, n, unknown, err)
		}
	}
	young := full()
	young.ID, young.At = "ung", noon.Add(time.Hour)
	save(t, s, young)
	if got := all(t, s, noon, noon.Add(2*time.Hour)); len(got) != 1 || got[0].Feedback == nil {
		t.Errorf("kept: %+v", got)
	}
}

// secret is made once, by whoever asks first.
func secret(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	got := make([][]byte, 8)
	var group sync.WaitGroup
	for i := range got {
		s := open(t, cfg)
		group.Go(func() {
			var err error
			if got[i], err = s.Secret(t.Context(), "prøve"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, one := range got {
		if len(one) != 32 || !bytes.Equal(one, got[0]) {
			t.Errorf("%x, and %x", one, got[0])
		}
	}
	if other, err := open(t, cfg).Secret(t.Context(), "anden"); err != nil || bytes.Equal(other, got[0]) {
		t.Errorf("another name: %x, %v", other, err)
	}
}

func openCounts(t testing.TB, s *store.Store) *store.Counts {
	t.Helper()
	c, err := s.Counts(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// counts holds the three methods to their contract.
func counts(t *testing.T, fresh func(*testing.T) store.Config) {
	c, ctx := openCounts(t, open(t, fresh(t))), t.Context()
	value := func() int64 {
		t.Helper()
		v, now, err := c.GetWithTime(ctx, "a")
		if err != nil || time.Since(now).Abs() > time.Minute {
			t.Fatal(v, now, err)
		}
		return v
	}
	set := func(want bool) func(bool, error) {
		return func(got bool, err error) {
			t.Helper()
			if got != want || err != nil {
				t.Errorf("%v, %v", got, err)
			}
		}
	}
	if v := value(); v != -1 {
		t.Errorf("a client that was never seen: %d", v)
	}
	set(false)(c.CompareAndSwapWithTTL(ctx, "a", -1, 1, time.Hour))
	set(true)(c.SetIfNotExistsWithTTL(ctx, "a", 7, time.Hour))
	set(false)(c.SetIfNotExistsWithTTL(ctx, "a", 8, time.Hour))
	set(false)(c.CompareAndSwapWithTTL(ctx, "a", 6, 9, time.Hour))
	set(true)(c.CompareAndSwapWithTTL(ctx, "a", 7, 9, 20*time.Millisecond))
	time.Sleep(50 * time.Millisecond)
	if v := value(); v != -1 {
		t.Errorf("a client that has run out: %d", v)
	}
	set(true)(c.SetIfNotExistsWithTTL(ctx, "a", 10, time.Hour))
	if v := value(); v != 10 {
		t.Errorf("set anew: %d", v)
	}
}

// countsOfReplicas lets two replicas swap the same value at once: each time one
// of them does.
func countsOfReplicas(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	replicas := []*store.Counts{openCounts(t, open(t, cfg)), openCounts(t, open(t, cfg))}
	for round := range int64(5) {
		var did atomic.Int32
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				change := func() (bool, error) {
					return replicas[i%2].CompareAndSwapWithTTL(t.Context(), "a", round, round+1, time.Hour)
				}
				if round == 0 {
					change = func() (bool, error) { return replicas[i%2].SetIfNotExistsWithTTL(t.Context(), "a", 1, time.Hour) }
				}
				ok, err := change()
				if err != nil {
					t.Error(err)
				}
				if ok {
					did.Add(1)
				}
			})
		}
		group.Wait()
		if did.Load() != 1 {
			t.Errorf("round %d: %d did", round, did.Load())
		}
	}
}

// TestCountsForget looks into the table: no address stands in it, what has run
// out goes, and so does what is too much.
func TestCountsForget(t *testing.T) {
	server := storetest.Postgres(t)
	url := server.URL("limits")
	c, ctx := openCounts(t, open(t, store.Config{URL: url})), t.Context()
	for i, ttl := range []time.Duration{time.Nanosecond, time.Hour, 2 * time.Hour, 3 * time.Hour} {
		if _, err := c.SetIfNotExistsWithTTL(ctx, fmt.Sprintf("ask 192.0.2.%d", i), 1, ttl); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	clients := func() (out []string) {
		rows, err := db.Query("SELECT client FROM rates ORDER BY ends_ns")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var one string
			if err := rows.Scan(&one); err != nil {
				t.Fatal(err)
			}
			if len(one) != 32 || strings.ContainsAny(one, ". ") {
				t.Errorf("kept as %q", one)
			}
			out = append(out, one)
		}
		return out
	}
	before := clients()
	if err := c.Clean(ctx, 2); err != nil || len(before) != 4 {
		t.Fatal(before, err)
	}
	if diff := cmp.Diff(before[2:], clients()); diff != "" {
		t.Error(diff)
	}
	var logged string
	if err := db.QueryRow("SELECT relpersistence FROM pg_class WHERE relname = 'rates'").Scan(&logged); err != nil || logged != "u" {
		t.Errorf("the table's changes are logged: %q, %v", logged, err)
	}
}

// BenchmarkCount counts questions of many clients in PostgreSQL as a limiter does.
func BenchmarkCount(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{URL: storetest.Postgres(b).URL("taelling")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c := openCounts(b, s)
	for i := 0; b.Loop(); i++ {
		client := fmt.Sprint("ask ", i%1000)
		old, now, err := c.GetWithTime(b.Context(), client)
		if err == nil && old < 0 {
			_, err = c.SetIfNotExistsWithTTL(b.Context(), client, now.UnixNano(), time.Minute)
		} else if err == nil {
			_, err = c.CompareAndSwapWithTTL(b.Context(), client, old, old+1, time.Minute)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
