package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/store"
)

func keys(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	ctx := t.Context()
	full := access.Key{ID: "k_1", Name: "Odense Kommune", Scopes: []access.Scope{access.Chat, access.Admin}, Collections: []string{"odense"},
		Origin: "https://intranet.odense.dk", PerDay: 100, PerMinute: 5, Created: noon, Expires: noon.Add(time.Hour)}
	if err := s.AddKey(ctx, full, "hash1"); err != nil {
		t.Fatal(err)
	}
	again := full
	again.ID = "k_2"
	if err := s.AddKey(ctx, again, "hash2"); !errors.Is(err, access.ErrNameTaken) {
		t.Errorf("the same name: %v", err)
	}
	if _, _, err := s.FindKey(ctx, "hash2"); !errors.Is(err, access.ErrNoKey) {
		t.Errorf("a key that was not taken: %v", err)
	}
	got, secret, err := s.FindKey(ctx, "hash1")
	if err != nil || !cmp.Equal(got, full) || secret.Hash != "hash1" || !secret.Until.IsZero() {
		t.Errorf("%v %+v %s", err, secret, cmp.Diff(full, got))
	}
	if err := s.TouchKey(ctx, "k_1", noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	rotated(t, s)
	if err := s.RevokeKey(ctx, "k_1", noon); err != nil {
		t.Fatal(err)
	}
	if err := s.RevokeKey(ctx, "k_1", noon); !errors.Is(err, access.ErrNoKey) {
		t.Errorf("revoked twice: %v", err)
	}
	if err := s.RotateKey(ctx, "k_1", "hash9", noon); !errors.Is(err, access.ErrNoKey) {
		t.Errorf("rotated when revoked: %v", err)
	}
	if err := s.AddKey(ctx, again, "hash2"); err != nil {
		t.Errorf("the name of a revoked key: %v", err)
	}
	full.Revoked, full.Used = noon, noon.Add(time.Minute)
	all, err := s.Keys(ctx)
	if want := []access.Key{full, again}; err != nil || !cmp.Equal(all, want) {
		t.Errorf("%v %s", err, cmp.Diff(want, all))
	}
}

// rotated gives a key two secrets more: no rotation makes a former one valid for longer.
func rotated(t *testing.T, s *store.Store) {
	t.Helper()
	for hash, until := range map[string]time.Time{"hash3": noon.Add(time.Hour)} {
		if err := s.RotateKey(t.Context(), "k_1", hash, until); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.RotateKey(t.Context(), "k_1", "hash4", noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for hash, want := range map[string]time.Time{"hash1": noon.Add(time.Hour), "hash3": noon.Add(2 * time.Hour), "hash4": {}} {
		if k, secret, err := s.FindKey(t.Context(), hash); err != nil || k.ID != "k_1" || !secret.Until.Equal(want) {
			t.Errorf("%s: %v %s until %s, want %s", hash, err, k.ID, secret.Until, want)
		}
	}
}

// quota counts from two replicas at once: no use is counted twice or let through
// beyond the limit, and a full window costs the others nothing.
func quota(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	replicas := []*store.Counts{openCounts(t, open(t, cfg)), openCounts(t, open(t, cfg))}
	minute := limits.Limit{Name: "key-minute", Holder: "k", Most: 1000, Ends: noon.Add(time.Minute)}
	day := limits.Limit{Name: "key-day", Holder: "k", Most: 10, Ends: noon.Add(12 * time.Hour)}
	var let atomic.Int32
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			marks, full, err := replicas[i%2].Take(t.Context(), 1, []limits.Limit{minute, day})
			if err != nil {
				t.Error(err)
			}
			if full < 0 && len(marks) == 2 {
				let.Add(1)
			} else if full != 1 || marks[1].Used != 10 {
				t.Errorf("window %d is full, %v", full, marks)
			}
		})
	}
	group.Wait()
	if let.Load() != 10 {
		t.Errorf("%d uses were let through, want 10", let.Load())
	}
	next, late, other := day, day, day
	next.Ends, other.Holder = day.Ends.Add(24*time.Hour), "l"
	for _, c := range []struct {
		l    limits.Limit
		n    int64
		used int64
		full int
	}{{minute, 1, 11, -1}, {next, 1, 1, -1}, {late, 1, 2, -1}, {next, 1, 3, -1}, {next, 8, 3, 0}, {next, 7, 10, -1}, {other, 11, 0, 0}, {other, 10, 10, -1}} {
		marks, full, err := replicas[0].Take(t.Context(), c.n, []limits.Limit{c.l})
		if err != nil || full != c.full || len(marks) != 1 || marks[0].Used != c.used {
			t.Errorf("%d of %s until %s: %v, full %d, %v; want %d", c.n, c.l.Name, c.l.Ends, marks, full, err, c.used)
		}
	}
}

// overdrawn adds what was used already from two replicas at once: all of it is
// counted, also beyond the limit, and in the later window that one has begun.
func overdrawn(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	replicas := []*store.Counts{openCounts(t, open(t, cfg)), openCounts(t, open(t, cfg))}
	all := limits.Limit{Name: "model-tokens", Most: 100, Ends: noon.Add(12 * time.Hour)}
	one := limits.Limit{Name: "model-tokens", Holder: "Odense Kommune", Most: 100, Ends: all.Ends}
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			if _, err := replicas[i%2].Add(t.Context(), 20, []limits.Limit{all, one}[:1+i%2]); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	next := one
	next.Ends = one.Ends.Add(24 * time.Hour)
	for _, c := range []struct {
		l    limits.Limit
		n    int64
		used int64
	}{{all, 0, 320}, {one, 0, 160}, {next, 0, 0}, {next, 5, 5}, {one, 5, 10}, {all, 0, 320}} {
		marks, err := replicas[0].Add(t.Context(), c.n, []limits.Limit{c.l})
		if err != nil || len(marks) != 1 || marks[0].Used != c.used {
			t.Errorf("%d of %q until %s: %v, %v; want %d", c.n, c.l.Holder, c.l.Ends, marks, err, c.used)
		}
	}
}
