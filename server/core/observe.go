package core

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/trace"
)

// Keys of what observe leaves for the handlers.
const (
	localID     = "request-id"
	localSpan   = "span"
	localStream = "stream" // set by a handler whose response goes on after it returns
)

const headerID = "X-Request-Id"

// noRoute stands for the route of requests that none answers, so that the
// addresses people try do not become labels.
const noRoute = "none"

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Observe surrounds every request: it names it, sets the security headers,
// turns errors and panics into responses, and logs and counts the outcome.
func (s *Core) Observe(c *fiber.Ctx) error {
	start := time.Now()
	s.busy.Add(1)
	defer s.busy.Add(-1)
	s.begin(c)
	s.trace(c)
	route := noRoute
	if err := guarded(c); err != nil {
		if !isUnrouted(err) {
			route = c.Route().Path
		}
		s.fail(c, err)
	} else {
		route = c.Route().Path
	}
	if c.Locals(localStream) == nil {
		s.record(RequestID(c), c.Method(), route, c.Response().StatusCode(), start, append(endSpan(c, route), by(c)...)...)
	}
	return nil
}

// Unrouted answers what never reached observe, such as a request too large to read.
func (s *Core) Unrouted(c *fiber.Ctx, err error) error {
	s.begin(c)
	s.fail(c, err)
	s.record(RequestID(c), c.Method(), noRoute, c.Response().StatusCode(), time.Now())
	return nil
}

func (s *Core) begin(c *fiber.Ctx) {
	id := c.Get(headerID)
	if !plainID.MatchString(id) {
		id = newID()
	}
	c.Locals(localID, id)
	c.Set(headerID, id)
	setSecurityHeaders(c)
}

// record logs and counts a request. The address itself is left out: its query
// holds what was asked.
func (s *Core) record(id, method, route string, status int, start time.Time, more ...slog.Attr) {
	took := time.Since(start)
	s.Metrics.Request(route, status, took)
	attrs := append([]slog.Attr{
		slog.String("request_id", id), slog.String("method", method), slog.String("route", route),
		slog.Int("status", status), slog.Float64("duration_ms", float64(took.Microseconds())/1000),
	}, more...)
	s.Log.LogAttrs(s.Base, slog.LevelInfo, "request", attrs...)
}

// Crash is the error of a recovered panic.
type Crash struct {
	Value any
	Stack []byte
}

func (p *Crash) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// guarded runs the handlers of a request and turns a panic into an error.
func guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &Crash{r, debug.Stack()}
		}
	}()
	return c.Next()
}

func isUnrouted(err error) bool {
	var fe *fiber.Error
	return errors.As(err, &fe)
}

func RequestID(c *fiber.Ctx) string {
	id, _ := c.Locals(localID).(string)
	return id
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// policy is the content security policy of the pages, which the ancestors may
// frame. The pages hold nothing inline, so it needs neither nonce nor hash.
func policy(ancestors string) string {
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
}

// setSecurityHeaders sets what every response carries.
func setSecurityHeaders(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", policy("'none'"))
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(self), payment=(), usb=()")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Cache-Control", "no-store")
}

// trace begins the span of a request. What an operator's tools and the pages'
// own files ask for tells nothing and is left out.
func (s *Core) trace(c *fiber.Ctx) {
	switch p := c.Path(); {
	case s.Config.Tracer == nil, p == "/healthz", p == "/readyz", p == "/metrics", strings.HasPrefix(p, "/static/"):
		return
	}
	span := s.Config.Tracer.Request(c.Method(), func(name string) string { return c.Get(name) })
	span.Set(trace.String("taskforce.request_id", RequestID(c)))
	c.Locals(localSpan, span)
}

// spanOf is the span of a request, nil where it is not traced.
func spanOf(c *fiber.Ctx) *trace.Span {
	span, _ := c.Locals(localSpan).(*trace.Span)
	return span
}

// ContextOf is what a request's work runs in: it ends with the service, not with
// the request.
func (s *Core) ContextOf(c *fiber.Ctx) context.Context { return spanOf(c).In(s.Base) }

// endSpan ends the span of a request that has its response, and says for the
// log which trace it is part of.
func endSpan(c *fiber.Ctx, route string) []slog.Attr {
	return closeSpan(spanOf(c), c.Method(), route, c.Response().StatusCode(), "")
}

func closeSpan(span *trace.Span, method, route string, status int, failed string) []slog.Attr {
	if span == nil {
		return nil
	}
	span.Set(trace.Int("http.response.status_code", status))
	if route != noRoute {
		span.Name(method + " " + route)
		span.Set(trace.String("http.route", route))
	}
	if status >= 500 {
		failed = "5xx"
	}
	span.End(failed)
	return []slog.Attr{slog.String("trace_id", span.ID())}
}

// traceAnswer begins the span of an answer; what it returns ends it.
func traceAnswer(ctx context.Context) (context.Context, func(*answer.Answer, error)) {
	ctx, span := trace.Start(ctx, "answer")
	return ctx, func(a *answer.Answer, err error) {
		if err != nil || a == nil {
			span.End("answer")
			return
		}
		span.Set(trace.String("taskforce.answer.id", a.ID), trace.String("taskforce.answer.mode", a.Mode),
			trace.String("taskforce.answer.refusal", a.Refusal), trace.String("taskforce.answer.fallback", a.Fallback),
			trace.Bool("taskforce.answer.grounded", a.Grounded), trace.Int("taskforce.answer.sentences", len(a.Sentences)),
			trace.Int("taskforce.answer.sources", len(a.Sources)), trace.Int("taskforce.answer.withheld", len(a.Withheld)))
		span.End("")
	}
}
