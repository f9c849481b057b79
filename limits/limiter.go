package limits

import "context"

// LooksPerAsk is how many pages and searches a client may have for each question.
const LooksPerAsk = 10

// Limiter holds clients to a rate.
type Limiter struct {
	Name  string // of the policy, in headers and keys
	Rate  Rate
	meter *Meter
}

// New makes a limiter that counts in a meter; nil where rate is zero.
func New(name string, rate Rate, meter *Meter) (*Limiter, error) {
	if rate == (Rate{}) {
		return nil, nil
	}
	if err := rate.check(); err != nil {
		return nil, err
	}
	return &Limiter{Name: name, Rate: rate, meter: meter}, nil
}

// Take takes one of a client's allowance, and tells how it stands and whether
// the client is held back; a nil limiter has no limit. It fails only when ctx
// has ended.
func (l *Limiter) Take(ctx context.Context, client string) (limited bool, s State, err error) {
	if l == nil {
		return false, s, nil
	}
	states, full, err := l.meter.Take(ctx, 1, l.Rate.of(l.Name, client))
	switch {
	case err != nil:
		return false, s, err
	case full != nil:
		return true, *full, nil
	}
	return false, states[0], nil
}
