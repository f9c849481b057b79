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

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/limits"
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

// hourly is a rate of a client.
func hourly(client string, most int64) limits.Limit {
	return limits.Limit{Name: "ask", Holder: client, Most: most, Size: time.Hour}
}

// counts takes what comes back little by little: all of it at once, and no more
// than that until some of it is back.
func counts(t *testing.T, fresh func(*testing.T) store.Config) {
	c, ctx := openCounts(t, open(t, fresh(t))), t.Context()
	for i, want := range []time.Duration{20 * time.Minute, 40 * time.Minute, time.Hour, time.Hour} {
		marks, full, err := c.Take(ctx, 1, []limits.Limit{hourly("a", 3)})
		if err != nil || len(marks) != 1 || (want-marks[0].Whole).Abs() > 5*time.Minute || (full == 0) != (i == 3) {
			t.Errorf("%d: %v, full %d, %v; want %s", i, marks, full, err, want)
		}
	}
	if _, full, err := c.Take(ctx, 1, []limits.Limit{hourly("b", 3)}); full != -1 || err != nil {
		t.Errorf("another client: full %d, %v", full, err)
	}
	if _, full, err := c.Take(ctx, 4, []limits.Limit{hourly("c", 3)}); full != 0 || err != nil {
		t.Errorf("more than there is: full %d, %v", full, err)
	}
	quick := limits.Limit{Name: "ask", Holder: "q", Most: 20, Size: time.Second}
	if _, full, err := c.Take(ctx, 20, []limits.Limit{quick}); full != -1 || err != nil {
		t.Fatalf("full %d, %v", full, err)
	}
	for deadline := time.Now().Add(need.Patience); ; time.Sleep(20 * time.Millisecond) {
		if _, full, err := c.Take(ctx, 1, []limits.Limit{quick}); full == -1 && err == nil {
			break
		} else if err != nil || time.Now().After(deadline) {
			t.Fatalf("nothing comes back: %v", err)
		}
	}
}

// countsOfReplicas lets two replicas take from the same client at once: as many
// are let through as there are.
func countsOfReplicas(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	replicas := []*store.Counts{openCounts(t, open(t, cfg)), openCounts(t, open(t, cfg))}
	var let atomic.Int32
	var group sync.WaitGroup
	for i := range 24 {
		group.Go(func() {
			_, full, err := replicas[i%2].Take(t.Context(), 1, []limits.Limit{hourly("a", 10)})
			if err != nil {
				t.Error(err)
			}
			if full < 0 {
				let.Add(1)
			}
		})
	}
	group.Wait()
	if let.Load() != 10 {
		t.Errorf("%d were let through, want 10", let.Load())
	}
}

// TestCountsForget looks into the table: no address stands in it, what has run
// out goes, and so does what is too much.
func TestCountsForget(t *testing.T) {
	server := storetest.Postgres(t)
	url := server.URL("limits")
	c, ctx := openCounts(t, open(t, store.Config{URL: url})), t.Context()
	for i, size := range []time.Duration{time.Microsecond, time.Hour, 2 * time.Hour, 3 * time.Hour} {
		l := limits.Limit{Name: "ask", Holder: fmt.Sprintf("192.0.2.%d", i), Most: 1, Size: size}
		if _, _, err := c.Take(ctx, 1, []limits.Limit{l}); err != nil {
			t.Fatal(err)
		}
	}
	for _, age := range []int{0, 40} {
		l := limits.Day("key-day", fmt.Sprint("k", age), 1, time.Now().AddDate(0, 0, -age), time.UTC)
		if _, _, err := c.Take(ctx, 1, []limits.Limit{l}); err != nil {
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
	var windows int
	if err := db.QueryRow("SELECT COUNT(*) FROM limits").Scan(&windows); err != nil || windows != 1 {
		t.Errorf("%d windows are kept, %v", windows, err)
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
		if _, _, err := c.Take(b.Context(), 1, []limits.Limit{hourly(fmt.Sprint(i%1000), 1_000_000)}); err != nil {
			b.Fatal(err)
		}
	}
}
