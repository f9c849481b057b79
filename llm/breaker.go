package llm

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sony/gobreaker/v2"
)

// outageCalls is the number of calls in a row that must fail before an endpoint
// is skipped.
const outageCalls = 3

// breaker holds calls back from an endpoint that does not work. After a pause
// it lets one call through; how that goes decides whether the pause is over.
// Outages and denials have pauses of different lengths, hence two breakers.
type breaker struct {
	outages, denials *gobreaker.TwoStepCircuitBreaker[struct{}]
}

func newBreaker(outage, denial time.Duration) *breaker {
	return &breaker{
		outages: newStep(outage, outageCalls, faultOutage),
		denials: newStep(denial, 1, faultDenial),
	}
}

// newStep makes a breaker that opens for a pause after some faults of one sort
// in a row.
func newStep(pause time.Duration, calls uint32, sort fault) *gobreaker.TwoStepCircuitBreaker[struct{}] {
	return gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout:     pause,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= calls },
		IsExcluded:  func(err error) bool { f := faultOf(err); return f != faultNone && f != sort },
	})
}

// allow asks to make a call. Where it may be made, done must be called once
// with the call's error.
func (b *breaker) allow() (done func(error), ok bool) {
	outage, err := b.outages.Allow()
	if err != nil {
		return nil, false
	}
	denial, err := b.denials.Allow()
	if err != nil {
		outage(context.Canceled) // it was not made
		return nil, false
	}
	return func(err error) { outage(err); denial(err) }, true
}

// State tells whether an endpoint is asked.
type State int

// The states of an endpoint.
const (
	StateClosed   State = iota // it is asked
	StateHalfOpen              // one call tries whether it works again
	StateOpen                  // it is skipped for a while
)

func (b *breaker) state() State {
	return max(states[b.outages.State()], states[b.denials.State()])
}

var states = map[gobreaker.State]State{
	gobreaker.StateClosed: StateClosed, gobreaker.StateHalfOpen: StateHalfOpen, gobreaker.StateOpen: StateOpen,
}

// fault says whose fault an error is.
type fault int

const (
	faultNone   fault = iota // the call succeeded
	faultOutage              // the endpoint does not work
	faultDenial              // the endpoint refuses the key or the model
	faultOther               // the caller's or the request's; it tells nothing of the endpoint
)

func faultOf(err error) fault {
	var e *Error
	switch {
	case err == nil:
		return faultNone
	case !errors.As(err, &e):
		return faultOther
	}
	switch e.Kind {
	case KindAuth, KindNotFound:
		return faultDenial
	case KindContextLength, KindFiltered, KindTooLarge, KindSkipped:
		return faultOther
	case KindProtocol:
		if e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity {
			return faultOther
		}
	}
	return faultOutage
}
