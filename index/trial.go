package index

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
)

// Key names what the index would hold of a library; see [Index.Build].
func (x *Index) Key(lib *documents.Library) string {
	x.building.Lock()
	defer x.building.Unlock()
	return x.opt.key(lib)
}

// Trial gives an index in memory of a library that this one does not hold yet,
// with what is known of its vectors. Nothing changes for who searches this one;
// where it is large, little is built. The caller closes it.
func (x *Index) Trial(ctx context.Context, lib *documents.Library) (*Index, error) {
	x.building.Lock()
	opt := x.opt
	x.building.Unlock()
	shared := opt.Shared != nil
	opt.Dir, opt.Shared, opt.Alone, opt.gentle, opt.Progress = "", nil, false, true, func(int, int) {}
	t := newIndex(opt)
	t.meanings.vectorWork = x.meanings.vectorWork
	opt = t.opt
	now, err := x.Snapshot()
	if err != nil {
		t.end()
		return nil, err
	}
	defer now.Release()
	next, err := amended(ctx, now.base, lib, opt)
	if err == nil && next == nil {
		next, err = buildIn(ctx, lib, "", opt)
	}
	if err != nil {
		t.end()
		return nil, err
	}
	if !shared {
		next.carry(now)
	}
	t.swap(next)
	return t, nil
}
