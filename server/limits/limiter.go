// Package limits holds clients to a rate. Start with [New].
package limits

import (
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

const (
	// maxClients bounds the clients that are remembered, some 300 bytes each;
	// the one that was not seen for longest is forgotten first.
	maxClients = 50_000
	// looksPerAsk is how many pages and searches a client may have for each question.
	LooksPerAsk = 10
	// countTimeout bounds the wait for shared counts.
	countTimeout = time.Second
	// countTurns is how many clients may be counted together with other services
	// at the same moment.
	countTurns = 64
	// countPause is how long shared counts that failed are left alone.
	countPause = 5 * time.Second
)

// Limiter holds clients to a rate, together with other services where it has
// shared counts, and on its own while those fail.
type Limiter struct {
	Name   string // of the policy, in headers and keys
	Rate   Rate
	log    *slog.Logger
	own    *throttled.GCRARateLimiterCtx
	shared *throttled.GCRARateLimiterCtx // nil without shared counts
	rest   *breaker.Breaker              // of the shared counts
	seed   maphash.Seed
	turns  [countTurns]chan struct{} // one request of a client at a time, so that its requests do not hinder one another
}

// New makes a limiter; nil where rate is zero.
func New(name string, rate Rate, shared Counts, log *slog.Logger) (*Limiter, error) {
	if rate == (Rate{}) {
		return nil, nil
	}
	if rate.N < 1 || rate.Per < time.Second || rate.Per/time.Duration(rate.N) <= 0 {
		return nil, fmt.Errorf("server: a rate of %d in %s", rate.N, rate.Per)
	}
	memory, err := memstore.NewCtx(maxClients)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	l := &Limiter{Name: name, Rate: rate, log: log, seed: maphash.MakeSeed(), rest: breaker.New(countPause, 1, nil)}
	for i := range l.turns {
		l.turns[i] = make(chan struct{}, 1)
	}
	if l.own, err = newGCRA(memory, rate); err == nil && shared != nil {
		l.shared, err = newGCRA(shared, rate)
	}
	return l, err
}

func newGCRA(counts Counts, rate Rate) (*throttled.GCRARateLimiterCtx, error) {
	quota := throttled.RateQuota{MaxRate: throttled.PerDuration(rate.N, rate.Per), MaxBurst: rate.N - 1}
	g, err := throttled.NewGCRARateLimiterCtx(counts, quota)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	g.SetMaxCASAttemptsLimit(100) // many connections of one client at the same moment
	return g, nil
}

// Take takes one of a client's allowance; a nil limiter has no limit. It fails
// only when ctx has ended.
func (l *Limiter) Take(ctx context.Context, client string) (limited bool, left throttled.RateLimitResult, err error) {
	if l == nil {
		return false, left, nil
	}
	key := l.Name + " " + client
	if l.shared != nil {
		if done, ok := l.rest.Allow(); ok {
			defer done(breaker.Unknown)
			limited, left, err = l.takeShared(ctx, key)
			l.tell(done(breaker.Of(err)), err)
			if err == nil {
				return limited, left, nil
			}
		}
	}
	return l.own.RateLimitCtx(ctx, key, 1)
}

// tell logs that the shared counts broke down or work again, where they did.
func (l *Limiter) tell(changed bool, err error) {
	switch {
	case changed && err != nil:
		l.log.Warn("rates cannot be counted together; this service counts on its own meanwhile", "error", err.Error())
	case changed:
		l.log.Info("rates are counted together again")
	}
}

func (l *Limiter) takeShared(ctx context.Context, key string) (limited bool, left throttled.RateLimitResult, err error) {
	ctx, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	turn := l.turns[maphash.String(l.seed, key)%countTurns]
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return false, left, fmt.Errorf("waiting to count: %w", ctx.Err())
	}
	return l.shared.RateLimitCtx(ctx, key, 1)
}

// Rate is how often one client may do something: N times in Per, all of them
// at once if it likes. The zero value sets no limit.
type Rate struct {
	N   int
	Per time.Duration
}

// Counts keeps, by key, the moment up to which a client has used its allowance,
// in nanoseconds since 1970. Replicas that share one share the limits; entries
// may be forgotten after their time to live. It is used by several goroutines.
type Counts interface {
	// GetWithTime gives the value of a key, -1 where it has none, and the time of the store's clock.
	GetWithTime(ctx context.Context, key string) (int64, time.Time, error)
	// SetIfNotExistsWithTTL sets a key that has no value, and tells whether it did.
	SetIfNotExistsWithTTL(ctx context.Context, key string, value int64, ttl time.Duration) (bool, error)
	// CompareAndSwapWithTTL sets a key whose value is old, and tells whether it did.
	CompareAndSwapWithTTL(ctx context.Context, key string, old, new int64, ttl time.Duration) (bool, error)
}
