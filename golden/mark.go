package golden

import (
	"slices"
	"time"
)

// GroundMaterials is the part of the ground that a [Hold] is about.
const GroundMaterials = "materials"

// mark is what a [Hold] remembers over a start of materials that are not in service.
type mark struct {
	Key   string    `json:"key"`
	State string    `json:"state"`
	Since time.Time `json:"since"`
}

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

// Moved are the parts of the ground that are others than when all questions were
// last asked; none before the first time. It is called before [Book.Run].
func (b *Book) Moved() []string {
	if b.cfg.Ground == nil {
		return nil
	}
	now, _ := b.cfg.Ground()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.state.Ran.IsZero() {
		return nil
	}
	return b.state.moved(now)
}

// settled tells whether all questions have been asked on what answers rest on now.
func (b *Book) settled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cfg.Ground == nil || b.looked && !b.behind
}

// mark is what is remembered of held.
func (h *Held) mark() *mark { return &mark{h.Key, h.State, h.Since} }

// again takes up what was remembered before the start: how long new materials
// have waited, and what was said of these. It tells whether they need no trial.
func (h *Held) again(was *mark) bool {
	if was == nil || was.State == HeldRefused && was.Key != h.Key {
		return false
	}
	h.Since = was.Since // who changes files all day does not put it off for ever
	if was.Key == h.Key && slices.Contains([]string{HeldRefused, HeldLet}, was.State) {
		h.State = was.State
		return true
	}
	return false
}
