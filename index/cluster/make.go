package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
)

// maker makes a build.
type maker struct {
	*Cluster
	key   string
	how   engine.Making
	claim *claimant
	begun bool // a build was begun
}

// Make opens the current build where it was made of what has the key, or else
// builds it, while no other service does.
func (s *Cluster) Make(ctx context.Context, key string, how engine.Making) (e engine.Engine, about engine.Manifest, err error) {
	m := &maker{Cluster: s, key: key, how: how, claim: newClaimant()}
	err = s.insist(ctx, how.Warn, "indekset", func() (begun bool, err error) {
		e, about, err = m.try(ctx)
		return m.begun, err
	})
	return e, about, err
}

// try opens the current build or builds; errBusy where another service does.
func (m *maker) try(ctx context.Context) (engine.Engine, engine.Manifest, error) {
	e, about, err := m.open(ctx)
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

// open opens the current build where it is what is wanted.
func (m *maker) open(ctx context.Context) (engine.Engine, engine.Manifest, error) {
	e, about, err := m.Open(ctx, m.key)
	if err == nil && m.how.Whole && about.Amended() {
		return nil, about, engine.ErrNotBuilt
	}
	return e, about, err
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
	if e, about, err := m.open(ctx); !errors.Is(err, engine.ErrNotBuilt) {
		return e, about, err // it was completed just now
	}
	if err := m.sweep(ctx); err != nil {
		return nil, engine.Manifest{}, err
	}
	b, fill, err := m.plan(ctx)
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	m.begun = true
	e, about, err := fill(ctx, b)
	if err == nil {
		if err = m.publish(ctx, b.index, b.amends(), m.key); err != nil {
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
		m.how.Warn("gamle udgaver af indekset %s kunne ikke fjernes: %v", m.name, err)
	}
	return e, about, nil
}

// plan gives a builder and what fills it: one that amends what the current build
// was built whole of, where that will do.
func (m *maker) plan(ctx context.Context) (*remoteBuilder, engine.Fill, error) {
	b := m.newBuilder()
	if m.how.Amend == nil {
		return b, m.how.Fill, nil
	}
	base, about, err := m.openBase(ctx)
	if errors.Is(err, engine.ErrNotBuilt) {
		return b, m.how.Fill, nil
	}
	if err != nil {
		return nil, nil, err
	}
	fill, err := m.how.Amend(base, about)
	if err != nil || fill == nil {
		return b, m.how.Fill, err
	}
	b.base = base
	return b, fill, nil
}

// publish lets the aliases name a new build, the one before it, and what these
// amend. Where it takes the place of one of the same materials, the build of the
// materials before stays too.
func (s *Cluster) publish(ctx context.Context, index, base, key string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	all, err := s.client.Aliases(ctx, s.builds())
	if err != nil {
		return unavailable(err)
	}
	var current, before []string
	for old, aliases := range all {
		switch {
		case slices.Contains(aliases, s.alias()):
			current = append(current, old)
		case slices.Contains(aliases, s.former()):
			before = append(before, old)
		}
	}
	bases := []string{base}
	for _, old := range append(slices.Clone(current), before...) {
		doc, err := s.describe(ctx, old)
		if err != nil && !errors.Is(err, opensearch.ErrMissing) {
			return unavailable(err)
		}
		if slices.Contains(current, old) && doc.Manifest.Key == key {
			current = append(current, before...)
		}
		if slices.Contains(current, old) {
			bases = append(bases, doc.Base)
		}
	}
	names := map[string][]string{s.alias(): {index}, s.bases(): nil}
	if len(current) > 0 {
		names[s.former()] = current
	}
	for _, b := range bases {
		if _, there := all[b]; there && !slices.Contains(names[s.bases()], b) {
			names[s.bases()] = append(names[s.bases()], b)
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
