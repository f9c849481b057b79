// Package limits holds whoever uses the service to how much they may: questions
// of an address, uses of a key, what models may cost in a day. All of it is
// counted by one mechanism, a [Meter], in a [Ledger] that replicas may share.
package limits

import (
	"context"
	"fmt"
	"time"
)

// Limit is how much of something its holder may use in a time.
type Limit struct {
	Name   string // of the limit, in headers and in ledgers
	Holder string // an address, a key, an authority; "" for the service itself
	Most   int64  // in Size
	Size   time.Duration
	// Ends is when all of it comes back at once, as at midnight. Zero: it comes
	// back little by little, and all of it may be used at the same moment.
	Ends time.Time
}

// State is how a limit stands.
type State struct {
	Limit
	Used  int64         // more than Most where it was overdrawn
	Left  int64         // 0 and more
	Whole time.Duration // until all of it is back
	Wait  time.Duration // until there is enough for who was held back; 0 for who was not
}

// Mark is how a limit stands in a ledger.
type Mark struct {
	Used  int64         // of one that comes back at once
	Whole time.Duration // until all of it is back
}

// Ledger keeps what is used. It is used by several goroutines, and what it
// keeps of a limit may be forgotten when all of it is back.
type Ledger interface {
	// Take uses n of each limit, or of none where one of them has less left: full
	// is then its place, and -1 otherwise. The marks are those after it. Of
	// several limits none comes back little by little.
	Take(ctx context.Context, n int64, of []Limit) (marks []Mark, full int, err error)
	// Add uses n of each limit, whatever is left: it was used already. n may be 0, which
	// changes nothing. None of the limits comes back little by little.
	Add(ctx context.Context, n int64, of []Limit) ([]Mark, error)
}

// step is the time in which one comes back, of a limit that comes back little
// by little.
func (l Limit) step() time.Duration { return l.Size / time.Duration(max(1, l.Most)) }

// gradual tells whether a limit comes back little by little.
func (l Limit) gradual() bool { return l.Ends.IsZero() }

// state reads a mark. n was asked for, and refused where held.
func (l Limit) state(m Mark, n int64, held bool) State {
	s := State{Limit: l, Used: m.Used, Whole: max(0, m.Whole)}
	if l.gradual() {
		room := time.Duration(l.Most)*l.step() - s.Whole
		s.Left = max(0, int64(room/l.step()))
		s.Used = l.Most - s.Left
		if held {
			s.Wait = time.Duration(n)*l.step() - room
		}
		return s
	}
	s.Left = max(0, l.Most-m.Used)
	if held {
		s.Left, s.Wait = 0, s.Whole
	}
	return s
}

// Rate is how often one client may do something: N times in Per, all of them
// at once if it likes. The zero value sets no limit.
type Rate struct {
	N   int
	Per time.Duration
}

// check tells whether a rate can be counted.
func (r Rate) check() error {
	if r.N < 1 || r.Per < time.Second || r.Per/time.Duration(r.N) <= 0 {
		return fmt.Errorf("limits: a rate of %d in %s", r.N, r.Per)
	}
	return nil
}

// of is the limit that a rate sets a holder.
func (r Rate) of(name, holder string) Limit {
	return Limit{Name: name, Holder: holder, Most: int64(r.N), Size: r.Per}
}

// Day is a limit of a day that ends at midnight in a zone.
func Day(name, holder string, most int64, now time.Time, zone *time.Location) Limit {
	y, m, d := now.In(zone).Date()
	return Limit{Name: name, Holder: holder, Most: most, Size: 24 * time.Hour, Ends: time.Date(y, m, d+1, 0, 0, 0, 0, zone)}
}

// Minute is a limit of a minute of the clock.
func Minute(name, holder string, most int64, now time.Time) Limit {
	return Limit{Name: name, Holder: holder, Most: most, Size: time.Minute, Ends: now.Truncate(time.Minute).Add(time.Minute)}
}
