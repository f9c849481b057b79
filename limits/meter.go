package limits

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

const (
	// countTimeout bounds the wait for a shared ledger.
	countTimeout = time.Second
	// countPause is how long a shared ledger that failed is left alone.
	countPause = 5 * time.Second
)

// Meter counts what is used: in a shared ledger, and while that fails on its
// own, from where it last knew the limits to stand. It is safe for use by
// several goroutines.
type Meter struct {
	shared Ledger // nil for none
	own    *Memory
	rest   *breaker.Breaker // of the shared one
	log    *slog.Logger

	mu   sync.Mutex // guards owed
	owed map[place]debt
}

// debt is what [Meter.Add] has not written into the shared ledger yet.
type debt struct {
	limit Limit
	n     int64
}

// NewMeter makes a meter; shared is nil where it counts in memory alone. log is
// told when the shared ledger breaks down and when it works again.
func NewMeter(shared Ledger, log *slog.Logger) *Meter {
	return &Meter{shared: shared, own: NewMemory(), rest: breaker.New(countPause, 1, nil), log: log, owed: map[place]debt{}}
}

// Take uses n of each limit, or of none where one has less left: full is then
// that one, with the time to wait. It fails only when ctx has ended.
func (m *Meter) Take(ctx context.Context, n int64, of ...Limit) (states []State, full *State, err error) {
	var marks []Mark
	var over int
	count := func(ctx context.Context, l Ledger) (err error) {
		marks, over, err = l.Take(ctx, n, of)
		return err
	}
	if m.together(ctx, count) {
		m.own.raise(of, marks)
	} else if err := count(ctx, m.own); err != nil {
		return nil, nil, err
	}
	for i, l := range of {
		s := l.state(marks[i], n, i == over)
		if i == over {
			return nil, &s, nil
		}
		states = append(states, s)
	}
	return states, nil, nil
}

// together counts in the shared ledger, and tells whether that was done.
func (m *Meter) together(ctx context.Context, count func(context.Context, Ledger) error) bool {
	if m.shared == nil {
		return false
	}
	done, ok := m.rest.Allow()
	if !ok {
		return false
	}
	defer done(breaker.Unknown)
	bounded, cancel := context.WithTimeout(ctx, countTimeout)
	defer cancel()
	err := count(bounded, m.shared)
	if ctx.Err() == nil { // else it tells nothing of the ledger
		m.tell(done(breaker.Of(err)), err)
	}
	return err == nil
}

// tell logs that the shared ledger broke down or works again, where it did.
func (m *Meter) tell(changed bool, err error) {
	switch {
	case changed && err != nil:
		m.log.Warn("rates, quotas and budgets cannot be counted in the database; this service counts on its own meanwhile", "error", err.Error())
	case changed:
		m.log.Info("rates, quotas and budgets are counted in the database again")
	}
}
