package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxRates bounds the clients whose rates are kept, some 150 bytes each; the
	// ones whose allowance is whole again first are forgotten first.
	maxRates = 100_000
	// rateSweep is how often a service removes what has run out.
	rateSweep = time.Minute
	// rateConnections are those that count, besides those that keep questions.
	rateConnections = 4
)

// Counts keeps up to which moment each client has used its allowance, for all
// services that have the store open; see the interface of that name in
// package server. Of a client it keeps a keyed hash only. It is safe for use by
// several goroutines.
type Counts struct {
	db     *sql.DB
	engine engine
	secret []byte
	swept  atomic.Int64 // when, in nanoseconds since 1970
	sweeps sync.WaitGroup
}

// Counts opens what counts the rates. Close ends it; the store stays open.
func (s *Store) Counts(ctx context.Context) (*Counts, error) {
	secret, err := s.Secret(ctx, "rates")
	if err != nil {
		return nil, err
	}
	db, err := sql.Open(s.engine.driver, s.source)
	if err != nil {
		return nil, ErrAddress // the driver's text may hold the password
	}
	db.SetMaxOpenConns(rateConnections)
	db.SetMaxIdleConns(rateConnections)
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

// GetWithTime gives the value of a client, -1 where it has none, and the time of
// the database's clock, so that those of the services need not agree.
func (c *Counts) GetWithTime(ctx context.Context, client string) (int64, time.Time, error) {
	c.sweep()
	var now int64
	var used, ends sql.NullInt64
	row := c.db.QueryRowContext(ctx, c.engine.query("SELECT "+c.engine.now+
		", used_ns, ends_ns FROM (SELECT 1) AS one LEFT JOIN rates ON client = ?"), c.hash(client))
	if err := row.Scan(&now, &used, &ends); err != nil {
		return 0, time.Time{}, fmt.Errorf("reading a rate: %w", err)
	}
	if !used.Valid || ends.Int64 <= now {
		used.Int64 = -1
	}
	return used.Int64, time.Unix(0, now), nil
}

// SetIfNotExistsWithTTL sets a client that has no value, and tells whether it did.
func (c *Counts) SetIfNotExistsWithTTL(ctx context.Context, client string, value int64, ttl time.Duration) (bool, error) {
	return c.changed(ctx, "INSERT INTO rates (client, used_ns, ends_ns) VALUES (?, ?, "+c.engine.now+" + ?) ON CONFLICT (client) DO UPDATE "+
		"SET used_ns = excluded.used_ns, ends_ns = excluded.ends_ns WHERE rates.ends_ns <= "+c.engine.now,
		c.hash(client), value, ttl.Nanoseconds())
}

// CompareAndSwapWithTTL sets a client whose value is old, and tells whether it did.
func (c *Counts) CompareAndSwapWithTTL(ctx context.Context, client string, old, value int64, ttl time.Duration) (bool, error) {
	return c.changed(ctx, "UPDATE rates SET used_ns = ?, ends_ns = "+c.engine.now+" + ? WHERE client = ? AND used_ns = ?",
		value, ttl.Nanoseconds(), c.hash(client), old)
}

func (c *Counts) changed(ctx context.Context, text string, args ...any) (bool, error) {
	res, err := c.db.ExecContext(ctx, c.engine.query(text), args...)
	if err != nil {
		return false, fmt.Errorf("counting: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("counting: %w", err)
	}
	return n > 0, nil
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

// Clean removes what has run out, and then what is more than a number.
func (c *Counts) Clean(ctx context.Context, most int) error {
	_, err := c.db.ExecContext(ctx, "DELETE FROM rates WHERE ends_ns <= "+c.engine.now)
	if err != nil {
		return err
	}
	_, err = c.db.ExecContext(ctx, c.engine.query("DELETE FROM rates WHERE client IN (SELECT client FROM rates ORDER BY ends_ns DESC LIMIT 1000000000 OFFSET ?)"), most)
	return err
}
