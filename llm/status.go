package llm

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	openai "github.com/sashabaranov/go-openai"
)

// maxDetail bounds the endpoint's own words in an error, in runes.
const maxDetail = 200

// translate makes our error of what go-openai gave, with what the transport saw.
func translate(err error, seen *exchange) *Error {
	var (
		ours *Error
		api  *openai.APIError
		req  *openai.RequestError
	)
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.As(err, &api):
		return statusError(api.HTTPStatusCode, api.Message+" "+api.Type, fmt.Sprint(api.Code), seen)
	case errors.As(err, &req):
		return statusError(req.HTTPStatusCode, string(req.Body), "", seen)
	case seen.status >= http.StatusBadRequest:
		return statusError(seen.status, "", "", seen)
	}
	e := networkError(err)
	switch {
	case e.Kind == KindCutOff && seen.whole:
		return &Error{Kind: KindProtocol, Err: errNoStream}
	case e.Kind == KindProtocol && seen.ended && !seen.whole:
		return &Error{Kind: KindCutOff, Err: io.ErrUnexpectedEOF}
	}
	return e
}

// statusError sorts an answer with an error in it. said is only read, never
// kept, as an endpoint may repeat the question in it.
func statusError(status int, said, code string, seen *exchange) *Error {
	e := &Error{Kind: KindProtocol, Status: status, RetryAfter: seen.retryAfter}
	said = strings.ToLower(said + " " + code)
	switch {
	case isContextLength(said):
		e.Kind = KindContextLength
	case holdsAny(said, "content_filter", "content management policy"):
		e.Kind = KindFiltered
	case holdsAny(said, "insufficient_quota"):
		e.Kind, e.Err = KindRateLimited, errQuota
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		e.Kind = KindAuth
	case status == http.StatusNotFound, holdsAny(said, "model_not_found"):
		e.Kind = KindNotFound
	case status == http.StatusTooManyRequests, holdsAny(said, "rate_limit"):
		e.Kind = KindRateLimited
	case status == http.StatusRequestEntityTooLarge:
		e.Kind = KindTooLarge
	case status >= http.StatusInternalServerError, status == 0:
		// An error inside a stream comes without a status of its own.
		e.Kind = KindServer
	}
	return e
}

// isContextLength tells whether an endpoint complains, in lower case, of a
// prompt that is longer than the model reads; each family has its own words.
func isContextLength(said string) bool {
	return holdsAny(said, "context_length", "context length", "context size", "maximum context", "exceed_context",
		"prompt is too long", "maximum number of tokens", "reduce the length of")
}

func holdsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// detail is the endpoint's own words on one line, without the key.
func detail(err error, key string) string {
	var (
		api  *openai.APIError
		req  *openai.RequestError
		text string
	)
	if errors.As(err, &api) {
		text = api.Message
	} else if errors.As(err, &req) {
		text = string(req.Body)
	}
	if key != "" {
		text = strings.ReplaceAll(text, key, "…")
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(text); len(runes) > maxDetail {
		text = string(runes[:maxDetail]) + "…"
	}
	return text
}

// parseRetryAfter reads the header in seconds or as a date, and the
// milliseconds that some endpoints send beside it.
func parseRetryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil && ms > 0 && ms < 1e9 {
		return time.Duration(ms * float64(time.Millisecond))
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(value, 64); err == nil {
		if s > 0 && s < 1e6 {
			return time.Duration(s * float64(time.Second))
		}
		return 0
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}
