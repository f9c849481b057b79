package service

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

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

// errHeld is the error of a view that waits for the shared materials.
var errHeld = errors.New("service: the shared materials wait")

// admits tells whether what was read may be served now; the error is [errHeld]
// where a view waits for the shared materials.
func (r *reloader) admits(ctx context.Context, lib *documents.Library, d difference) (bool, error) {
	switch {
	case r.all.Hold == nil:
		return true, nil
	case r.name != "":
		if r.ahead(lib) {
			return false, errHeld
		}
		return true, nil
	}
	key := r.Index.Key(lib)
	if d.none() || key == r.Index.Build() {
		return true, nil
	}
	open := func(ctx context.Context) (*index.Index, error) { return r.Index.Trial(ctx, lib) }
	return r.all.Hold.May(key, d.files(), open, func() error { return r.try(ctx) }), nil
}

// served notes which shared files are in service, for the views.
func (r *reloader) served(lib *documents.Library) {
	if r.all.Hold == nil || r.name != "" {
		return
	}
	now := r.all.sharedIn(lib)
	r.all.serving.Store(&now)
	r.all.Hold.Served()
}

// ahead tells whether a view would serve shared files that are not in service
// yet, or be without some that are.
func (r *reloader) ahead(lib *documents.Library) bool {
	serving := r.all.serving.Load()
	if serving == nil {
		return true // the shared materials are not looked after yet
	}
	was, now := r.all.sharedIn(r.library), r.all.sharedIn(lib)
	for file := range now {
		if !was[file] && !(*serving)[file] {
			return true
		}
	}
	for file := range was {
		if !now[file] && (*serving)[file] {
			return true
		}
	}
	return false
}

// sharedFile is a file of the shared materials as it was read.
type sharedFile struct{ path, hash string }

// sharedIn are the shared files on disk that a library was read from.
func (all *Reloaders) sharedIn(lib *documents.Library) map[sharedFile]bool {
	out := map[sharedFile]bool{}
	for _, d := range lib.Documents {
		for _, path := range all.Shared {
			if d.File == path || strings.HasPrefix(d.File, filepath.Clean(path)+string(filepath.Separator)) {
				out[sharedFile{d.File, d.Hash}] = true
			}
		}
	}
	return out
}

// files are those that changed, at most maxNamed of them.
func (d difference) files() []string {
	var out []string
	for _, paths := range [][]string{d.changed, d.added, d.removed} {
		out = append(out, paths...)
	}
	return out[:min(len(out), maxNamed)]
}
