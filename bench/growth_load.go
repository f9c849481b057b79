package main

import (
	"context"
	"math/rand"
	"slices"
	"sync"
	"time"
)

// late is the time after which a reader is taken to have left.
const late = 5 * time.Second

// alone asks all questions, one at a time, and gives the times in ms.
func (s *service) alone(ctx context.Context, t task, questions []asked) ([]float64, error) {
	var out []float64
	for _, q := range questions {
		start := time.Now()
		if err := s.ask(ctx, t, q.Question); err != nil {
			return nil, err
		}
		out = append(out, since(start))
	}
	return out, nil
}

// load is how questions at a rate were answered.
type load struct {
	rate   float64
	asked  int
	failed int       // refused, or not answered in time
	times  []float64 // ms of the others, from when they were due
	held   float64   // the highest rate tried that was held; 0 is none
}

func (l *load) add(o load) {
	l.asked += o.asked
	l.failed += o.failed
	l.times = append(l.times, o.times...)
}

// holds tells whether 99 of 100 questions were answered within a second.
func (l load) holds() bool {
	quick := len(slices.DeleteFunc(slices.Clone(l.times), func(ms float64) bool { return ms > 1000 }))
	return quick*100 >= l.asked*99
}

// atRate asks at moments that are fixed beforehand, as readers come who do not
// know of each other, whatever became of the questions before; a time runs from
// the moment at which the question was due, so that waiting counts.
func (s *service) atRate(ctx context.Context, t task, questions []asked, rate float64, span time.Duration, seed int64) load {
	moments := arrivals(rate, span, seed)
	out := load{rate: rate, asked: len(moments)}
	var mu sync.Mutex // guards out
	var readers sync.WaitGroup
	start := time.Now()
	for i, at := range moments {
		due := start.Add(at)
		time.Sleep(time.Until(due))
		readers.Go(func() {
			within, cancel := context.WithDeadline(ctx, due.Add(late))
			defer cancel()
			err := s.ask(within, t, questions[i%len(questions)].Question)
			took := since(due)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				out.failed++
				return
			}
			out.times = append(out.times, took)
		})
	}
	readers.Wait()
	return out
}

// arrivals are the moments at which questions come, with gaps that are
// distributed exponentially.
func arrivals(rate float64, span time.Duration, seed int64) []time.Duration {
	rng := rand.New(rand.NewSource(seed))
	var out []time.Duration
	for at := time.Duration(0); ; {
		at += time.Duration(rng.ExpFloat64() / rate * float64(time.Second))
		if at >= span {
			return out
		}
		out = append(out, at)
	}
}

// steps are the shares of the rate that are tried where it is not held, and
// beyond it where it is.
var steps = struct{ down, up []float64 }{[]float64{0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05}, []float64{2, 4, 8}}

// findRate finds the highest rate that is held, of a few.
func (m *measured) findRate(ctx context.Context, t task, questions []asked, span time.Duration) {
	l := m.loads[t]
	tries := func(share float64) bool {
		time.Sleep(time.Second) // what is still at work ends
		return m.service.atRate(ctx, t, questions, l.rate*share, span, 1).holds()
	}
	if !l.holds() {
		for _, share := range steps.down {
			if ctx.Err() == nil && tries(share) {
				l.held = l.rate * share
				return
			}
		}
		return
	}
	l.held = l.rate
	for _, share := range steps.up {
		if ctx.Err() != nil || !tries(share) {
			return
		}
		l.held = l.rate * share
	}
}
