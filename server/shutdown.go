package server

import (
	"context"
	"fmt"
	"time"
)

// lastWords is how long readers get to take what has been written for them
// once the last answer has ended.
const lastWords = 2 * time.Second

// Shutdown takes no new request and waits for those under way; connections
// without one do not hold it up. When ctx ends first, it ends the answers that
// are still being made, which tell their readers so, and returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.closing.Store(true)
	until, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	closed := make(chan error, 1) // when everything has been written
	go func() { closed <- s.app.ShutdownWithContext(until) }()
	early := s.finish(ctx)
	s.stop()
	select {
	case err := <-closed:
		if err != nil {
			return fmt.Errorf("shutting down: %w", err)
		}
	case <-time.After(lastWords):
	}
	if early != nil {
		return fmt.Errorf("shutting down: %w", early)
	}
	return nil
}

// finish waits until no request is being answered, or for the end of ctx,
// whose error it gives. Fasthttp counts a connection on which nothing has come
// yet as one with a request, so its own wait says too little.
func (s *Server) finish(ctx context.Context) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for s.busy.Load() > 0 {
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
