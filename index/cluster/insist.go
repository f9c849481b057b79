package cluster

import (
	"context"
	"errors"
	"time"

	"github.com/digitaskforce/taskforce/index/engine"
)

// Work that the cluster interrupts is tried so often, with a quarter of a
// lease's age between.
const insistTries = 6

// errBusy says that another service holds the lease.
var errBusy = errors.New("index: another service does it")

// insist tries until the work is done, by this service or by another, for
// which it waits: errBusy. Work that was begun is tried again where the cluster
// fails. What the operator should know of it is told once.
func (s *Cluster) insist(ctx context.Context, warn engine.Warn, what string, try func() (begun bool, err error)) error {
	waited, failed := false, 0
	for {
		begun, err := try()
		pause := s.beat
		switch {
		case errors.Is(err, errBusy):
			if !waited {
				warn("en anden tjeneste laver %s til %s i OpenSearch; venter på det", what, s.name)
			}
			waited = true
		case begun && errors.Is(err, engine.ErrUnavailable) && !errors.Is(err, engine.ErrLogin) && failed+1 < insistTries:
			if failed == 0 {
				warn("%s til %s i OpenSearch blev afbrudt, fordi den ikke svarede; det forsøges igen", what, s.name)
			}
			failed++
			pause = s.age / 4
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}
