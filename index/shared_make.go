package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/opensearch"
)

// make opens the current build where it was made of the library with a key,
// or else builds it, while no other service does.
func (s *Shared) make(ctx context.Context, lib *documents.Library, key string, opt Options) (*state, error) {
	var other sighting
	for told := false; ; told = true {
		st, err := s.open(ctx, key, opt)
		if !errors.Is(err, errNotBuilt) {
			return st, err
		}
		l, err := s.acquire(ctx, &other)
		if err != nil {
			return nil, err
		}
		if l != nil {
			return s.makeUnder(ctx, l, lib, key, opt)
		}
		if !told {
			opt.Warn("en anden tjeneste bygger indekset %s; venter på det", s.name)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(s.beat):
		}
	}
}

// open opens the current build, or gives errNotBuilt where it was made of
// something else.
func (s *Shared) open(ctx context.Context, key string, opt Options) (*state, error) {
	e, m, err := s.openRemote(ctx, s.alias(), key)
	if err != nil {
		return nil, err
	}
	return newState(e, m, opt), nil
}

// makeUnder builds with the lease, and makes the build the current one.
func (s *Shared) makeUnder(ctx context.Context, l *lease, lib *documents.Library, key string, opt Options) (*state, error) {
	ctx, release := l.hold(ctx)
	defer release()
	if st, err := s.open(ctx, key, opt); !errors.Is(err, errNotBuilt) {
		return st, err // it was completed just now
	}
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	b, err := s.newBuilder(ctx)
	if err != nil {
		return nil, err
	}
	st, err := build(ctx, lib, b, opt)
	if err == nil {
		if err = s.publish(ctx, b.index); err != nil {
			b.abandon(ctx)
		}
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, err
	}
	if err := s.sweep(ctx); err != nil {
		opt.Warn("gamle udgaver af indekset %s kunne ikke fjernes: %v", s.name, err)
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
		_ = x.with(func(s *state) error { key = s.manifest.Key; return nil })
		next, err := x.opt.Shared.open(ctx, key, x.opt)
		if err != nil {
			return // the next search tries again
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.current != nil {
			next.vectors.Store(x.current.vectors.Load())
			x.current = next
		}
	}()
}
