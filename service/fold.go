package service

import (
	"context"
	"fmt"
	"time"
)

// An index that was amended is built whole after a pause: at least foldPause, and
// foldShare times as long as that took the last time, so that a service whose
// documents change all day spends a small part of it on building.
const (
	foldPause = time.Minute
	foldShare = 10
)

// tell lets keepWhole know where the index was amended.
func (r *reloader) tell() {
	if r.Index.Amended() {
		select {
		case r.amended <- struct{}{}:
		default: // it knows
		}
	}
}

// keepWhole builds the index whole after it was amended, until ctx ends.
func (r *reloader) keepWhole(ctx context.Context, least time.Duration) {
	said := ""
	for pause := least; ; {
		select {
		case <-ctx.Done():
			return
		case <-r.amended:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		start := time.Now()
		err := r.fold(ctx)
		took := time.Since(start)
		pause = max(least, foldShare*took)
		switch {
		case err == nil:
			said = ""
			r.log.Info("index built whole", "library", r.name, "passages", r.Index.Count(), "ms", took.Milliseconds())
		case ctx.Err() == nil && Danish(err) != said:
			said = Danish(err)
			r.log.Error("index not built whole", "library", r.name, "error", said)
		}
		r.tell() // documents may have changed meanwhile
	}
}

func (r *reloader) fold(ctx context.Context) (err error) {
	defer func() { // nothing in a file may end the service
		if p := recover(); p != nil {
			err = fmt.Errorf("building the index: %v", p)
		}
	}()
	unlock, err := r.Flags.lockBeside(r.App)
	if err != nil {
		return err
	}
	if unlock != nil {
		defer unlock()
	}
	if err := r.Index.Fold(ctx); err != nil {
		return err
	}
	r.embedLater()
	return nil
}
