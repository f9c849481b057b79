package store

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// RecorderConfig says how a [Recorder] writes. A zero value means the default
// that is named.
type RecorderConfig struct {
	Keep    time.Duration // questions older than this are deleted; required
	Log     *slog.Logger  // told when the store fails and when it works again; nil discards
	Queue   int           // what may wait to be written; 1,000
	Tries   int           // of writing one thing, at least; 5
	Pause   time.Duration // before the second try, doubled for each one after up to 5 seconds; 500 ms
	Timeout time.Duration // of one try; 5 seconds
	Every   time.Duration // between two sweeps; one hour
}

// Recorder writes questions to a store behind the back of the answers: it never
// makes them wait. What finds the queue full is dropped, and counted.
type Recorder struct {
	store  *Store
	cfg    RecorderConfig
	ctx    context.Context // ends when there is no time left to write
	cancel context.CancelFunc
	done   sync.WaitGroup

	failing bool // as the log was told; run's own

	mu     sync.RWMutex // guards closed and the closing of queue
	closed bool
	queue  chan Question

	written, dropped, failed, unknown atomic.Uint64
	swept                             atomic.Uint64
}

// Stats counts since the start.
type Stats struct {
	Waiting int    // questions in the queue now
	Written uint64 // questions and feedback
	Dropped uint64 // found the queue full
	Failed  uint64 // given up after the last try; of feedback, whoever gave it is told
	Unknown uint64 // feedback deleted whose question was never kept
	Swept   uint64 // questions deleted for their age
}

// NewRecorder starts a Recorder, which deletes what is too old at once and then
// again and again. [Recorder.Close] ends it; the store stays open.
func NewRecorder(s *Store, cfg RecorderConfig) *Recorder {
	cfg = cfg.withDefaults()
	r := &Recorder{store: s, cfg: cfg, queue: make(chan Question, cfg.Queue)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.done.Go(r.run)
	return r
}

func (c RecorderConfig) withDefaults() RecorderConfig {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Queue <= 0 {
		c.Queue = 1000
	}
	if c.Tries <= 0 {
		c.Tries = 5
	}
	if c.Pause <= 0 {
		c.Pause = 500 * time.Millisecond
	}
	if c.Timeout <= 0 {
		c.Timeout = 5 * time.Second
	}
	if c.Every <= 0 {
		c.Every = time.Hour
	}
	return c
}

// Answered keeps a question. It returns at once.
func (r *Recorder) Answered(q Question) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.closed {
		r.dropped.Add(1)
		return
	}
	select {
	case r.queue <- q:
	default:
		r.dropped.Add(1)
	}
}

// Rated keeps feedback: it is kept when Rated returns nil. It is tried until ctx
// ends; the error is then the last try's.
func (r *Recorder) Rated(ctx context.Context, f Feedback) error {
	for pause := r.cfg.Pause / 5; ; pause *= 2 {
		err := r.store.Rate(ctx, f)
		if err == nil {
			r.written.Add(1)
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			r.failed.Add(1)
			return err
		}
	}
}

// Stats gives the counts.
func (r *Recorder) Stats() Stats {
	return Stats{Waiting: len(r.queue), Written: r.written.Load(), Dropped: r.dropped.Load(), Failed: r.failed.Load(),
		Unknown: r.unknown.Load(), Swept: r.swept.Load()}
}

// Close writes what waits and ends. What is not written when ctx ends is lost
// and counted as failed; the error is then ctx's.
func (r *Recorder) Close(ctx context.Context) error {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.queue)
	}
	r.mu.Unlock()
	written := make(chan struct{})
	go func() { r.done.Wait(); close(written) }()
	select {
	case <-written:
		return nil
	case <-ctx.Done():
		r.cancel()
		<-written
		return ctx.Err()
	}
}

// run writes and sweeps by turns, until the queue is closed and empty.
func (r *Recorder) run() {
	defer r.cancel()
	r.sweep()
	tick := time.NewTicker(r.cfg.Every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			r.sweep()
		case q, open := <-r.queue:
			if !open {
				return
			}
			r.tell(r.write(q))
		}
	}
}

// tell logs when the store begins to fail and when it works again. The error
// never holds what was to be written.
func (r *Recorder) tell(err error) {
	switch {
	case err != nil && !r.failing:
		r.cfg.Log.Error("the store fails; questions are not kept for now", "error", err.Error())
	case err == nil && r.failing:
		r.cfg.Log.Info("the store works again")
	}
	r.failing = err != nil
}

// maxPause bounds the pause before another try.
const maxPause = 5 * time.Second

// write tries until it has written. It gives up after the tries where the database
// refuses the question itself, or where so much waits that others would be dropped.
func (r *Recorder) write(q Question) error {
	pause := r.cfg.Pause
	for try := 1; ; try++ {
		err := r.writeOnce(q)
		switch {
		case err == nil:
			r.written.Add(1)
			return nil
		case try >= r.cfg.Tries && (refused(err) || len(r.queue) > cap(r.queue)/2), !r.wait(pause):
			r.failed.Add(1)
			return err
		}
		if try >= r.cfg.Tries {
			r.tell(err)
		}
		pause = min(2*pause, max(maxPause, r.cfg.Pause))
	}
}

func (r *Recorder) writeOnce(q Question) error {
	ctx, cancel := context.WithTimeout(r.ctx, r.cfg.Timeout)
	defer cancel()
	return r.store.Save(ctx, q)
}

// wait waits, and tells whether there is time for another try.
func (r *Recorder) wait(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-r.ctx.Done():
		return false
	}
}

func (r *Recorder) sweep() {
	ctx, cancel := context.WithTimeout(r.ctx, time.Minute)
	defer cancel()
	n, unknown, err := r.store.Sweep(ctx, time.Now().Add(-r.cfg.Keep))
	r.swept.Add(uint64(n))
	r.unknown.Add(uint64(unknown))
	if err != nil {
		r.cfg.Log.Error("old questions could not be deleted", "error", err.Error())
	}
}
