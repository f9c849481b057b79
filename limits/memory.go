package limits

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"
)

// maxHolders bounds the holders that are remembered, some 300 bytes each; the
// one that was not seen for longest is forgotten first.
const maxHolders = 50_000

// Memory is a ledger of one process.
type Memory struct {
	now  func() time.Time
	most int

	mu      sync.Mutex
	entries map[place]*list.Element // of *entry
	seen    *list.List              // the latest first
}

// place is where a limit stands in a ledger.
type place struct{ name, holder string }

// entry is what is kept of a limit.
type entry struct {
	place
	used int64
	ends time.Time // when all of it is back
}

// NewMemory makes an empty ledger.
func NewMemory() *Memory {
	return &Memory{now: time.Now, most: maxHolders, entries: map[place]*list.Element{}, seen: list.New()}
}

// Take implements [Ledger].
func (m *Memory) Take(ctx context.Context, n int64, of []Limit) ([]Mark, int, error) {
	if err := ctx.Err(); err != nil {
		return nil, -1, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	marks := make([]Mark, len(of))
	for i, l := range of {
		marks[i] = m.entry(l, now).mark(now)
		if l.state(marks[i], n, false).Left < n {
			return marks, i, nil
		}
	}
	for i, l := range of {
		marks[i] = m.use(l, n, now)
	}
	return marks, -1, nil
}

// Add implements [Ledger].
func (m *Memory) Add(ctx context.Context, n int64, of []Limit) ([]Mark, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	marks := make([]Mark, len(of))
	for i, l := range of {
		marks[i] = m.use(l, n, now)
	}
	return marks, nil
}

// raise takes in how limits stand in another ledger, where that is further; not
// those that come back little by little. It gives how they stand then.
func (m *Memory) raise(of []Limit, marks []Mark) []Mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	out := slices.Clone(marks)
	for i, l := range of {
		if l.gradual() || marks[i].Used == 0 {
			continue
		}
		e := m.entry(l, now)
		e.used = max(e.used, marks[i].Used)
		out[i] = e.mark(now)
	}
	return out
}

// use counts n of a limit; the caller holds the lock, as for all below.
func (m *Memory) use(l Limit, n int64, now time.Time) Mark {
	e := m.entry(l, now)
	e.used += n
	if l.gradual() {
		e.ends = e.ends.Add(time.Duration(n) * l.step())
	}
	return e.mark(now)
}

// entry finds what is kept of a limit, begun anew where all of it was back.
func (m *Memory) entry(l Limit, now time.Time) *entry {
	at := place{l.Name, l.Holder}
	found := m.entries[at]
	if found == nil {
		m.forget()
		found = m.seen.PushFront(&entry{place: at})
		m.entries[at] = found
	}
	m.seen.MoveToFront(found)
	e := found.Value.(*entry)
	switch {
	case l.gradual() && e.ends.Before(now):
		e.used, e.ends = 0, now
	case !l.gradual() && e.ends.Before(l.Ends):
		e.used, e.ends = 0, l.Ends
	}
	return e
}

// forget makes room for one more.
func (m *Memory) forget() {
	if m.seen.Len() >= m.most {
		last := m.seen.Back()
		m.seen.Remove(last)
		delete(m.entries, last.Value.(*entry).place)
	}
}

func (e *entry) mark(now time.Time) Mark { return Mark{Used: e.used, Whole: e.ends.Sub(now)} }

var _ Ledger = (*Memory)(nil)
