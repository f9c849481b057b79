package golden

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
)

// fresh are new materials: what they answer, and how often they were put in service.
type fresh struct {
	key    string
	give   func(req answer.Request) (*answer.Answer, error)
	served atomic.Int64
	closed atomic.Int64
	opened chan bool // told when they are being tried
	wait   chan bool // what trying waits for; nil for nothing
}

func (f *fresh) next(h *Hold) Next {
	return Next{Key: f.key, Files: []string{"cykler.md"},
		Open: func(ctx context.Context) (Asking, func(), error) {
			if f.opened != nil {
				f.opened <- true
			}
			if f.wait != nil {
				select {
				case <-f.wait:
				case <-ctx.Done():
				}
			}
			return func(_ context.Context, req answer.Request) (*answer.Answer, error) { return f.give(req) }, func() { f.closed.Add(1) }, nil
		},
		Serve: func() error {
			if !h.May(f.next(h)) {
				return nil
			}
			f.served.Add(1)
			h.Served()
			return nil
		}}
}

// same answers as the world does, other with another place of the bicycles.
func (w *world) same(req answer.Request) (*answer.Answer, error) {
	a := w.answers[req.Question]
	return &a, nil
}

func (w *world) other(req answer.Request) (*answer.Answer, error) {
	a := w.answers[req.Question]
	if !a.Refused {
		a.Answer, a.Sentences = "I kælderen. [1]", []answer.Sentence{{Text: "I kælderen.", Sources: []int{1}}}
	}
	return &a, nil
}

func holdOf(t *testing.T, b *Book, limit time.Duration) *Hold {
	t.Helper()
	h := NewHold(b, limit)
	t.Cleanup(h.Close)
	return h
}

// awaits waits for what holds of what is held.
func awaits(t *testing.T, h *Hold, what string, holds func(*Held) bool) {
	t.Helper()
	for end := time.Now().Add(need.Patience); !holds(h.Held()); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not so in time: %s: %+v", what, h.Held())
		}
	}
}

func nothing(held *Held) bool { return held == nil }

func stateIs(state string) func(*Held) bool {
	return func(held *Held) bool { return held != nil && held.State == state }
}

// TestHold tries new materials out: those that change no answer are served,
// others when somebody says so.
func TestHold(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	until(t, b, "first run", ran(2, w))
	h := holdOf(t, b, time.Hour)
	calm := &fresh{key: "calm", give: w.same}
	if h.May(calm.next(h)) {
		t.Fatal("materials are served that nobody has tried")
	}
	awaits(t, h, "the same answers", nothing)
	if calm.served.Load() != 1 || calm.closed.Load() != 1 {
		t.Errorf("served %d times, closed %d times", calm.served.Load(), calm.closed.Load())
	}

	loud := &fresh{key: "loud", give: w.other}
	h.May(loud.next(h))
	awaits(t, h, "another answer", stateIs(HeldWaiting))
	held := h.Held()
	if len(held.Changed) != 1 || held.Asked != 2 || held.Changed[0].Now.Answer != "I kælderen." || len(held.Changed[0].Now.Failed()) != 2 || held.Until.Sub(held.Since) != time.Hour {
		t.Errorf("%+v", held)
	}
	if h.May(loud.next(h)) || loud.served.Load() != 0 {
		t.Error("it does not wait")
	}
	if err := h.Let("calm"); !errors.Is(err, ErrNotHeld) {
		t.Errorf("letting others through: %v", err)
	}
	if err := h.Refuse("loud"); err != nil || !stateIs(HeldRefused)(h.Held()) || h.May(loud.next(h)) {
		t.Errorf("refused: %v %+v", err, h.Held())
	}
	if err := h.Let("loud"); err != nil { // somebody thinks better of it
		t.Fatal(err)
	}
	awaits(t, h, "let through", nothing)
	if loud.served.Load() != 1 {
		t.Errorf("served %d times", loud.served.Load())
	}
}

// TestHoldEnds lets materials through when the time is up, and gives up trying
// those that are no longer the newest.
func TestHoldEnds(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	until(t, b, "first run", ran(2, w))
	h := holdOf(t, b, time.Second)
	first := &fresh{key: "first", give: w.other, opened: make(chan bool, 1), wait: make(chan bool)}
	h.May(first.next(h))
	<-first.opened
	since := h.Held().Since
	second := &fresh{key: "second", give: w.other}
	h.May(second.next(h))
	awaits(t, h, "the newest", func(held *Held) bool { return held != nil && held.Key == "second" })
	if !h.Held().Since.Equal(since) {
		t.Errorf("the time begins again: %v, %v", h.Held().Since, since)
	}
	if err := h.Let("first"); !errors.Is(err, ErrNotHeld) {
		t.Errorf("the former: %v", err)
	}
	awaits(t, h, "the end of the time", nothing)
	if first.served.Load() != 0 || second.served.Load() != 1 {
		t.Errorf("served %d and %d times", first.served.Load(), second.served.Load())
	}
	gone := &fresh{key: "gone", give: w.other}
	h.May(gone.next(h))
	awaits(t, h, "another answer", stateIs(HeldWaiting))
	h.Served() // the files are what they were
	if h.Held() != nil || gone.served.Load() != 0 {
		t.Errorf("%+v", h.Held())
	}
	h.May(gone.next(h))
	h.Close()
	if err := h.Let("gone"); !errors.Is(err, ErrNotHeld) {
		t.Errorf("after the end: %v", err)
	}
}

// TestTried compares answers as an editor would.
func TestTried(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	l := until(t, b, "first run", ran(2, w))
	with := func(change func(*answer.Answer)) Asking {
		return func(_ context.Context, req answer.Request) (*answer.Answer, error) {
			a := w.answers[req.Question]
			if !a.Refused {
				change(&a)
			}
			return &a, nil
		}
	}
	try := func(what string, want int, ask Asking) Trial {
		t.Helper()
		got, err := b.Try(t.Context(), ask)
		if err != nil || len(got.Changed) != want {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
		return got
	}
	try("numbers of sources", 0, with(func(a *answer.Answer) {
		a.Sources = []answer.Source{{N: 7, Document: "cykler", Title: "Cykler"}}
	}))
	try("another source", 1, with(func(a *answer.Answer) { a.Sources = []answer.Source{{N: 1, Document: "andet"}} }))
	if got := try("failing", 0, func(context.Context, answer.Request) (*answer.Answer, error) { return nil, errors.New("væk") }); got.Failed != 2 {
		t.Errorf("%+v", got)
	}
	try("panic", 0, func(context.Context, answer.Request) (*answer.Answer, error) { panic("hov") })
	words := func(model string) Asking {
		return with(func(a *answer.Answer) {
			a.Model, a.Sentences = model, []answer.Sentence{{Text: "Hver dag i receptionen.", Sources: []int{1}}}
		})
	}
	try("other words", 1, words(""))
	a := w.answers["Hvor lånes en cykel?"]
	a.Model = "m"
	w.answers["Hvor lånes en cykel?"] = a
	w.ground.Store("b")
	l = until(t, b, "second run", func(n List) bool { return n.Ran.After(l.Ran) })
	try("other words of a model", 0, words("m"))
	if err := b.Approve("cykel", "Anna", l.item("cykel").Now.At); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Try(ctx, words("m")); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
}
