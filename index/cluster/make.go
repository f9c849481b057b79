package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"time"

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
	right := leaseBuild
	if m.how.Whole {
		right = leaseWhole // meanwhile others may amend
	}
	l, err := m.acquire(ctx, right, m.claim)
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
	if err := m.sweep(ctx, m.how.Whole); err != nil {
		return nil, engine.Manifest{}, err
	}
	b, fill, err := m.plan(ctx)
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	m.begun = true
	e, about, err := fill(ctx, b)
	if err == nil {
		if err = m.publishBy(ctx, b); err != nil {
			b.Abandon(ctx)
		}
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, engine.Manifest{}, cause
	}
	if err != nil {
		return nil, engine.Manifest{}, err
	}
	return e, about, nil
}

// publishBy makes a build the current one, with the lease for that, and removes
// what nobody needs any more.
func (m *maker) publishBy(ctx context.Context, b *remoteBuilder) error {
	if b.beside {
		l, err := m.await(ctx, leaseBuild)
		if err != nil {
			return err
		}
		held, release := l.hold(ctx)
		defer release()
		ctx = held
	}
	if err := m.publish(ctx, b.index, b.amends(), m.key); err != nil {
		return err
	}
	if err := m.sweep(ctx, false); err != nil {
		m.how.Warn("gamle udgaver af indekset %s kunne ikke fjernes: %v", m.name, err)
	}
	return nil
}

// await takes a lease once nobody else holds it.
func (m *maker) await(ctx context.Context, right string) (*lease, error) {
	for claim := newClaimant(); ; {
		l, err := m.acquire(ctx, right, claim)
		if l != nil || err != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(m.beat):
		}
	}
}

// plan gives a builder and what fills it: one that amends what the current build
// was built whole of, where that will do.
func (m *maker) plan(ctx context.Context) (*remoteBuilder, engine.Fill, error) {
	b := m.newBuilder()
	b.beside = m.how.Whole
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
// amend. Builds of one key take each other's place unseen, so that what stood
// before the first of them stays.
func (s *Cluster) publish(ctx context.Context, index, base, key string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	all, err := s.client.Aliases(ctx, s.builds())
	if err != nil {
		return unavailable(err)
	}
	docs, same := map[string]manifestDoc{}, false
	for old, aliases := range all {
		if !slices.Contains(aliases, s.alias()) && !slices.Contains(aliases, s.former()) {
			continue
		}
		if docs[old], err = s.describe(ctx, old); err != nil && !errors.Is(err, opensearch.ErrMissing) {
			return unavailable(err)
		}
		same = same || slices.Contains(aliases, s.alias()) && docs[old].Manifest.Key == key
	}
	names, bases := map[string][]string{s.alias(): {index}, s.bases(): nil, s.making(): nil}, []string{base}
	for old, doc := range docs {
		if same || doc.Manifest.Key == key || slices.Contains(all[old], s.alias()) {
			names[s.former()] = append(names[s.former()], old)
			bases = append(bases, doc.Base)
		}
	}
	for _, b := range bases {
		if _, there := all[b]; there && !slices.Contains(names[s.bases()], b) {
			names[s.bases()] = append(names[s.bases()], b)
		}
	}
	if !slices.Contains(all[index], s.making()) {
		delete(names, s.making()) // it is another's
	}
	return unavailable(s.client.SetAliases(ctx, s.builds(), names))
}

// sweep removes the builds that no alias names: old ones, and those that died;
// with those too that are made beside others. Only the holder of the lease may.
func (s *Cluster) sweep(ctx context.Context, beside bool) error {
	all, err := s.client.Aliases(ctx, s.builds())
	if err != nil {
		return unavailable(err)
	}
	for index, aliases := range all {
		if len(aliases) == 0 && !beside || beside && slices.Equal(aliases, []string{s.making()}) {
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
