package server

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/limits"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// loadLimits makes the limiters of questions and of everything else. Only
// questions are counted together with other services: they are what costs, and
// a page should not wait for a database.
func (s *Server) loadLimits() error {
	looks := limits.Rate{N: s.cfg.Rate.N * limits.LooksPerAsk, Per: s.cfg.Rate.Per}
	var err, lerr error
	s.asks, err = limits.New("ask", s.cfg.Rate, s.cfg.Counts, s.log)
	s.looks, lerr = limits.New("look", looks, nil, s.log)
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
func (s *Server) allow(c *fiber.Ctx, l *limits.Limiter) error {
	if l == nil {
		return nil
	}
	limited, left, err := l.Take(s.base, s.client(c))
	if err != nil {
		return nil // the service is stopping
	}
	c.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", l.Name, l.Rate.N, seconds(l.Rate.Per)))
	c.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", l.Name, left.Remaining, seconds(left.ResetAfter)))
	if !limited {
		return nil
	}
	wait := max(1, seconds(left.RetryAfter))
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(wait))
	return tooMany(wait)
}

func tooMany(wait int) *problem.Problem {
	return problem.New(429, fmt.Sprintf("Der er kommet mange forespørgsler fra din adresse på kort tid. Prøv igen om %s.",
		pages.Counted(wait, "sekund", "sekunder")))
}

// seconds rounds up.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
