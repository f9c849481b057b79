package server

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
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

// loadLimits makes the limiters of questions and of everything else. Only
// questions are counted together with other services: they are what costs, and
// a page should not wait for a database.
func (s *Server) loadLimits() error {
	looks := Rate{s.cfg.Rate.N * looksPerAsk, s.cfg.Rate.Per}
	var err, lerr error
	s.asks, err = newLimiter("ask", s.cfg.Rate, s.cfg.Counts, s.log)
	s.looks, lerr = newLimiter("look", looks, nil, s.log)
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
	if l == nil {
		return nil
	}
	limited, left, err := l.take(s.base, s.client(c))
	if err != nil {
		return nil // the service is stopping
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

func tooMany(wait int) *problem {
	return newProblem(429, fmt.Sprintf("Der er kommet mange forespørgsler fra din adresse på kort tid. Prøv igen om %s.",
		counted(wait, "sekund", "sekunder")))
}

// seconds rounds up.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
