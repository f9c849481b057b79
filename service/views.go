package service

import (
	"context"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/breaker"
	"github.com/digitaskforce/taskforce/server"
)

// Views are what the askers of a running service see beside the shared
// materials. Those of one collection are made at the start, those of several when they are
// first asked for.
type Views struct {
	app    *App
	flags  Holdings
	paths  map[string][]string // of each collection
	engine func(name string, x *index.Index) (*answer.Engine, error)
	Fresh  *Reloaders
	pause  time.Duration // before a view that could not be made is tried again
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu   sync.Mutex // guards made
	made map[string]*madeView
}

// madeView is a view of a name; view is nil while it is made, and where that failed.
type madeView struct {
	searched *Opened // where close closes it
	view     *server.View
	failed   error
	rest     *breaker.Breaker // of one that failed
}

// viewPause is how long a view that could not be made is left alone.
const viewPause = 30 * time.Second

// MaxExamples is how many questions the empty chat page offers.
const MaxExamples = 6

// maxViews bounds the views of a service, and with them its memory.
const maxViews = 2 * maxCollections

// NewViews are the views of collections, by their paths. close ends them.
func NewViews(a *App, flags Holdings, paths map[string][]string, fresh *Reloaders) *Views {
	v := &Views{app: a, flags: flags, paths: paths, Fresh: fresh, made: map[string]*madeView{}, pause: viewPause}
	v.ctx, v.cancel = context.WithCancel(a.Ctx)
	return v
}

// Start makes the views of one collection each, of their indexes in the order
// of their names. The caller closes those.
func (v *Views) Start(opened []*Opened, engine func(string, *index.Index) (*answer.Engine, error)) error {
	v.engine = engine
	for i, p := range Single(v.paths) {
		view, err := v.view(p.name, opened[i])
		if err != nil {
			return err
		}
		v.made[p.name] = &madeView{view: view}
	}
	return nil
}

func (v *Views) view(name string, s *Opened) (*server.View, error) {
	eng, err := v.engine(name, s.Index)
	if err != nil {
		return nil, err
	}
	return &server.View{Answerer: eng, Library: s.Shelf(), Examples: eng.Examples(v.ctx, MaxExamples), Name: name}, nil
}

// Tend computes an index's vectors and keeps it in step with its files, in
// the background.
func (v *Views) Tend(s *Opened) {
	s.moved = make(chan struct{}, 1)
	later := s.logging(v.Fresh.Log)
	v.work.Go(func() {
		s.KeepEmbedding(v.ctx, embedAgain)
		later.keepInStep(v.ctx, embedAgain)
	})
	v.work.Go(func() { v.Fresh.run(v.ctx, s) })
}

// Recognise has pages that are pictures read in the background; r may be nil.
func (v *Views) Recognise(r *Recogniser) {
	if r != nil {
		v.work.Go(func() { r.Run(v.ctx) })
	}
}

// Of gives the view of some collections; see [server.Views].
func (v *Views) Of(collections []string) (*server.View, error) {
	p := partOf(collections, v.paths)
	if p.name == "" {
		return nil, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	known := v.made[p.name]
	switch {
	case known != nil && known.failed != nil && v.ctx.Err() == nil: // what was wrong may be mended
		done, ok := known.rest.Allow()
		if !ok {
			return nil, known.failed
		}
		return v.begin(p, known.rest, done)
	case known != nil && known.failed != nil:
		return nil, known.failed
	case known != nil && known.view == nil:
		return nil, server.ErrViewNotReady
	case known != nil:
		return known.view, nil
	case len(v.made) >= maxViews || v.ctx.Err() != nil:
		return nil, errManyViews
	}
	rest := breaker.New(v.pause, 1, nil)
	done, _ := rest.Allow()
	return v.begin(p, rest, done)
}

// begin begins to make a view, for those who hold the lock.
func (v *Views) begin(p Part, rest *breaker.Breaker, done func(breaker.Outcome) bool) (*server.View, error) {
	v.made[p.name] = &madeView{rest: rest}
	v.work.Go(func() { v.make(p, rest, done) })
	return nil, server.ErrViewNotReady
}

var errManyViews = Usage("der er for mange sæt af samlinger; højst %d", maxViews)

// make makes a view. One that fails is made again when it is asked for after a pause.
func (v *Views) make(p Part, rest *breaker.Breaker, done func(breaker.Outcome) bool) {
	out := &madeView{rest: rest}
	a := *v.app
	a.Ctx = v.ctx
	opened, err := v.flags.OpenParts(&a, false, p)
	if err == nil {
		out.searched = opened[0]
		out.view, err = v.view(p.name, opened[0])
	}
	done(breaker.Of(err)) // before anybody sees that it failed
	if out.failed = err; err != nil && v.ctx.Err() == nil {
		v.app.Warn("samlingerne %s kan ikke vises: %s", p.name, Danish(err))
	}
	v.mu.Lock()
	v.made[p.name] = out
	v.mu.Unlock()
	if err == nil {
		v.Tend(out.searched)
	}
}

// Close ends what is being made, and closes the indexes that were opened meanwhile.
func (v *Views) Close() {
	v.cancel()
	v.work.Wait()
	for _, m := range v.made {
		if m.searched != nil {
			m.searched.Close()
		}
	}
}
