package service

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

// Holder lets new shared materials wait before they are served.
type Holder interface {
	// May tells whether materials of a key may be served now. Where it does not, it
	// tries them out by open, whose index the caller closes, and calls serve when they may.
	May(key string, files []string, open func(ctx context.Context) (*index.Index, error), serve func() error) bool
	// Served says that nothing waits.
	Served()
}

// errHeld is the error of a view that waits for shared files.
var errHeld = errors.New("service: the shared materials wait")

// admits tells whether shared materials that were read may be served now.
func (r *reloader) admits(ctx context.Context, lib *documents.Library, d difference) bool {
	if r.all.Hold == nil || r.name != "" || d.none() {
		return true
	}
	key := r.Index.Key(lib)
	if key == r.Index.Build() {
		return true
	}
	open := func(ctx context.Context) (*index.Index, error) { return r.Index.Trial(ctx, lib) }
	return r.all.Hold.May(key, d.files(), open, func() error { return r.try(ctx) })
}

// served notes which shared files are in service, for the views and, where they
// are others than before, for the next start.
func (r *reloader) served(lib *documents.Library, others bool) {
	if r.all.Hold == nil || r.name != "" {
		return
	}
	now := r.all.sharedIn(lib)
	r.all.serving.Store(&now)
	if others {
		if err := r.Flags.keepServed(lib); err != nil {
			r.App.Warn("%s kunne ikke skrives: %s; ved næste start venter nyt materiale ikke", servedFile, Danish(err))
		}
	}
	if !r.late {
		r.all.Hold.Served()
	}
}

// behind is what a view may serve of what it has read: where the shared files are
// ahead of those in service, these in their place, and waits.
func (r *reloader) behind(lib *documents.Library) (out *documents.Library, waits bool) {
	if r.all.Hold == nil || r.name == "" {
		return lib, false
	}
	var serving map[sharedFile]bool // none before the shared materials are looked after
	if known := r.all.serving.Load(); known != nil {
		serving = *known
	}
	was, now := r.all.sharedIn(r.library), r.all.sharedIn(lib)
	type place struct {
		sharedFile
		id string
	}
	of := func(d *documents.Document) place { return place{fileOf(d), d.ID} }
	have := map[place]*documents.Document{}
	for _, d := range lib.Documents {
		if file := fileOf(d); now[file] && !was[file] && !serving[file] {
			waits = true
		} else {
			have[of(d)] = d
		}
	}
	for _, d := range r.library.Documents {
		if file := fileOf(d); was[file] && !now[file] && (serving[file] || serving == nil) {
			waits, have[of(d)] = true, d
		}
	}
	if !waits {
		return lib, false
	}
	own := *lib
	own.Documents = nil
	for _, d := range slices.Concat(r.library.Documents, lib.Documents) { // in the order of before, so that the same is built
		if one := have[of(d)]; one != nil {
			own.Documents = append(own.Documents, one)
			delete(have, of(d))
		}
	}
	return &own, true
}

func fileOf(d *documents.Document) sharedFile { return sharedFile{d.File, d.Hash} }

// sharedFile is a file of the shared materials as it was read.
type sharedFile struct{ path, hash string }

// sharedIn are the shared files on disk that a library was read from.
func (all *Reloaders) sharedIn(lib *documents.Library) map[sharedFile]bool {
	out := map[sharedFile]bool{}
	for _, d := range lib.Documents {
		if below(all.Shared, d.File) {
			out[fileOf(d)] = true
		}
	}
	return out
}

// below tells whether a file is one of paths, or lies in one.
func below(paths []string, file string) bool {
	return slices.ContainsFunc(paths, func(path string) bool {
		rel, err := filepath.Rel(path, file)
		return file != "" && err == nil && filepath.IsLocal(rel)
	})
}

// files are those that changed, at most maxNamed of them.
func (d difference) files() []string {
	var out []string
	for _, paths := range [][]string{d.changed, d.added, d.removed} {
		out = append(out, paths...)
	}
	return out[:min(len(out), maxNamed)]
}
