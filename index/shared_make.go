package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/opensearch"
)

// maker makes a build.
type maker struct {
	*Shared
	lib   *documents.Library
	key   string
	opt   Options
	claim *claimant
	begun bool // a build was begun
}

// make opens the current build where it was made of the library with a key,
// or else builds it, while no other service does.
func (s *Shared) make(ctx context.Context, lib *documents.Library, key string, opt Options) (*Snapshot, error) {
	m := &maker{Shared: s, lib: lib, key: key, opt: opt, claim: newClaimant()}
	var st *Snapshot
	err := s.insist(ctx, opt, "indekset", func() (begun bool, err error) {
		st, err = m.try(ctx)
		return m.begun, err
	})
	return st, err
}

// try opens the current build or builds; errBusy where another service does.
func (m *maker) try(ctx context.Context) (*Snapshot, error) {
	st, err := m.open(ctx, m.key, m.opt)
	if !errors.Is(err, errNotBuilt) {
		return st, err
	}
	l, err := m.acquire(ctx, leaseBuild, m.claim)
	if err != nil {
		return nil, err
	}
	if l == nil {
		return nil, errBusy
	}
	return m.under(ctx, l)
}

// open opens the current build, or gives errNotBuilt where it was made of
// something else.
func (s *Shared) open(ctx context.Context, key string, opt Options) (*Snapshot, error) {
	e, m, err := s.openRemote(ctx, s.alias(), key)
	if err != nil {
		return nil, err
	}
	return newSnapshot(e, m, opt), nil
}

// under builds with the lease, and makes the build the current one.
func (m *maker) under(ctx context.Context, l *lease) (*Snapshot, error) {
	ctx, release := l.hold(ctx)
	defer release()
	if st, err := m.open(ctx, m.key, m.opt); !errors.Is(err, errNotBuilt) {
		return st, err // it was completed just now
	}
	if err := m.sweep(ctx); err != nil {
		return nil, err
	}
	b := m.newBuilder()
	m.begun = true
	st, err := build(ctx, m.lib, b, m.opt)
	if err == nil {
		if err = m.publish(ctx, b.index); err != nil {
			b.abandon(ctx)
		}
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, err
	}
	if err := m.sweep(ctx); err != nil {
		m.opt.Warn("gamle udgaver af indekset %s kunne ikke fjernes: %v", m.name, err)
	}
	return st, nil
}

// publish lets the aliases name the new build and the one before it.
func (s *Shared) publish(ctx context.Context, index string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	all, err := s.client.Aliases(ctx, s.builds())
	if err != nil {
		return unavailable(err)
	}
	names := map[string]string{s.alias(): index}
	for old, aliases := range all {
		for _, a := range aliases {
			if a == s.alias() {
				names[s.former()] = old
			}
		}
	}
	return unavailable(s.client.SetAliases(ctx, s.builds(), names))
}

// sweep removes the builds that no alias names: old ones, and those that
// died. Only the holder of the lease may.
func (s *Shared) sweep(ctx context.Context) error {
	all, err := s.client.Aliases(ctx, s.builds())
	if err != nil {
		return unavailable(err)
	}
	for index, aliases := range all {
		if len(aliases) == 0 {
			if err := s.client.DeleteIndex(ctx, index); err != nil {
				return unavailable(err)
			}
		}
	}
	return nil
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// reopen opens the current build of a shared index in place of one that is
// gone, where it was made of the same materials. Searches may go on meanwhile.
func (x *Index) reopen() {
	if !x.building.TryLock() {
		return // somebody does
	}
	go func() {
		defer x.building.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), opensearch.WriteTimeout)
		defer cancel()
		key := ""
		_ = x.with(func(s *Snapshot) error { key = s.manifest.Key; return nil })
		next, err := x.opt.Shared.open(ctx, key, x.opt)
		if err != nil {
			return // the next search tries again
		}
		old, err := x.Snapshot()
		if err != nil {
			next.Release()
			return // the index was closed
		}
		defer old.Release()
		next.vectors.Store(old.vectors.Load())
		x.swap(next)
	}()
}
