package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Pool is a [Chat] at one or several endpoints: the first that works answers.
// An endpoint that keeps failing is skipped for a while. It is safe for use by
// several goroutines.
type Pool struct {
	endpoints []*endpoint
	config    Config // the first one's bounds hold for a whole call
}

// NewPool checks the configurations, of which there must be one or more, and
// makes a Pool that asks their endpoints in that order. An error tells by its
// place, from 1, which one is wrong. It sends nothing yet.
func NewPool(configs ...Config) (*Pool, error) {
	if len(configs) == 0 {
		return nil, errors.New("no endpoint is named")
	}
	p := &Pool{}
	for i, c := range configs {
		client, err := NewClient(c)
		if err != nil {
			return nil, fmt.Errorf("endpoint %d: %w", i+1, err)
		}
		p.endpoints = append(p.endpoints, newEndpoint(client))
	}
	p.config = p.endpoints[0].client.config
	return p, nil
}

// Model is the name of the model that is asked first.
func (p *Pool) Model() string { return p.endpoints[0].client.Model() }

// Stream implements [Chat]. An endpoint that fails before any text has come
// hands over to the next; when all have failed, those that may recover are
// tried again, as often as Attempts of the first endpoint says. TotalTimeout of
// the first endpoint bounds the whole call; each endpoint has its
// FirstTokenTimeout, and at most an even share of the whole time with one share
// left for the reply.
func (p *Pool) Stream(ctx context.Context, messages []Message, onText func(string) error) (Usage, error) {
	c := p.begin(ctx, messages, onText)
	defer c.end()
	err := p.config.attempts(ctx, c.round)
	return c.usage, err
}

// call is one call on its way over the endpoints.
type call struct {
	messages []Message
	onText   func(string) error
	turns    []*turn
	usage    Usage
}

// turn is one endpoint's part of a call.
type turn struct {
	*endpoint
	left time.Duration // for the first text
	// hurried says that left is far less than it may take, so that silence is no
	// fault of the endpoint.
	hurried bool
	done    func(error)   // tells the breaker how it went; nil until the first attempt
	out     bool          // it is not tried again
	asked   time.Duration // the wait that it asked for
	err     error         // of the latest attempt
	said    bool          // text of it has reached the caller
}

func (p *Pool) begin(ctx context.Context, messages []Message, onText func(string) error) *call {
	c := &call{messages: messages, onText: onText}
	open := 0
	for _, e := range p.endpoints {
		c.turns = append(c.turns, &turn{endpoint: e, left: e.client.config.FirstTokenTimeout})
		if e.rest.state() != StateOpen {
			open++
		}
	}
	total := p.config.TotalTimeout
	if end, ok := ctx.Deadline(); ok {
		total = min(total, time.Until(end))
	}
	share := total / time.Duration(open+1)
	for _, t := range c.turns {
		t.hurried = share < t.left/2
		t.left = min(t.left, share)
	}
	return c
}

// round tries each endpoint once, until one answers. After an error it says
// whether another round may help, and the shortest wait that was asked for.
func (c *call) round(ctx context.Context) (again bool, asked time.Duration, err error) {
	for _, t := range c.turns {
		if t.out {
			continue
		}
		if over := t.try(ctx, c); over {
			return false, 0, t.err
		}
		if !t.out && (!again || t.asked < asked) {
			again, asked = true, t.asked
		}
	}
	return again, asked, c.failure()
}

// try makes one attempt; over says that the call ends with it, well or not.
func (t *turn) try(ctx context.Context, c *call) (over bool) {
	if t.done == nil {
		done, ok := t.rest.allow()
		if !ok {
			t.out, t.err = true, t.skipped()
			return false
		}
		t.done = done
	}
	start := time.Now()
	r := &reply{onText: c.onText}
	t.err = t.client.once(ctx, c.messages, r, t.left)
	t.left -= time.Since(start)
	t.said = r.delivered
	t.note(t.err, t.said, t.blameless())
	if t.err == nil || t.said || ctx.Err() != nil {
		c.usage = t.client.used(r)
		return true
	}
	retry, asked := again(t.err)
	t.asked, t.out = asked, !retry || t.left <= 0
	return false
}

// blameless tells whether its latest error says nothing of the endpoint.
func (t *turn) blameless() bool {
	return t.hurried && errors.Is(t.err, &Error{Kind: KindTimeoutFirst})
}

// end tells the breakers how the call went.
func (c *call) end() {
	for _, t := range c.turns {
		switch {
		case t.done == nil:
		case t.blameless():
			t.done(context.Canceled)
		case t.said && faultOf(t.err) == faultOther:
			t.done(nil) // it answered, and the caller had enough
		default:
			t.done(t.err)
		}
	}
}

// failure is the error of a call that no endpoint answered.
func (c *call) failure() error {
	if len(c.turns) == 1 {
		return c.turns[0].err
	}
	all := &failures{}
	for i, t := range c.turns {
		all.errs = append(all.errs, fmt.Errorf("%d. %s: %w", i+1, t.client, t.err))
	}
	return all
}

// failures are the errors of several endpoints, in one line.
type failures struct{ errs []error }

func (f *failures) Error() string {
	parts := make([]string, len(f.errs))
	for i, err := range f.errs {
		parts[i] = err.Error()
	}
	return strings.Join(parts, "; ")
}

// Unwrap are the errors of the endpoints.
func (f *failures) Unwrap() []error { return f.errs }

var _ Chat = (*Pool)(nil)
