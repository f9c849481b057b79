package index

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/index/opensearch"
)

// A build is made under a lease, a document that its holder writes anew at
// every beat. A lease that did not change for the time age is that of a
// service that died, and may be taken over. Each service measures that time by
// its own clock.
const (
	leaseID   = "build"
	leaseBeat = 2 * time.Second
	leaseAge  = 20 * time.Second
)

var errLost = errors.New("index: another service took over the build")

// lease is the right to build.
type lease struct {
	shared *Shared
	seen   opensearch.Seen
}

// sighting is the state of another's lease, and since when it is so.
type sighting struct {
	seen  opensearch.Seen
	since time.Time
}

// leaseDoc is a lease as it is stored; its time is for people.
type leaseDoc struct {
	Renewed time.Time `json:"renewed"`
}

// acquire takes the lease; nil while another service holds it.
func (s *Shared) acquire(ctx context.Context, other *sighting) (*lease, error) {
	settings := query{"settings": query{"number_of_shards": 1, "auto_expand_replicas": "0-1"}, "mappings": query{"dynamic": false}}
	if err := s.client.CreateIndex(ctx, s.lockAt(), settings); err != nil && !errors.Is(err, opensearch.ErrConflict) {
		return nil, unavailable(err)
	}
	seen, err := s.client.Create(ctx, s.lockAt(), leaseID, leaseDoc{time.Now()})
	if err == nil {
		return &lease{s, seen}, nil
	}
	if !errors.Is(err, opensearch.ErrConflict) {
		return nil, unavailable(err)
	}
	var doc leaseDoc
	now, err := s.client.Get(ctx, s.lockAt(), leaseID, &doc)
	switch {
	case errors.Is(err, opensearch.ErrMissing):
		return nil, nil // given back just now
	case err != nil:
		return nil, unavailable(err)
	case now != other.seen:
		*other = sighting{now, time.Now()}
		return nil, nil
	case time.Since(other.since) < s.age:
		return nil, nil
	}
	seen, err = s.client.Replace(ctx, s.lockAt(), leaseID, now, leaseDoc{time.Now()})
	if errors.Is(err, opensearch.ErrConflict) {
		return nil, nil
	}
	return &lease{s, seen}, unavailable(err)
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
		_ = l.shared.client.Delete(last, l.shared.lockAt(), leaseID, l.seen) // else it ages
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
		seen, err := l.shared.client.Replace(context.WithoutCancel(ctx), l.shared.lockAt(), leaseID, l.seen, leaseDoc{time.Now()})
		switch {
		case err == nil:
			l.seen, last = seen, time.Now()
		case errors.Is(err, opensearch.ErrConflict), time.Since(last) > l.shared.age/2:
			cancel(fmt.Errorf("%w: %w", ErrUnavailable, errLost))
			return
		}
	}
}
