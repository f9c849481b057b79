package llm

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
)

// endpoint is one endpoint of a [Pool] with what is known of it.
type endpoint struct {
	client *Client
	rest   *rest

	mu       sync.Mutex
	replies  int
	failures map[Kind]int
	failed   Kind // of the latest call or check, "" where it went well
}

func newEndpoint(c *Client) *endpoint {
	return &endpoint{client: c, rest: newRest(c.config.OutagePause, c.config.DenialPause), failures: map[Kind]int{}}
}

// note counts how an attempt went; what the caller ended is not counted,
// unless the caller's time ran out first. blameless errors are counted, but
// tell nothing of the endpoint.
func (e *endpoint) note(err error, delivered, blameless bool) {
	var ours *Error
	kind := Kind("")
	switch {
	case errors.As(err, &ours):
		kind = ours.Kind
	case errors.Is(err, context.DeadlineExceeded):
		kind = KindTimeoutTotal
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case kind != "":
		e.failures[kind]++
	case err == nil || delivered:
		e.replies++
	}
	if !blameless {
		e.judged(err)
	}
}

// judged keeps whether the endpoint works, for those who hold the lock.
func (e *endpoint) judged(err error) {
	var ours *Error
	switch faultOf(err) {
	case faultNone:
		e.failed = ""
	case faultOutage, faultDenial:
		errors.As(err, &ours)
		e.failed = ours.Kind
	}
}

// skipped is the error of a call that the breaker held back.
func (e *endpoint) skipped() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failures[KindSkipped]++
	return &Error{Kind: KindSkipped, Err: fmt.Errorf("not asked for a while after %s", e.failed)}
}

// Status is how an endpoint of a [Pool] is doing.
type Status struct {
	Model    string
	Host     string // scheme and host of its address
	State    State
	Failing  bool         // its latest call or check failed, and not by the request's fault
	Replies  int          // calls that it answered
	Failures map[Kind]int // attempts that failed, by kind; KindSkipped counts calls it was not asked
}

// Status tells how each endpoint is doing, in order.
func (p *Pool) Status() []Status {
	out := make([]Status, len(p.endpoints))
	for i, e := range p.endpoints {
		e.mu.Lock()
		out[i] = Status{Model: e.client.Model(), Host: e.client.config.Host(), State: e.rest.state(),
			Failing: e.failed != "", Replies: e.replies, Failures: maps.Clone(e.failures)}
		e.mu.Unlock()
	}
	return out
}

// Failing tells whether the latest call or check of every endpoint failed.
func (p *Pool) Failing() bool {
	for _, s := range p.Status() {
		if !s.Failing {
			return false
		}
	}
	return true
}

// Check asks each endpoint as [Client.Check] does, all at the same time, and
// returns their errors in order, nil for those that work.
func (p *Pool) Check(ctx context.Context) []error {
	errs := make([]error, len(p.endpoints))
	var all sync.WaitGroup
	for i, e := range p.endpoints {
		all.Go(func() {
			errs[i] = e.client.Check(ctx)
			e.mu.Lock()
			defer e.mu.Unlock()
			e.judged(errs[i])
		})
	}
	all.Wait()
	return errs
}
