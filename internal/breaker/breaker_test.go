package breaker_test

import (
	"errors"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

const pause = time.Minute

// clock is a breaker with its time.
type clock struct {
	*breaker.Breaker
	now time.Time
}

func newClock(calls int) *clock {
	c := &clock{now: time.Unix(1_000_000, 0)}
	c.Breaker = breaker.New(pause, calls, func() time.Time { return c.now })
	return c
}

// call makes a call with an outcome, and gives what it changed.
func (c *clock) call(t *testing.T, o breaker.Outcome) bool {
	t.Helper()
	done, ok := c.Allow()
	if !ok {
		t.Fatal("the call is held back")
	}
	return done(o)
}

func (c *clock) is(t *testing.T, want breaker.State) {
	t.Helper()
	if got := c.State(); got != want {
		t.Errorf("state %d, want %d", got, want)
	}
	if want != breaker.Open {
		return
	}
	if _, ok := c.Allow(); ok {
		t.Error("a call is let through")
	}
}

func TestBreaker(t *testing.T) {
	c := newClock(1)
	if c.call(t, breaker.Worked) || c.call(t, breaker.Unknown) {
		t.Error("it works again, though it worked")
	}
	if !c.call(t, breaker.Of(errors.New("down"))) {
		t.Error("it broke down unheard")
	}
	c.is(t, breaker.Open)
	c.now = c.now.Add(pause)
	c.is(t, breaker.HalfOpen)
	try, ok := c.Allow()
	if _, second := c.Allow(); !ok || second {
		t.Error("not one tries when the pause ends")
	}
	if try(breaker.Failed) || try(breaker.Worked) {
		t.Error("it breaks down twice, or hears a second outcome")
	}
	c.is(t, breaker.Open)
	c.now = c.now.Add(pause)
	c.call(t, breaker.Unknown)
	c.is(t, breaker.HalfOpen)
	if !c.call(t, breaker.Worked) {
		t.Error("it works again unheard")
	}
	c.is(t, breaker.Closed)
}

// TestBreakerCountsInARow opens after so many failures in a row; what tells
// nothing neither counts nor breaks the row.
func TestBreakerCountsInARow(t *testing.T) {
	c := newClock(3)
	for _, o := range []breaker.Outcome{breaker.Failed, breaker.Failed, breaker.Worked, breaker.Failed, breaker.Unknown, breaker.Failed} {
		if c.call(t, o) {
			t.Fatal("too early")
		}
	}
	if !c.call(t, breaker.Failed) {
		t.Error("it does not open")
	}
	c.is(t, breaker.Open)
}

// TestBreakerHearsNoLateCall ends calls that began before it opened.
func TestBreakerHearsNoLateCall(t *testing.T) {
	c := newClock(1)
	slow, _ := c.Allow()
	slower, _ := c.Allow()
	c.call(t, breaker.Failed)
	c.now = c.now.Add(pause / 2)
	if slow(breaker.Worked) || slower(breaker.Failed) {
		t.Error("a late call changes something")
	}
	c.is(t, breaker.Open)
	c.now = c.now.Add(pause / 2)
	c.is(t, breaker.HalfOpen)
}
