package golden

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// States of materials that are not in service yet.
const (
	HeldTrying  = "trying"  // the questions are being asked of them
	HeldWaiting = "waiting" // answers would be others: somebody must look
	HeldRefused = "refused" // somebody has; the former ones stay
	HeldLet     = "let"     // they are on their way into service
)

// Held are new materials that are not in service yet.
type Held struct {
	Key   string    `json:"key"`   // of these materials
	State string    `json:"state"` // as above
	Files []string  `json:"files"` // some of those that changed
	Since time.Time `json:"since"` // when the first change was found that still waits
	Until time.Time `json:"until"` // when they go into service by themselves
	Trial
	Broken bool `json:"broken,omitempty"` // the questions could not be asked of them at all
}

// Hold lets new materials wait until somebody has looked at the answers that
// they would change; those that change none go into service at once. It is safe
// for use by several goroutines. Make it with [NewHold].
type Hold struct {
	book  *Book
	limit time.Duration
	log   *slog.Logger
	now   func() time.Time
	base  context.Context
	end   context.CancelFunc
	work  sync.WaitGroup

	mu     sync.Mutex   // guards what follows
	before *mark        // of an earlier start, until it is known what the files hold now
	unseen bool         // materials went into service at the start without waiting
	held   *Held        // nil where nothing waits
	stop   func()       // ends what is done about held
	into   func() error // puts held in service
}

// Next are materials as they would be served.
type Next struct {
	Key   string   // names them
	Files []string // that changed, as they are shown
	// Open gives who answers from them, and what is to be called at last.
	Open func(ctx context.Context) (ask Asking, done func(), err error)
	// Serve puts them in service, or what the files hold by then.
	Serve func() error
}

// NewHold is a Hold for the questions of a book, which lets nothing wait for
// longer than limit. It is made before [Book.Run].
func NewHold(book *Book, limit time.Duration) *Hold {
	h := &Hold{book: book, limit: limit, log: book.cfg.Log, now: book.cfg.Now, before: book.marked()}
	h.base, h.end = context.WithCancel(context.Background())
	if h.unseen = book.unseen(h.before); h.unseen {
		h.log.Warn("materials went into service at the start without waiting: they are others than those of which the golden questions were last asked")
	}
	return h
}

// Close ends what is under way; what waits goes on waiting after the next start.
func (h *Hold) Close() {
	h.mu.Lock()
	h.end()
	h.mu.Unlock()
	h.work.Wait()
}

// Held is what waits, nil for nothing.
func (h *Hold) Held() *Held {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil {
		return nil
	}
	held := *h.held
	return &held
}

// May tells whether materials may be served now. Others than those that it knows
// are tried out in the background, in place of any that wait.
func (h *Hold) May(n Next) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held != nil && h.held.Key == n.Key {
		return h.held.State == HeldLet
	}
	if h.base.Err() != nil {
		return false
	}
	held, was := &Held{Key: n.Key, State: HeldTrying, Files: n.Files, Since: h.now().UTC(), Trial: Trial{Changed: []Tried{}}}, h.before
	if h.held != nil {
		h.stop()
		was = h.held.mark()
	}
	said := held.again(was)
	held.Until = held.Since.Add(h.limit)
	ctx, cancel := context.WithCancel(h.base)
	h.held, h.before, h.stop, h.into = held, nil, cancel, n.Serve
	h.book.remember(held.mark())
	if !said {
		h.work.Go(func() { h.try(ctx, n, held) })
	}
	return held.State == HeldLet
}

// Unseen tells whether materials went into service at the start without waiting,
// and none has since.
func (h *Hold) Unseen() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unseen
}

// Served says that nothing waits: what the files hold is in service.
func (h *Hold) Served() {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.held != nil && h.held.State == HeldLet:
		h.unseen = false
		h.book.remember(&mark{h.held.Key, markServed, h.held.Since})
	case h.held != nil || h.before != nil && h.before.State != markServed:
		h.book.remember(nil)
	}
	if h.held != nil {
		h.stop()
	}
	h.held, h.before = nil, nil
}

// try asks the questions of new materials, and lets them into service where no
// answer would be another, or when nobody has said anything for long enough.
func (h *Hold) try(ctx context.Context, n Next, held *Held) {
	h.settle(ctx, held.Until)
	trial, err := h.ask(ctx, n)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		h.log.Error("golden questions not asked of new materials", "error", err.Error())
	}
	h.mu.Lock()
	held.Trial, held.Broken = trial, err != nil
	calm := err == nil && len(trial.Changed) == 0 && trial.Failed == 0
	if !calm && held.State == HeldTrying {
		held.State = HeldWaiting
		h.log.Warn("new materials wait: golden answers would change", "changed", len(trial.Changed), "not_asked", trial.Failed, "until", held.Until)
	}
	h.mu.Unlock()
	if !calm {
		late := time.NewTimer(held.Until.Sub(h.now()))
		defer late.Stop()
		select {
		case <-ctx.Done():
			return
		case <-late.C:
			h.log.Warn("new materials go into service unseen, since they have waited long enough")
		}
	}
	_ = h.let(ctx, held.Key)
}

func (h *Hold) ask(ctx context.Context, n Next) (none Trial, err error) {
	none.Changed = []Tried{}
	ask, done, err := n.Open(ctx)
	if err != nil {
		return none, err
	}
	defer done()
	return h.book.Try(ctx, ask)
}

// ErrNotHeld is the error of a decision on materials that no longer wait.
var ErrNotHeld = errors.New("golden: these materials do not wait")

// Let lets materials into service; [ErrNotHeld] where they do not wait.
func (h *Hold) Let(key string) error { return h.let(h.base, key) }

func (h *Hold) let(of context.Context, key string) error {
	return h.decide(of, key, HeldLet, func(ctx context.Context, serve func() error) {
		h.work.Go(func() { h.serve(ctx, serve) })
	})
}

// Refuse keeps materials out of service, until they change; as [Hold.Let].
func (h *Hold) Refuse(key string) error {
	return h.decide(h.base, key, HeldRefused, func(context.Context, func() error) {})
}

// decide gives what waits another state, unless of has ended.
func (h *Hold) decide(of context.Context, key, state string, then func(context.Context, func() error)) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.held == nil || h.held.Key != key || h.held.State == HeldLet || of.Err() != nil {
		return ErrNotHeld
	}
	h.stop() // the trial, or the wait for the time
	var ctx context.Context
	ctx, h.stop = context.WithCancel(h.base)
	h.held.State = state
	h.book.remember(h.held.mark())
	then(ctx, h.into)
	return nil
}

// serveAgain is how long the hold waits where materials could not be put in service.
const serveAgain = 30 * time.Second

func (h *Hold) serve(ctx context.Context, serve func() error) {
	for serve() != nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(serveAgain):
		}
	}
}
