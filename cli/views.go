package cli

import (
	"context"
	"sync"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/server"
)

// views are what the askers of a running service see beside the shared
// materials. Those of one collection are made at the start, those of several when they are
// first asked for.
type views struct {
	app    *app
	flags  holdings
	paths  map[string][]string // of each collection
	engine func(*index.Index) (*answer.Engine, error)
	fresh  *reloaders
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu   sync.Mutex // guards made
	made map[string]*madeView
}

// madeView is a view of a name; view is nil while it is made, and where that failed.
type madeView struct {
	searched *searched // where close closes it
	view     *server.View
	failed   error
}

// maxViews bounds the views of a service, and with them its memory.
const maxViews = 2 * maxCollections

// newViews are the views of collections, by their paths. close ends them.
func newViews(a *app, flags holdings, paths map[string][]string, fresh *reloaders) *views {
	v := &views{app: a, flags: flags, paths: paths, fresh: fresh, made: map[string]*madeView{}}
	v.ctx, v.cancel = context.WithCancel(a.ctx)
	return v
}

// start makes the views of one collection each, of their indexes in the order
// of their names. The caller closes those.
func (v *views) start(opened []*searched, engine func(*index.Index) (*answer.Engine, error)) error {
	v.engine = engine
	for i, p := range single(v.paths) {
		view, err := v.view(p.name, opened[i])
		if err != nil {
			return err
		}
		v.made[p.name] = &madeView{view: view}
	}
	return nil
}

func (v *views) view(name string, s *searched) (*server.View, error) {
	eng, err := v.engine(s.index)
	if err != nil {
		return nil, err
	}
	return &server.View{Answerer: eng, Library: shelf{s.index}, Examples: eng.Examples(v.ctx, maxExamples), Name: name}, nil
}

// tend computes an index's vectors and keeps it in step with its files, in
// the background.
func (v *views) tend(s *searched) {
	v.work.Go(func() { s.keepEmbedding(v.ctx, embedAgain) })
	v.work.Go(func() { v.fresh.run(v.ctx, s) })
}

// of gives the view of some collections; see [server.Views].
func (v *views) of(collections []string) (*server.View, error) {
	p := partOf(collections, v.paths)
	if p.name == "" {
		return nil, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	known := v.made[p.name]
	switch {
	case known != nil && known.failed != nil:
		return nil, known.failed
	case known != nil && known.view == nil:
		return nil, server.ErrViewNotReady
	case known != nil:
		return known.view, nil
	case len(v.made) >= maxViews || v.ctx.Err() != nil:
		return nil, errManyViews
	}
	v.made[p.name] = &madeView{}
	v.work.Go(func() { v.make(p) })
	return nil, server.ErrViewNotReady
}

var errManyViews = usage("der er for mange sæt af samlinger; højst %d", maxViews)

// make makes a view. One that fails stays so until the next start.
func (v *views) make(p part) {
	out := &madeView{}
	a := *v.app
	a.ctx = v.ctx
	opened, err := v.flags.openParts(&a, false, p)
	if err == nil {
		out.searched = opened[0]
		out.view, err = v.view(p.name, opened[0])
	}
	if out.failed = err; err != nil && v.ctx.Err() == nil {
		v.app.warn("samlingerne %s kan ikke vises: %s", p.name, sayDanish(err))
	}
	v.mu.Lock()
	v.made[p.name] = out
	v.mu.Unlock()
	if err == nil {
		v.tend(out.searched)
	}
}

// close ends what is being made, and closes the indexes that were opened meanwhile.
func (v *views) close() {
	v.cancel()
	v.work.Wait()
	for _, m := range v.made {
		if m.searched != nil {
			m.searched.close()
		}
	}
}
