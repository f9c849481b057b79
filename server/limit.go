package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"
)

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

const (
	// maxClients bounds the clients that are remembered, some 300 bytes each;
	// the one that was not seen for longest is forgotten first.
	maxClients = 50_000
	// looksPerAsk is how many pages and searches a client may have for each question.
	looksPerAsk = 10
	// countTimeout bounds the wait for shared counts.
	countTimeout = 2 * time.Second
)

// limiter holds clients to a rate.
type limiter struct {
	name string // of the policy, in headers and keys
	rate Rate
	gcra *throttled.GCRARateLimiterCtx
}

// newLimiter makes a limiter; nil where rate is zero.
func newLimiter(name string, rate Rate, counts Counts) (*limiter, error) {
	if rate == (Rate{}) {
		return nil, nil
	}
	if rate.N < 1 || rate.Per < time.Second || rate.Per/time.Duration(rate.N) <= 0 {
		return nil, fmt.Errorf("server: a rate of %d in %s", rate.N, rate.Per)
	}
	quota := throttled.RateQuota{MaxRate: throttled.PerDuration(rate.N, rate.Per), MaxBurst: rate.N - 1}
	g, err := throttled.NewGCRARateLimiterCtx(counts, quota)
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	g.SetMaxCASAttemptsLimit(100) // many connections of one client at the same moment
	return &limiter{name: name, rate: rate, gcra: g}, nil
}

// loadLimits makes the limiters of questions and of everything else.
func (s *Server) loadLimits() error {
	counts := s.cfg.Counts
	if counts == nil {
		memory, err := memstore.NewCtx(maxClients)
		if err != nil {
			return fmt.Errorf("server: %w", err)
		}
		counts = memory
	}
	looks := Rate{s.cfg.Rate.N * looksPerAsk, s.cfg.Rate.Per}
	var err, lerr error
	s.asks, err = newLimiter("ask", s.cfg.Rate, counts)
	s.looks, lerr = newLimiter("look", looks, counts)
	return errors.Join(err, lerr)
}

// mayLook holds the requests that show something to the client's allowance.
func (s *Server) mayLook(c *fiber.Ctx) error {
	if err := s.allow(c, s.looks); err != nil {
		return err
	}
	return c.Next()
}

// allow takes one of a client's allowance and tells it what is left, in the
// headers of draft-ietf-httpapi-ratelimit-headers-10.
func (s *Server) allow(c *fiber.Ctx, l *limiter) error {
	limited, left := s.take(l, s.client(c), requestID(c))
	if left == nil {
		return nil
	}
	c.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", l.name, l.rate.N, seconds(l.rate.Per)))
	c.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", l.name, left.Remaining, seconds(left.ResetAfter)))
	if !limited {
		return nil
	}
	wait := max(1, seconds(left.RetryAfter))
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(wait))
	return tooMany(wait)
}

// take takes one of a client's allowance; left is nil where there is no limit.
// Where the counts cannot be read, nobody is held back.
func (s *Server) take(l *limiter, client, requestID string) (limited bool, left *throttled.RateLimitResult) {
	if l == nil {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(s.base, countTimeout)
	defer cancel()
	limited, result, err := l.gcra.RateLimitCtx(ctx, l.name+" "+client, 1)
	if err != nil {
		s.log.Warn("rate limit", "request_id", requestID, "error", err.Error())
		return false, nil
	}
	return limited, &result
}

func tooMany(wait int) *problem {
	return newProblem(429, fmt.Sprintf("Der er kommet mange forespørgsler fra din adresse på kort tid. Prøv igen om %s.",
		counted(wait, "sekund", "sekunder")))
}

// seconds rounds up.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
