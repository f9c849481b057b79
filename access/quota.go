package access

import (
	"context"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

// Window is a time in which a key may be used so often.
type Window struct {
	Kind  string // "day" or "minute"
	Limit int
	Ends  time.Time
	Size  time.Duration
}

// Use is how much of a window is used.
type Use struct {
	Window
	Left  int
	After time.Duration // until the window ends
}

// Count counts a question or a search of a principal. full is the window that
// is used up, where it may not ask; nothing is counted then. uses is empty for
// whoever has no quota, and while a store that failed is left alone.
func (k *Keys) Count(ctx context.Context, p Principal) (uses []Use, full *Use, err error) {
	now := k.now()
	windows := k.windows(p, now)
	if len(windows) == 0 {
		return nil, nil, nil
	}
	done, ok := k.rest.Allow()
	if !ok {
		return nil, nil, nil
	}
	defer done(breaker.Unknown)
	counts, over, err := k.store.CountUse(ctx, p.ID, windows)
	done(outcome(err))
	if err != nil {
		return nil, nil, err
	}
	for i, w := range windows {
		u := Use{Window: w, After: w.Ends.Sub(now)}
		if over < 0 {
			u.Left = max(0, w.Limit-counts[i])
		}
		if i == over {
			return nil, &u, nil
		}
		uses = append(uses, u)
	}
	return uses, nil, nil
}

// windows are those of a principal's quotas that a moment lies in.
func (k *Keys) windows(p Principal, now time.Time) (out []Window) {
	if p.PerMinute > 0 {
		out = append(out, Window{Kind: "minute", Limit: p.PerMinute, Ends: now.Truncate(time.Minute).Add(time.Minute), Size: time.Minute})
	}
	if p.PerDay > 0 {
		y, m, d := now.In(k.zone).Date()
		out = append(out, Window{Kind: "day", Limit: p.PerDay, Ends: time.Date(y, m, d+1, 0, 0, 0, 0, k.zone), Size: 24 * time.Hour})
	}
	return out
}
