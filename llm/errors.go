package llm

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Kind says what went wrong in a call.
type Kind string

// The kinds of error.
const (
	KindRefused        Kind = "refused"         // no connection: nothing listens, or no route
	KindDNS            Kind = "dns"             // the host's name is unknown
	KindTLS            Kind = "tls"             // no trusted encrypted connection
	KindTimeoutConnect Kind = "timeout_connect" // no connection in time
	KindAuth           Kind = "auth"            // the key is missing, wrong or not allowed
	KindNotFound       Kind = "not_found"       // no such address or model
	KindTimeoutFirst   Kind = "timeout_first"   // no text in time
	KindTimeoutStall   Kind = "timeout_stall"   // the reply stopped coming
	KindTimeoutTotal   Kind = "timeout_total"   // the whole call took too long
	KindRateLimited    Kind = "rate_limited"    // too many requests, or a spent quota
	KindTooLarge       Kind = "too_large"       // the request, the reply or a line of it is over a limit
	KindContextLength  Kind = "context_length"  // the prompt is longer than the model reads
	KindFiltered       Kind = "filtered"        // stopped by the endpoint's content filter
	KindServer         Kind = "server"          // the endpoint failed (5xx)
	KindCutOff         Kind = "cut_off"         // the connection ended before the reply did
	KindEmpty          Kind = "empty"           // a reply without text
	KindSkipped        Kind = "skipped"         // not asked, since it kept failing
	KindProtocol       Kind = "protocol"        // anything else that an OpenAI-compatible endpoint does not say
)

// Error is what went wrong at the endpoint. It holds neither the key nor any
// text of a question or a reply. A call that the caller's own context ended
// gives that context's error instead.
type Error struct {
	Kind       Kind
	Status     int           // HTTP status, 0 where none came
	RetryAfter time.Duration // what the endpoint asked for, 0 where it did not
	// Detail is the endpoint's own words, kept only by Check and CheckEmbed, which send no question.
	Detail string
	Err    error // the cause, may be nil
}

// Error is one line: the kind, the status and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "model endpoint: %s", e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d %s)", e.Status, http.StatusText(e.Status))
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, ": %s", e.Detail)
	}
	return b.String()
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is lets errors.Is find an error of a kind: errors.Is(err, &Error{Kind: KindAuth}).
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && (t.Status == 0 || t.Status == e.Status)
}

// retryable says that a second attempt may help.
func (e *Error) retryable() bool {
	switch e.Kind {
	case KindRefused, KindServer, KindCutOff, KindTimeoutConnect:
		return true
	case KindRateLimited:
		return !errors.Is(e.Err, errQuota)
	}
	return e.Status == http.StatusRequestTimeout
}

var (
	errQuota    = errors.New("the quota is spent")
	errRedirect = errors.New("the endpoint redirects, and the key is sent to no other address")
	errNoStream = errors.New("the endpoint sent no stream")
	errBody     = errors.New("the reply is not what an OpenAI-compatible endpoint sends")
)

// networkError sorts an error that came without an HTTP status.
func networkError(err error) *Error {
	var (
		dns      *net.DNSError
		timeout  net.Error
		location *url.Error
	)
	// url.Error repeats the whole address, which may hold a password.
	if errors.As(err, &location) {
		err = location.Err
	}
	switch {
	case errors.As(err, &dns):
		return &Error{Kind: KindDNS, Err: err}
	case isTLS(err):
		return &Error{Kind: KindTLS, Err: err}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: KindTimeoutConnect, Err: err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return &Error{Kind: KindCutOff, Err: err}
	case isDial(err):
		return &Error{Kind: KindRefused, Err: err}
	}
	return &Error{Kind: KindProtocol, Err: errBody}
}

func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isTLS(err error) bool {
	var (
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		authority x509.UnknownAuthorityError
	)
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &authority) || errors.Is(err, http.ErrSchemeMismatch)
}

// causeError returns the error that ended ctx: ours as it is, or the caller's.
func causeError(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	cause := context.Cause(ctx)
	var ours *Error
	if errors.As(cause, &ours) {
		return ours
	}
	return fmt.Errorf("asking the model: %w", cause)
}
