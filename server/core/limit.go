package core

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server/problem"
)

// loadLimits makes the limiters of questions and of everything else. Only
// questions are counted together with other services: they are what costs, and
// a page should not wait for a database.
func (s *Core) loadLimits() error {
	looks := limits.Rate{N: s.Config.Rate.N * limits.LooksPerAsk, Per: s.Config.Rate.Per}
	var err, lerr error
	s.Asks, err = limits.New("ask", s.Config.Rate, limits.NewMeter(s.Config.Counts, s.Log))
	s.Looks, lerr = limits.New("look", looks, limits.NewMeter(nil, s.Log))
	return errors.Join(err, lerr)
}

// MayLook holds the requests that show something to the client's allowance.
func (s *Core) MayLook(c *fiber.Ctx) error {
	if err := s.Allow(c, s.Looks); err != nil {
		return err
	}
	return c.Next()
}

// Allow takes one of a client's allowance and tells it what is left, in the
// headers of draft-ietf-httpapi-ratelimit-headers-10.
func (s *Core) Allow(c *fiber.Ctx, l *limits.Limiter) error {
	if l == nil {
		return nil
	}
	limited, left, err := l.Take(s.Base, s.Client(c))
	if err != nil {
		return nil // the service is stopping
	}
	c.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", l.Name, l.Rate.N, Seconds(l.Rate.Per)))
	c.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", l.Name, left.Left, Seconds(left.Whole)))
	if !limited {
		return nil
	}
	wait := max(1, Seconds(left.Wait))
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(wait))
	return TooMany(wait)
}

// TooMany is the error of who must wait for some seconds.
func TooMany(wait int) *problem.Error {
	if wait == 1 {
		return problem.ErrTooMany
	}
	return problem.TooMany.With(problem.Number(wait))
}

// Seconds rounds up.
func Seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
