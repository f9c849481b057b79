package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
)

// A build is made under a lease, a document that its holder writes anew at
// every beat. A lease that did not change for the time age is that of a
// service that died, and may be taken over. Each service measures that time by
// its own clock.
const (
	leaseBuild = "build" // to make a build and let it be the current one
	leaseWhole = "whole" // to build whole beside that what was amended
	leaseBeat  = 2 * time.Second
	leaseAge   = 20 * time.Second
)

var errLost = errors.New("index: another service took over the build")

// lease is the right to do what it is named for.
type lease struct {
	shared     *Cluster
	id, holder string
	seen       opensearch.Seen
}

// claimant is who wants a lease, and what it saw of another's: its state, and
// since when it is so.
type claimant struct {
	holder string // made by chance
	seen   opensearch.Seen
	since  time.Time
}

func newClaimant() *claimant { return &claimant{holder: rand.Text()} }

// leaseDoc is a lease as it is stored; its time is for people.
type leaseDoc struct {
	Holder  string    `json:"holder"`
	Renewed time.Time `json:"renewed"`
}

// acquire takes a lease, also one that the claimant could not give back; nil
// while another service holds it.
func (s *Cluster) acquire(ctx context.Context, id string, c *claimant) (*lease, error) {
	settings := query{"settings": query{"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "mappings": query{"dynamic": false}}
	if err := s.ensureIndex(ctx, s.lockAt(), settings); err != nil {
		return nil, unavailable(err)
	}
	l := &lease{shared: s, id: id, holder: c.holder}
	err := l.create(ctx)
	if err == nil {
		return l, nil
	}
	if !errors.Is(err, opensearch.ErrConflict) {
		return nil, unavailable(err)
	}
	var doc leaseDoc
	now, err := s.client.Get(ctx, s.lockAt(), id, &doc)
	switch {
	case errors.Is(err, opensearch.ErrMissing):
		return nil, nil // given back just now
	case err != nil:
		return nil, unavailable(err)
	case now != c.seen:
		c.seen, c.since = now, time.Now()
		return nil, nil
	case time.Since(c.since) < s.age:
		return nil, nil
	}
	l.seen = now
	if err := l.replace(ctx); errors.Is(err, opensearch.ErrConflict) {
		return nil, nil
	} else if err != nil {
		return nil, unavailable(err)
	}
	return l, nil
}

func (l *lease) create(ctx context.Context) error {
	seen, err := l.shared.client.Create(ctx, l.shared.lockAt(), l.id, leaseDoc{l.holder, time.Now()})
	return l.wrote(ctx, seen, err)
}

func (l *lease) replace(ctx context.Context) error {
	seen, err := l.shared.client.Replace(ctx, l.shared.lockAt(), l.id, l.seen, leaseDoc{l.holder, time.Now()})
	return l.wrote(ctx, seen, err)
}

// wrote takes in how the lease was written. Where somebody was first, that may
// be this service itself: a call is tried again when its answer was lost.
func (l *lease) wrote(ctx context.Context, seen opensearch.Seen, err error) error {
	if errors.Is(err, opensearch.ErrConflict) {
		var doc leaseDoc
		now, gerr := l.shared.client.Get(ctx, l.shared.lockAt(), l.id, &doc)
		if gerr == nil && doc.Holder == l.holder {
			seen, err = now, nil
		}
	}
	if err == nil {
		l.seen = seen
	}
	return err
}

// hold renews the lease until release, which gives it back. The context ends
// where the lease is lost.
func (l *lease) hold(parent context.Context) (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancelCause(parent)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		l.renew(ctx, cancel)
	}()
	return ctx, func() {
		cancel(nil)
		<-stopped
		last, done := context.WithTimeout(context.WithoutCancel(parent), opensearch.ReadTimeout)
		defer done()
		_ = l.shared.client.Delete(last, l.shared.lockAt(), l.id, l.seen) // else it ages
	}
}

func (l *lease) renew(ctx context.Context, cancel context.CancelCauseFunc) {
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(l.shared.beat):
		}
		err := l.replace(context.WithoutCancel(ctx))
		switch {
		case err == nil:
			last = time.Now()
		case errors.Is(err, opensearch.ErrConflict), time.Since(last) > l.shared.age/2:
			cancel(fmt.Errorf("%w: %w", engine.ErrUnavailable, errLost))
			return
		}
	}
}
