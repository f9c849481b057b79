package index

import (
	"context"
	"time"
)

// reopenTime bounds the opening of a build in place of one that is gone.
const reopenTime = 10 * time.Second

// reopen opens the current build of a shared index in place of one that is
// gone, where it was made of the same materials. Searches may go on meanwhile.
func (x *Index) reopen() {
	if !x.building.TryLock() {
		return // somebody does
	}
	go func() {
		defer x.building.Unlock()
		ctx, cancel := context.WithTimeout(x.base, reopenTime)
		defer cancel()
		old, err := x.Snapshot()
		if err != nil {
			return // the index was closed
		}
		defer old.Release()
		e, m, err := x.opt.Shared.Open(ctx, old.Build())
		if err != nil {
			return // the next search tries again
		}
		next := newSnapshot(e, m, x.opt)
		next.vectors.Store(old.vectors.Load())
		x.swap(next)
	}()
}
