package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// Reloading are the flags that say how changed files are taken in.
type Reloading struct {
	Reload time.Duration `default:"30s" placeholder:"tid" help:"Så tit ses dokumenterne efter for ændringer, også hvor systemet ikke melder dem, som på et netværksdrev; 0s læser dem kun ved start."`
}

func (r Reloading) Check() error {
	if r.Reload != 0 && (r.Reload < time.Second || r.Reload > 24*time.Hour) {
		return Usage("--reload er %s; vælg en tid mellem 1s og 24h, eller 0s", r.Reload)
	}
	return nil
}

// reloader keeps one opened library in step with its files. What works goes
// on working: a file that cannot be read any more keeps its former text, and an
// index that cannot be built leaves the former one.
type reloader struct {
	*Opened
	log *slog.Logger
	all *Reloaders

	turn    sync.Mutex    // held while the files are taken in; guards said and the library
	said    string        // the error that was logged last
	amended chan struct{} // told when the index was amended
	scanned chan struct{} // told when pages that are pictures were read
	changed atomic.Int64  // reloads that took something in
	failed  atomic.Int64  // reloads that did not succeed
	kept    atomic.Int64  // files whose former text is used
	at      atomic.Int64  // when what is on the disk was last taken in, in Unix seconds
}

// Reloaders are those of all libraries of a service.
type Reloaders struct {
	Log    *slog.Logger
	Every  time.Duration // how often folders are looked through; 0 is never
	Pause  time.Duration // before an amended index is built whole; 0 is foldPause
	Hold   Holder        // lets new shared materials wait; nil serves all at once
	Shared []string      // files and folders on disk of the shared materials; wanted with Hold

	serving atomic.Pointer[map[sharedFile]bool] // shared files in service; nil before they are looked after
	mu      sync.Mutex                          // guards all
	all     []*reloader
}

// run takes changed files of a library in until ctx ends; from now on its
// warnings go to the log.
func (all *Reloaders) run(ctx context.Context, s *Opened) {
	own := s.logging(all.Log)
	s.library = nil // the reloader's from now on
	r := &reloader{Opened: own, log: all.Log, all: all, amended: make(chan struct{}, 1), scanned: make(chan struct{}, 1)}
	r.at.Store(time.Now().Unix())
	all.mu.Lock()
	all.all = append(all.all, r)
	all.mu.Unlock()
	var folding sync.WaitGroup
	defer folding.Wait()
	folding.Go(func() { r.keepWhole(ctx, cmp.Or(all.Pause, foldPause)) })
	r.tell()
	r.served(r.library, true)
	late := r.late
	if all.Every == 0 || !r.onDisk() {
		r.library = nil // nothing will ask for it
		return
	}
	r.recognise()
	if late {
		_ = r.try(ctx) // try has told why
	}
	library.Watcher{Sources: r.sources, Poll: all.Every, Told: r.scanned}.Run(ctx, func() error { return r.try(ctx) })
}

// recognise has the pages of the library that wait read in the background.
func (r *reloader) recognise() {
	if r.Flags.Background != nil {
		r.Flags.Background.add(r, r.library.Failures, r.sources)
	}
}

// logging is s with its warnings in a log.
func (s *Opened) logging(log *slog.Logger) *Opened {
	own, a := *s, *s.App
	a.Stderr = LogWriter{log}
	own.App = &a
	return &own
}

// onDisk tells whether the library has files that can change.
func (r *reloader) onDisk() bool {
	return slices.ContainsFunc(r.sources, func(s library.Source) bool { return s.Disk != "" })
}

// try reloads and says why that failed, once for each reason.
func (r *reloader) try(ctx context.Context) error {
	r.turn.Lock()
	defer r.turn.Unlock()
	err := r.reload(ctx)
	switch {
	case errors.Is(err, errHeld): // it is tried again at the next look
	case err == nil:
		r.said = ""
	case ctx.Err() == nil:
		r.failed.Add(1)
		if text := Danish(err); text != r.said {
			r.said = text
			r.log.Error("materials not reloaded", "library", r.name, "error", text)
		}
	}
	return err
}

