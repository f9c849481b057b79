package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/limits"
)

const (
	// maxRates bounds the clients whose rates are kept, some 150 bytes each; the
	// ones whose allowance is whole again first are forgotten first.
	maxRates = 100_000
	// rateSweep is how often a service removes what has run out.
	rateSweep = time.Minute
	// rateConnections are those that count, besides those that keep questions. SQLite
	// has one writer, so that several would only wait for each other.
	rateConnections = 4
	// windowsKept is how long the last window of who used something is kept.
	windowsKept = 30 * 24 * time.Hour
)

// Counts is a [limits.Ledger] for all services that have the store open. What
// comes back little by little are the rates of clients; of a client it keeps a
// keyed hash only, in a table that PostgreSQL does not log. It is safe for use by
// several goroutines.
type Counts struct {
	db     *sql.DB
	engine engine
	secret []byte
	swept  atomic.Int64 // when, in nanoseconds since 1970
	sweeps sync.WaitGroup
}

// Counts opens what counts. Close ends it; the store stays open.
func (s *Store) Counts(ctx context.Context) (*Counts, error) {
	secret, err := s.Secret(ctx, "rates")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open(s.engine.driver, s.source)
	if err != nil {
		return nil, ErrAddress // the driver's text may hold the password
	}
	most := rateConnections
	if !s.engine.shared {
		most = 1
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	c := &Counts{db: db, engine: s.engine, secret: secret}
	c.swept.Store(time.Now().UnixNano())
	return c, nil
}

// Close ends the counting.
func (c *Counts) Close() error {
	c.sweeps.Wait()
	if err := c.db.Close(); err != nil {
		return fmt.Errorf("closing the counts: %w", err)
	}
	return nil
}

// Take implements [limits.Ledger]. A service whose clock is behind counts in the
// later window that another has begun.
func (c *Counts) Take(ctx context.Context, n int64, of []limits.Limit) (marks []limits.Mark, full int, err error) {
	c.sweep()
	if len(of) == 1 && of[0].Ends.IsZero() {
		marks, full, err = c.takeRate(ctx, n, of[0])
	} else {
		marks, full, err = c.takeWindows(ctx, n, of)
	}
	if err != nil {
		return nil, -1, fmt.Errorf("counting: %w", err)
	}
	return marks, full, nil
}

// Add implements [limits.Ledger].
func (c *Counts) Add(ctx context.Context, n int64, of []limits.Limit) ([]limits.Mark, error) {
	var used map[string]int64
	var err error
	if n == 0 {
		used, err = c.standing(ctx, of)
	} else {
		used, err = c.addWindows(ctx, n, of)
	}
	if err != nil {
		return nil, fmt.Errorf("counting: %w", err)
	}
	return marksOf(of, used), nil
}

// hash is what is kept of a client: 128 bits that say nothing without the secret.
func (c *Counts) hash(client string) string {
	mac := hmac.New(sha256.New, c.secret)
	mac.Write([]byte(client))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// sweep removes what has run out, where it is time for it, behind the back of
// the request that finds out. An error shows at the requests themselves.
func (c *Counts) sweep() {
	now, last := time.Now().UnixNano(), c.swept.Load()
	if now-last < int64(rateSweep) || !c.swept.CompareAndSwap(last, now) {
		return
	}
	c.sweeps.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = c.Clean(ctx, maxRates)
	})
}

// Clean removes what has run out, and then the rates that are more than a number.
func (c *Counts) Clean(ctx context.Context, most int) error {
	for _, s := range []struct {
		text string
		args []any
	}{
		{"DELETE FROM rates WHERE ends_ns <= " + c.engine.now, nil},
		{"DELETE FROM rates WHERE client IN (SELECT client FROM rates ORDER BY ends_ns DESC LIMIT 1000000000 OFFSET ?)", []any{most}},
		{"DELETE FROM limits WHERE ends_ms <= ?", []any{time.Now().Add(-windowsKept).UnixMilli()}},
	} {
		if _, err := c.db.ExecContext(ctx, c.engine.query(s.text), s.args...); err != nil {
			return err
		}
	}
	return nil
}

// places writes limits as the rows of a VALUES, with what fills them: name, holder,
// end and most of each.
func places(of []limits.Limit) (rows string, args []any) {
	row := "(CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT))"
	for _, l := range of {
		args = append(args, l.Name, l.Holder, l.Ends.UnixMilli(), l.Most)
	}
	return row + strings.Repeat(", "+row, len(of)-1), args
}

// key names a limit's row.
func key(name, holder string) string { return name + "\x00" + holder }

// marksOf are the marks of windows by their rows' keys.
func marksOf(of []limits.Limit, used map[string]int64) []limits.Mark {
	marks := make([]limits.Mark, len(of))
	for i, l := range of {
		marks[i] = limits.Mark{Used: used[key(l.Name, l.Holder)], Whole: time.Until(l.Ends)}
	}
	return marks
}

var _ limits.Ledger = (*Counts)(nil)
