package llm

import (
	"errors"
	"net/http"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
)

// outageCalls is the number of calls in a row that must fail before an endpoint
// is skipped.
const outageCalls = 3

// rest holds calls back from an endpoint that does not work. After a pause
// it lets one call through; how that goes decides whether the pause is over.
// Outages and denials have pauses of different lengths, hence two breakers.
type rest struct {
	outages, denials *breaker.Breaker
}

func newRest(outage, denial time.Duration) *rest {
	return &rest{breaker.New(outage, outageCalls, nil), breaker.New(denial, 1, nil)}
}

// allow asks to make a call. Where it may be made, done must be called with the
// call's error.
func (r *rest) allow() (done func(error), ok bool) {
	outage, ok := r.outages.Allow()
	if !ok {
		return nil, false
	}
	denial, ok := r.denials.Allow()
	if !ok {
		outage(breaker.Unknown) // it was not made
		return nil, false
	}
	return func(err error) { outage(outcome(err, faultOutage)); denial(outcome(err, faultDenial)) }, true
}

// outcome is what an error tells of faults of one sort.
func outcome(err error, sort fault) breaker.Outcome {
	switch faultOf(err) {
	case faultNone:
		return breaker.Worked
	case sort:
		return breaker.Failed
	}
	return breaker.Unknown
}

// State tells whether an endpoint is asked.
type State = breaker.State

// The states of an endpoint.
const (
	StateClosed   = breaker.Closed   // it is asked
	StateHalfOpen = breaker.HalfOpen // one call tries whether it works again
	StateOpen     = breaker.Open     // it is skipped for a while
)

func (r *rest) state() State { return max(r.outages.State(), r.denials.State()) }

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