// reload reads what changed, and swaps the index where something did.
func (r *reloader) reload(ctx context.Context) (err error) {
	defer func() { // nothing in a file may end the service
		if p := recover(); p != nil {
			err = fmt.Errorf("reloading: %v", p)
		}
	}()
	start := time.Now()
	unlock, err := r.Flags.lock(r.App)
	if err != nil {
		return err
	}
	if unlock != nil {
		defer unlock()
	}
	lib, err := r.readAgain(ctx)
	if err != nil {
		return err
	}
	if len(lib.Documents) == 0 {
		return errors.New("mapperne er tomme; det hidtidige materiale bruges stadig")
	}
	lib, waits := r.behind(lib)
	d := changes(r.library, lib)
	if !r.admits(ctx, lib, d) {
		return nil
	}
	if err := r.swap(ctx, lib); err != nil {
		return err
	}
	r.library, r.late = lib, false
	if b := r.Flags.Background; b != nil {
		b.took(time.Since(start))
	}
	r.served(lib, !d.none())
	r.recognise()
	r.at.Store(time.Now().Unix())
	r.kept.Store(int64(len(d.kept)))
	if waits {
		defer func() { err = errors.Join(err, errHeld) }()
	}
	if d.none() {
		return nil
	}
	r.changed.Add(1)
	r.log.Info("materials reloaded", append(d.attributes(r.name), "documents", len(lib.Documents), "ms", time.Since(start).Milliseconds())...)
	r.tell()
	r.embedLater()
	return nil
}

// embedLater tells who keeps the vectors that the index holds other passages:
// --data and the watcher are free while a model is asked.
func (r *reloader) embedLater() {
	select {
	case r.moved <- struct{}{}:
	default: // it is told already, or nobody does
	}
}

// readAgain reads the sources; files with the same content are not read anew.
func (r *reloader) readAgain(ctx context.Context) (*documents.Library, error) {
	known := map[string]*documents.Document{}
	for _, d := range r.library.Documents {
		known[d.Hash] = d
	}
	cache, opt := r.Flags.caches()
	opt.Former, opt.Known = r.library, func(hash string) *documents.Document { return known[hash] }
	lib, err := library.ReadAll(ctx, r.sources, opt)
	if err != nil {
		return nil, err
	}
	if err := cache.Add(lib); err != nil {
		r.App.Warn("mellemlageret kunne ikke skrives: %s", Danish(err))
	}
	return lib, nil
}

// swap lets the index hold lib, in memory where its folder cannot be written.
func (r *reloader) swap(ctx context.Context, lib *documents.Library) error {
	err := r.Index.Update(ctx, lib)
	if err == nil || ctx.Err() != nil || r.Flags.Data == "" || r.Flags.Index != "" || errors.Is(err, documents.ErrLost) {
		return err
	}
	r.App.Warn("indekset kan ikke ligge i %s: %s; det bygges i hukommelsen", r.Flags.Data, Danish(err))
	r.Index.Detach()
	return r.Index.Update(ctx, lib)
}

// difference is what changed between two readings of the same sources: paths
// as they are shown.
type difference struct {
	added, changed, removed, kept, unread []string
}

func changes(before, after *documents.Library) difference {
	var d difference
	was := map[string]documents.Info{} // a sidecar changes it too
	for _, doc := range before.Documents {
		was[doc.ID] = doc.Info
	}
	for _, doc := range after.Documents {
		info, known := was[doc.ID]
		delete(was, doc.ID)
		switch {
		case !known:
			d.added = append(d.added, doc.Path)
		case info != doc.Info:
			d.changed = append(d.changed, doc.Path)
		}
	}
	for _, doc := range before.Documents {
		if _, gone := was[doc.ID]; gone {
			d.removed = append(d.removed, doc.Path)
		}
	}
	told := map[string]bool{}
	for _, f := range before.Failures {
		told[f.Path+f.Reason] = true
	}
	for _, f := range after.Failures {
		switch {
		case f.Kept:
			d.kept = append(d.kept, f.Path+": "+f.Reason)
		case !f.Skipped && f.Waiting == 0 && !told[f.Path+f.Reason]:
			d.unread = append(d.unread, f.Path+": "+f.Reason)
		}
	}
	return d
}

func (d difference) none() bool {
	return len(d.added)+len(d.changed)+len(d.removed)+len(d.kept)+len(d.unread) == 0
}

// maxNamed is how many files a line of the log names of each kind.
const maxNamed = 10

// attributes are those of the line in the log.
func (d difference) attributes(name string) []any {
	var out []any
	if name != "" {
		out = append(out, "library", name)
	}
	for _, part := range []struct {
		name  string
		paths []string
	}{{"added", d.added}, {"changed", d.changed}, {"removed", d.removed}, {"kept", d.kept}, {"unread", d.unread}} {
		if n := len(part.paths); n > 0 {
			out = append(out, part.name, n, part.name+"_files", part.paths[:min(n, maxNamed)])
		}
	}
	return out
}
