package index

import (
	"context"
	"sync/atomic"
	"time"
)

// patience is how long the vectors of one question have been waited for.
type patience struct{ spent atomic.Int64 }

type patienceKey struct{}

// Patient gives a context in which all vectors of a question, of what it may lean
// on too, are waited for as long as a search waits for one, and no longer.
func Patient(ctx context.Context) context.Context {
	return context.WithValue(ctx, patienceKey{}, &patience{})
}

type unhurriedKey struct{}

// Unhurried gives a context in which a question's vector that is made in the process
// is waited for as long as the context lasts, for those who compare answers: on a
// busy machine an answer may not be another because its vector was late.
func Unhurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, unhurriedKey{}, true)
}

// waiting gives the context of one wait for a vector, which end ends.
func (e *semantic) waiting(ctx context.Context) (within context.Context, end func()) {
	if e.bounded && ctx.Value(unhurriedKey{}) != nil {
		return context.WithCancel(ctx)
	}
	wait := time.Duration(e.wait.Load())
	p, _ := ctx.Value(patienceKey{}).(*patience)
	if p != nil {
		wait = max(0, wait-time.Duration(p.spent.Load()))
	}
	start := time.Now()
	within, cancel := context.WithTimeout(ctx, wait)
	return within, func() {
		cancel()
		if p != nil {
			p.spent.Add(int64(time.Since(start)))
		}
	}
}
