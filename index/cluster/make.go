package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/digitaskforce/taskforce/index/engine"
)

// maker makes a build.
type maker struct {
	*Cluster
	key   string
	warn  engine.Warn
	fill  engine.Fill
	claim *claimant
	begun bool // a build was begun
}

// Make opens the current build where it was made of what has the key, or else
// builds it, while no other service does.
func (s *Cluster) Make(ctx context.Context, key string, warn engine.Warn, fill engine.Fill) (e engine.Engine, about engine.Manifest, err error) {
	m := &maker{Cluster: s, key: key, warn: warn, fill: fill, claim: newClaimant()}
	err = s.insist(ctx, warn, "indekset", func() (begun bool, err error) {
		e, about, err = m.try(ctx)
		return m.begun, err
	})
	return e, about, err
}

// try opens the current build or builds; errBusy where another service does.
func (m *maker) try(ctx context.Context) (engine.Engine, engine.Manifest, error) {
	e, about, err := m.Open(ctx, m.key)
	if !errors.Is(err, engine.ErrNotBuilt) {
		return e, about, err
	}
	l, err := m.acquire(ctx, leaseBuild, m.claim)
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	if l == nil {
		return nil, engine.Manifest{}, errBusy
	}
	return m.under(ctx, l)
}

// Open opens the current build, or gives errNotBuilt where it was made of
// something else.
func (s *Cluster) Open(ctx context.Context, key string) (engine.Engine, engine.Manifest, error) {
	e, m, err := s.openRemote(ctx, s.alias(), key)
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	return e, m, nil
}

// under builds with the lease, and makes the build the current one.
func (m *maker) under(ctx context.Context, l *lease) (engine.Engine, engine.Manifest, error) {
	ctx, release := l.hold(ctx)
	defer release()
	if e, about, err := m.Open(ctx, m.key); !errors.Is(err, engine.ErrNotBuilt) {
		return e, about, err // it was completed just now
	}
	if err := m.sweep(ctx); err != nil {
		return nil, engine.Manifest{}, err
	}
	b := m.newBuilder()
	m.begun = true
	e, about, err := m.fill(ctx, b)
	if err == nil {
		if err = m.publish(ctx, b.index); err != nil {
			b.Abandon(ctx)
		}
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, engine.Manifest{}, cause
	}
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	if err := m.sweep(ctx); err != nil {
		m.warn("gamle udgaver af indekset %s kunne ikke fjernes: %v", m.name, err)
	}
	return e, about, nil
}

// publish lets the aliases name the new build and the one before it.
func (s *Cluster) publish(ctx context.Context, index string) error {
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
func (s *Cluster) sweep(ctx context.Context) error {
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
