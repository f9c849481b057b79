// Package pause keeps from asking, for a while, what has just failed.
package pause

import (
	"sync/atomic"
	"time"
)

// Length is how long a pause lasts.
const Length = 5 * time.Second

// Pause is one for one thing that may fail. The zero value is no pause; it is
// safe for use by several goroutines.
type Pause struct {
	until atomic.Int64 // nanoseconds since 1970; 0 while there is none
}

// Over tells whether to ask. When a pause ends, one caller tries, and the others
// wait for how it goes.
func (p *Pause) Over(now time.Time) bool {
	until := p.until.Load()
	return until == 0 || now.UnixNano() > until && p.until.CompareAndSwap(until, now.Add(Length).UnixNano())
}

// Begin begins a pause, or lengthens it; it tells whether there was none.
func (p *Pause) Begin(now time.Time) bool { return p.until.Swap(now.Add(Length).UnixNano()) == 0 }

// End ends the pause and tells whether there was one.
func (p *Pause) End() bool { return p.until.Load() != 0 && p.until.Swap(0) != 0 }
