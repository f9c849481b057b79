package index

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("index: closed")

// Errors of an index that is kept elsewhere; see [engine.ErrUnavailable].
var (
	ErrUnavailable = engine.ErrUnavailable
	ErrLogin       = engine.ErrLogin
)

// Index finds passages. It is safe for use by several goroutines, also while
// [Index.Update] replaces what it holds.
type Index struct {
	opt      Options
	mu       sync.Mutex // guards current, and is held for no longer than it takes to look at it
	current  *Snapshot
	building sync.Mutex         // held while what the index holds is replaced; guards opt, lib and folds
	lib      *documents.Library // what an amended index holds; nil where it was built whole
	folds    string             // the build that Fold is making, in opt.Dir
	folding  sync.Mutex
	base     context.Context // ends with the index
	end      context.CancelFunc
	meanings meanings
}

func newIndex(opt Options) *Index {
	x := &Index{opt: opt.withDefaults()}
	x.meanings.vectorWork = &vectorWork{}
	x.base, x.end = context.WithCancel(context.Background())
	return x
}

// Build makes an index of a library. With opt.Dir it is kept there and an
// index that is already there and was made of the same library is opened
// instead; a damaged one is built anew, which opt.Warn is told.
func Build(ctx context.Context, lib *documents.Library, opt Options) (*Index, error) {
	x := newIndex(opt)
	if err := x.Update(ctx, lib); err != nil {
		x.end()
		return nil, err
	}
	return x, nil
}

// Update makes the index hold another library. Searches go on in the old one
// until the new one is complete; on an error the old one stays.
func (x *Index) Update(ctx context.Context, lib *documents.Library) error {
	x.building.Lock()
	defer x.building.Unlock()
	key := x.opt.key(lib)
	if s, err := x.Snapshot(); err == nil {
		defer s.Release()
		if s.manifest.Key == key {
			return nil
		}
	}
	next, err := x.make(ctx, lib, key)
	if err != nil {
		return err
	}
	x.put(next, lib)
	if x.opt.Dir != "" && x.opt.Shared == nil && (x.opt.Alone || !next.manifest.Amended()) {
		x.removeOld()
	}
	return nil
}

// put lets the index hold a snapshot of a library. One that an earlier program
// made may know less of what could not be read.
func (x *Index) put(next *Snapshot, lib *documents.Library) {
	next.manifest.Failures = engine.Keep(lib.Failures)
	x.lib = nil
	if next.manifest.Amended() {
		x.lib = lib
	}
	x.swap(next)
}

// Detach lets later updates build in memory, where the folder of the index can
// no longer be written; what is there stays.
func (x *Index) Detach() {
	x.building.Lock()
	defer x.building.Unlock()
	x.opt.Dir = ""
}

func (x *Index) make(ctx context.Context, lib *documents.Library, key string) (*Snapshot, error) {
	if x.opt.Shared != nil {
		return x.amendOn(ctx, baseOf{}, lib)
	}
	if s, err := x.Snapshot(); err == nil {
		defer s.Release()
		if next, err := x.amendOn(ctx, s.base, lib); err != nil || next != nil {
			return next, err
		}
	}
	if x.opt.Dir == "" {
		return buildIn(ctx, lib, "", x.opt)
	}
	s, err := openCurrent(x.opt.Dir, x.opt)
	switch {
	case err == nil && s.manifest.Key == key:
		return s, nil
	case err == nil:
		defer s.Release()
		if next, err := x.amendOn(ctx, s.base, lib); err != nil || next != nil {
			return next, err
		}
	case !errors.Is(err, engine.ErrNotBuilt):
		x.opt.Warn("indekset i %s er beskadiget (%s) og bygges på ny", x.opt.Dir, strings.Join(strings.Fields(err.Error()), " "))
	}
	if x.opt.Alone {
		x.removeOld() // a killed build may have filled the disk
	}
	return buildBeside(ctx, lib, x.opt)
}

// amendOn gives a snapshot of a library that amends a base, nil where too much
// changed. In a cluster the base is what is current there, and a build is made
// whole where too much changed.
func (x *Index) amendOn(ctx context.Context, base baseOf, lib *documents.Library) (*Snapshot, error) {
	if x.opt.Shared == nil {
		if x.opt.Whole {
			return nil, nil
		}
		return amended(ctx, base, lib, x.opt)
	}
	how := engine.Making{Fill: filling(lib, x.opt), Whole: x.opt.Whole, Warn: x.opt.Warn}
	if !x.opt.Whole {
		how.Amend = func(e engine.Engine, about engine.Manifest) (engine.Fill, error) {
			return amend(ctx, baseOf{e, about}, lib, x.opt)
		}
	}
	e, m, err := x.opt.Shared.Make(ctx, x.opt.key(lib), how)
	if err != nil {
		return nil, err
	}
	return newSnapshot(e, m, x.opt), nil
}

// swap puts another snapshot, or none, in the place of the current one.
func (x *Index) swap(next *Snapshot) {
	if next != nil && x.opt.Shared != nil {
		next.gone = x.reopen
	}
	x.mu.Lock()
	old := x.current
	if next != nil && old != nil {
		next.carry(old)
	}
	if next != nil && x.base.Err() != nil { // closed meanwhile
		old = next
	} else {
		x.current = next
	}
	x.mu.Unlock()
	if old != nil {
		old.Release()
	}
}

// Close ends the use of the index; who reads a snapshot may go on.
func (x *Index) Close() error {
	x.end()
	x.swap(nil)
	return nil
}

// Snapshot is what the index holds now. The caller releases it; the error is
// [ErrClosed].
func (x *Index) Snapshot() (*Snapshot, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.current == nil {
		return nil, ErrClosed
	}
	x.current.readers.Add(1)
	return x.current, nil
}

// with calls fn with the current snapshot.
func (x *Index) with(fn func(*Snapshot) error) error {
	s, err := x.Snapshot()
	if err != nil {
		return err
	}
	defer s.Release()
	return fn(s)
}
