// Package breaker leaves alone for a while what does not work. It is the one
// mechanism for it: a model, an embedder, a store, counts that services share.
// Start with [New].
package breaker

import (
	"sync"
	"time"
)

// State tells whether a thing is asked.
type State int

// The states of a breaker.
const (
	Closed   State = iota // it is asked
	HalfOpen              // one call tries whether it works again
	Open                  // it is left alone for a while
)

// Outcome is how a call went.
type Outcome int

// The outcomes.
const (
	Unknown Outcome = iota // it tells nothing of the thing that was asked
	Worked
	Failed
)

// Of is Worked where there is no error, and Failed where there is one.
func Of(err error) Outcome {
	if err != nil {
		return Failed
	}
	return Worked
}

// Breaker is one for one thing that may fail. It is safe for use by several
// goroutines.
type Breaker struct {
	pause time.Duration
	calls int
	now   func() time.Time

	mu     sync.Mutex
	failed int       // in a row, while it is closed
	until  time.Time // of the pause; zero while it is closed
	trying bool      // the call after the pause is under way
	phase  int       // grows with each opening and closing: a call tells of its own phase only
}

// New makes a breaker that opens for a pause when so many calls in a row have
// failed. now is the clock; nil is time.Now.
func New(pause time.Duration, calls int, now func() time.Time) *Breaker {
	if now == nil {
		now = time.Now
	}
	return &Breaker{pause: pause, calls: calls, now: now}
}

// Allow asks to make a call. Where it may be made, done must be told how it
// went; it hears the first outcome only, so that Unknown can be deferred, and
// tells whether the thing broke down, or works again, with it. After a pause one
// call is let through, and its outcome decides whether the pause is over.
func (b *Breaker) Allow() (done func(Outcome) (changed bool), ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.until.IsZero() {
		if b.trying || b.now().Before(b.until) {
			return nil, false
		}
		b.trying = true
	}
	var once sync.Once
	phase := b.phase
	return func(o Outcome) (changed bool) {
		once.Do(func() { changed = b.tell(o, phase) })
		return changed
	}, true
}

// tell takes in how a call of a phase went.
func (b *Breaker) tell(o Outcome, phase int) (changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if phase != b.phase {
		return false
	}
	open := !b.until.IsZero()
	b.trying = false
	switch {
	case o == Unknown:
	case o == Worked && open:
		b.until, b.failed, changed = time.Time{}, 0, true
	case o == Worked:
		b.failed = 0
	case open:
		b.until = b.now().Add(b.pause)
	default:
		if b.failed++; b.failed >= b.calls {
			b.until, changed = b.now().Add(b.pause), true
		}
	}
	if changed || o == Failed && open {
		b.phase++
	}
	return changed
}

// State tells whether the thing is asked now.
func (b *Breaker) State() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.until.IsZero():
		return Closed
	case b.now().Before(b.until):
		return Open
	}
	return HalfOpen
}
