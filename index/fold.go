package index

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
)

// Amended tells whether the index was amended, so that [Index.Fold] has work to do.
func (x *Index) Amended() bool {
	return ask(x, func(s *Snapshot) bool { return s.manifest.Amended() })
}

// Fold builds whole an index that was amended, beside what is searched and on
// half of the processors, and then takes its place. The index may be updated
// meanwhile: what it holds then amends the new build. Nothing happens where the
// index is whole. On an error the amended index stays.
func (x *Index) Fold(parent context.Context) error {
	x.folding.Lock()
	defer x.folding.Unlock()
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	defer context.AfterFunc(x.base, cancel)()
	f, err := x.fold()
	if err != nil || f == nil {
		return err
	}
	if err := f.build(ctx); err != nil {
		return errors.Join(err, ctx.Err())
	}
	x.building.Lock()
	defer x.building.Unlock()
	return x.settle(ctx, f)
}

// folded is an index that is built whole while another is searched.
type folded struct {
	lib  *documents.Library
	opt  Options
	next *Snapshot
	dir  string // of the new build; "" in memory and in a cluster
}

// fold begins; nil where there is nothing to do.
func (x *Index) fold() (*folded, error) {
	x.building.Lock()
	defer x.building.Unlock()
	s, err := x.Snapshot()
	if err != nil {
		return nil, err
	}
	defer s.Release()
	if x.lib == nil || !s.manifest.Amended() {
		return nil, nil
	}
	f := &folded{lib: x.lib, opt: x.opt}
	f.opt.gentle, f.opt.Progress = true, func(int, int) {}
	if f.opt.Shared == nil && f.opt.Dir != "" {
		f.dir = newBuild(f.opt.Dir)
		x.folds = filepath.Base(f.dir)
	}
	return f, nil
}

func (f *folded) build(ctx context.Context) (err error) {
	if f.opt.Shared != nil {
		how := engine.Making{Fill: filling(f.lib, f.opt), Whole: true, Warn: func(string, ...any) {}} // who waits has an index
		e, m, err := f.opt.Shared.Make(ctx, f.opt.key(f.lib), how)
		if err == nil {
			f.next = newSnapshot(e, m, f.opt)
		}
		return err
	}
	f.next, err = buildIn(ctx, f.lib, f.dir, f.opt)
	if err != nil {
		f.remove()
	}
	return err
}

// discard gives up what was built.
func (f *folded) discard() {
	f.next.Release()
	f.remove()
}

func (f *folded) remove() {
	if f.dir != "" {
		_ = os.RemoveAll(f.dir)
	}
}

// settle puts what was built in the place of what is searched now, amended
// where that changed meanwhile.
func (x *Index) settle(ctx context.Context, f *folded) error {
	x.folds = ""
	now, err := x.Snapshot()
	if err != nil {
		f.discard()
		return err
	}
	defer now.Release()
	if !now.manifest.Amended() || x.opt.Dir != f.opt.Dir {
		f.discard() // it was built whole meanwhile, or in memory
		return nil
	}
	next := f.next
	if now.manifest.Key != next.manifest.Key {
		defer f.next.Release() // what amends it keeps it open
		if next, err = x.amendOn(ctx, f.next.base, x.lib); err != nil || next == nil {
			f.remove()
			return err
		}
	}
	if f.dir != "" {
		if err := point(f.opt.Dir, f.dir); err != nil {
			next.Release()
			f.remove()
			return err
		}
	}
	x.put(next, x.lib)
	if f.dir != "" {
		x.removeOld()
	}
	return nil
}
