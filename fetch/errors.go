package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
)

// Kind says what came in the way of a page.
type Kind string

// The kinds of errors.
const (
	Refused   Kind = "refused"   // robots.txt, or the page itself, does not allow it
	Forbidden Kind = "forbidden" // not an address that may be asked for
	Gone      Kind = "gone"      // 404 or 410
	TooLarge  Kind = "too_large" // more bytes than one page may have
	Spent     Kind = "spent"     // the limit on all pages is reached
	Failed    Kind = "failed"    // anything else: may go better another time
)

// Error is why a page was not fetched.
type Error struct {
	Kind   Kind
	URL    string // the last address asked for; "" where none was
	Reason string // one Danish line
	Err    error  // the cause; may be nil
}

func (e *Error) Error() string { return e.Reason }
func (e *Error) Unwrap() error { return e.Err }

func forbidden(cause error, reason string) error {
	return &Error{Kind: Forbidden, Reason: reason, Err: cause}
}

func failed(cause error, format string, args ...any) error {
	return &Error{Kind: Failed, Reason: fmt.Sprintf(format, args...), Err: cause}
}

// asError gives any error of a request its kind, its Danish line and its address.
func asError(err error, url string) *Error {
	var known *Error
	if !errors.As(err, &known) {
		known = &Error{Kind: Failed, Reason: reason(err), Err: err}
	}
	at := *known
	if at.URL == "" {
		at.URL = url
	}
	return &at
}

func reason(err error) string {
	var name *net.DNSError
	var cert *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled):
		return "afbrudt"
	case errors.Is(err, context.DeadlineExceeded):
		return "serveren svarede ikke i tide"
	case errors.As(err, &name):
		return "værten findes ikke"
	case errors.As(err, &cert):
		return "serverens certifikat er ikke gyldigt"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "forbindelsen blev afvist"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "serveren svarede ikke i tide"
	}
	return "forbindelsen til serveren gik galt"
}

// statusError says what an answer without a page means.
func statusError(status int) error {
	switch {
	case status == http.StatusNotFound || status == http.StatusGone:
		return &Error{Kind: Gone, Reason: fmt.Sprintf("siden findes ikke mere (%d)", status)}
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return failed(nil, "serveren giver ikke adgang (%d)", status)
	case status == http.StatusTooManyRequests:
		return failed(nil, "serveren vil ikke spørges så ofte (%d); prøv igen senere, eller sæt --delay op", status)
	}
	return failed(nil, "serveren svarede %d", status)
}
