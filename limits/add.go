package limits

import (
	"context"
	"maps"
	"slices"
)

// Add uses n of each limit, whatever is left: it was used already, as tokens
// are once a model has answered. None of the limits comes back little by little. With n
// of 0 it only tells how they stand. What cannot be written into the shared
// ledger now is written with what comes later.
func (m *Meter) Add(ctx context.Context, n int64, of ...Limit) ([]State, error) {
	marks, err := m.own.Add(ctx, n, of)
	if err != nil {
		return nil, err
	}
	m.owe(n, of)
	m.together(ctx, func(ctx context.Context, l Ledger) error {
		if err := m.pay(ctx, l); err != nil {
			return err
		}
		stand, err := l.Add(ctx, 0, of)
		if err == nil {
			marks = m.own.raise(of, stand)
		}
		return err
	})
	states := make([]State, len(of))
	for i, l := range of {
		states[i] = l.state(marks[i], 0, false)
	}
	return states, nil
}

// owe notes what is to be written. What a window that has ended was owed goes.
func (m *Meter) owe(n int64, of []Limit) {
	if n == 0 || m.shared == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range of {
		at := place{l.Name, l.Holder}
		d := m.owed[at]
		if d.limit.Ends.Before(l.Ends) {
			d = debt{}
		}
		m.owed[at] = debt{l, d.n + n}
	}
}

// pay writes what is owed; what fails is owed still.
func (m *Meter) pay(ctx context.Context, l Ledger) error {
	m.mu.Lock()
	list := slices.Collect(maps.Values(m.owed))
	clear(m.owed)
	m.mu.Unlock()
	for i, d := range list {
		if _, err := l.Add(ctx, d.n, []Limit{d.limit}); err != nil {
			for _, d := range list[i:] {
				m.owe(d.n, []Limit{d.limit})
			}
			return err
		}
	}
	return nil
}
