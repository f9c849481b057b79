package library

import (
	"context"
	"sync/atomic"
	"time"
)

// patienceFactor is how many times its processor time a file may take by the
// clock, so that one that waits for ever ends too.
const patienceFactor = 10

// running counts the files that are read at this moment, which share the
// processor.
var running atomic.Int64

// budget is a context that ends when a file has had its processor time: a
// machine that is busy with other things costs a file nothing.
type budget struct {
	context.Context
	spent atomic.Bool
}

// Err is context.DeadlineExceeded where the time is used up.
func (b *budget) Err() error {
	if b.spent.Load() {
		return context.DeadlineExceeded
	}
	return b.Context.Err()
}

// withBudget returns a context for reading one file in a processor time. done
// must be called when it is read.
func withBudget(parent context.Context, limit time.Duration) (ctx context.Context, done func()) {
	inner, cancel := context.WithCancel(parent)
	b := &budget{Context: inner}
	running.Add(1)
	if limit < time.Millisecond { // less than can be measured
		b.spent.Store(true)
		cancel()
	}
	go b.watch(inner, limit, cancel)
	return b, func() {
		running.Add(-1)
		cancel()
	}
}

// watch charges the file its share of the processor time that the program has
// used, at most what has passed by the clock.
func (b *budget) watch(ctx context.Context, limit time.Duration, cancel func()) {
	tick := time.NewTicker(min(max(limit/20, time.Millisecond), 100*time.Millisecond))
	defer tick.Stop()
	begun := time.Now()
	wall, cpu := begun, processorTime()
	var used time.Duration
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		nowWall, nowCPU := time.Now(), processorTime()
		used += min(nowWall.Sub(wall), (nowCPU-cpu)/time.Duration(max(1, running.Load())))
		wall, cpu = nowWall, nowCPU
		if used >= limit || time.Since(begun) >= patienceFactor*limit {
			b.spent.Store(true)
			cancel()
			return
		}
	}
}
