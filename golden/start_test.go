package golden

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
)

// started runs a Book until stop is called, or the test ends.
func (w *world) started(t *testing.T) (b *Book, h *Hold, stop func()) {
	t.Helper()
	b = w.open(t)
	h = NewHold(b, time.Hour)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { b.Run(ctx); close(done) }()
	stop = func() { cancel(); <-done; h.Close() }
	t.Cleanup(stop)
	return b, h, stop
}

// TestHoldOverStart starts a service again while materials wait, after somebody
// has refused them, and after they were let through but were not in service yet.
func TestHoldOverStart(t *testing.T) {
	w := newWorld(t, lineup)
	b, h, stop := w.started(t)
	until(t, b, "first run", ran(2, w))
	loud := &fresh{key: "loud", give: w.other}
	h.May(loud.next(h))
	awaits(t, h, "another answer", stateIs(HeldWaiting))
	since := h.Held().Since
	stop()

	_, h, stop = w.started(t)
	if h.Held() != nil || h.Unseen() {
		t.Errorf("before the files are looked at: %+v", h.Held())
	}
	h.May(loud.next(h))
	awaits(t, h, "tried again", stateIs(HeldWaiting))
	if held := h.Held(); !held.Since.Equal(since) || len(held.Changed) != 1 || held.Until.Sub(since) != time.Hour {
		t.Errorf("%+v, since %v", held, since)
	}
	if err := h.Refuse("loud"); err != nil {
		t.Fatal(err)
	}
	stop()

	tried := &fresh{key: "loud", give: w.same} // were it tried, it would go into service
	_, h, stop = w.started(t)
	if h.May(tried.next(h)) || !stateIs(HeldRefused)(h.Held()) {
		t.Errorf("refused: %+v", h.Held())
	}
	time.Sleep(50 * time.Millisecond)
	if tried.closed.Load() != 0 || !stateIs(HeldRefused)(h.Held()) {
		t.Errorf("what was refused is tried: %+v", h.Held())
	}
	stuck := tried.next(h)
	stuck.Serve = func() error { return context.DeadlineExceeded }
	h.into = stuck.Serve
	if err := h.Let("loud"); err != nil {
		t.Fatal(err)
	}
	stop()

	_, h, stop = w.started(t)
	if !h.May(loud.next(h)) {
		t.Error("what was let through waits again")
	}
	h.Served()
	other := &fresh{key: "other", give: w.other}
	h.May(other.next(h))
	awaits(t, h, "other materials", stateIs(HeldWaiting))
	if err := h.Refuse("other"); err != nil {
		t.Fatal(err)
	}
	other.key = "third"
	stop()

	_, h, stop = w.started(t)
	h.May(other.next(h))
	awaits(t, h, "others than those refused", stateIs(HeldWaiting))
	if !h.Held().Since.After(since) {
		t.Error("their time did not begin anew")
	}
	h.Served() // the files are what they were
	stop()
	if b := w.open(t); b.marked() != nil {
		t.Errorf("remembered: %+v", b.marked())
	}
}

// TestStartTellsWhatMoved changes what answers rest on between two starts: the
// page tells before the questions are asked, and of each answer why it is another.
func TestStartTellsWhatMoved(t *testing.T) {
	w := newWorld(t, lineup)
	b, _, stop := w.started(t)
	l := until(t, b, "first run", ran(2, w))
	if i := l.item("cykel"); l.Moved != nil || i.Now.Because != nil {
		t.Errorf("at the first run: %v %+v", l.Moved, i.Now)
	}
	stop()

	first := w.answers["Hvor lånes en cykel?"]
	w.answers["Hvor lånes en cykel?"] = answer.Answer{Answer: "I kælderen.", Mode: "extract"}
	w.ground.Store("b")
	blocked := make(chan bool)
	b = w.open(t)
	asks := b.cfg.Ask
	b.cfg.Ask = func(ctx context.Context, req answer.Request) (*answer.Answer, error) {
		<-blocked
		return asks(ctx, req)
	}
	h := NewHold(b, time.Hour)
	t.Cleanup(h.Close)
	if !h.Unseen() {
		t.Error("materials went into service unseen, and nobody tells")
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { b.Run(ctx); close(done) }()
	end := func() { cancel(); <-done }
	t.Cleanup(end)
	release := sync.OnceFunc(func() { close(blocked) })
	t.Cleanup(release)
	for end := time.Now().Add(need.Patience); !slices.Equal(b.List().Moved, []string{GroundMaterials}); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%+v", b.List())
		}
	}
	late := &fresh{key: "late", give: w.same, opened: make(chan bool, 1)}
	h.May(late.next(h))
	select {
	case <-late.opened:
		t.Fatal("new materials are tried before the questions were asked of those in service")
	case <-time.After(50 * time.Millisecond):
	}
	release()
	<-late.opened
	l = until(t, b, "the run", func(l List) bool { return l.Moved == nil && len(l.Why) == 1 })
	if i := l.item("cykel"); !slices.Equal(i.Now.Because, []string{GroundMaterials}) || !i.Differs() {
		t.Errorf("%+v", i.Now)
	}
	if i := l.item("tlf"); i.Now.Because != nil {
		t.Errorf("an answer that is the same: %+v", i.Now)
	}
	awaits(t, h, "in service", nothing)
	if h.Unseen() {
		t.Error("what has gone in since was tried")
	}
	if err := b.Again("cykel"); err != nil {
		t.Fatal(err)
	}
	l = until(t, b, "asked again", func(List) bool { return w.asked.Load() >= 5 })
	if i := l.item("cykel"); len(i.Now.Because) != 1 {
		t.Errorf("the same answer has lost why it became this one: %+v", i.Now)
	}
	end()
	w.answers["Hvor lånes en cykel?"] = first
	unseen := func(ground string) bool {
		w.ground.Store(ground)
		h := NewHold(w.open(t), time.Hour)
		h.Close()
		return h.Unseen()
	}
	if unseen("b") {
		t.Error("at a start where nothing has changed")
	}
	h = NewHold(w.open(t), time.Hour) // it stops before the questions are asked of what was let in
	t.Cleanup(h.Close)
	let := &fresh{key: "c", give: w.other}
	h.May(let.next(h))
	if err := h.Let("c"); err != nil {
		t.Fatal(err)
	}
	awaits(t, h, "let through", nothing)
	if unseen("c") || !unseen("d") {
		t.Error("what was let in counts as unseen, or what was not does not")
	}
}
