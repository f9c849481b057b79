package golden

import (
	"context"
	"slices"
	"time"
)

// GroundMaterials is the part of the ground that a [Hold] is about.
const GroundMaterials = "materials"

// mark is what a [Hold] remembers over a start: of the materials that are not in
// service, or of those that were let into it last.
type mark struct {
	Key   string    `json:"key"`
	State string    `json:"state"`
	Since time.Time `json:"since"`
}

// markServed is the state of materials that were let into service.
const markServed = "served"

// marked is what is remembered, nil for nothing.
func (b *Book) marked() *mark {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state.Held
}

// remember keeps m, nil for nothing, beside the answers.
func (b *Book) remember(m *mark) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if was := b.state.Held; m == was || m != nil && was != nil && *m == *was {
		return
	}
	b.state.Held = m
	b.keep()
}

// unseen tells whether materials are in service that are others than those of
// which the questions were last asked, and that were not let in since.
func (b *Book) unseen(was *mark) bool {
	if b.cfg.Ground == nil {
		return false
	}
	now, _ := b.cfg.Ground()
	b.mu.Lock()
	defer b.mu.Unlock()
	let := was != nil && was.State == markServed && was.Key == now[GroundMaterials]
	return !let && !b.state.Ran.IsZero() && slices.Contains(b.state.moved(now), GroundMaterials)
}

// settled tells whether all questions have been asked on what answers rest on now.
func (b *Book) settled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cfg.Ground == nil || b.looked && !b.behind
}

// settle waits until the questions have been asked of what is in service, so that
// what else has changed since is not laid to the new materials; not beyond until.
func (h *Hold) settle(ctx context.Context, until time.Time) {
	for !h.book.settled() && h.now().Before(until) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(h.book.cfg.Every):
		}
	}
}

// mark is what is remembered of held.
func (h *Held) mark() *mark { return &mark{h.Key, h.State, h.Since} }

// again takes up what was remembered before the start: how long new materials
// have waited, and what was said of these. It tells whether they need no trial.
func (h *Held) again(was *mark) bool {
	if was == nil || was.State == markServed || was.State == HeldRefused && was.Key != h.Key {
		return false
	}
	h.Since = was.Since // who changes files all day does not put it off for ever
	if was.Key == h.Key && slices.Contains([]string{HeldRefused, HeldLet}, was.State) {
		h.State = was.State
		return true
	}
	return false
}
