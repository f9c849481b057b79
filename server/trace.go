package server

import (
	"context"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/trace"
)

// trace begins the span of a request. What an operator's tools and the pages'
// own files ask for tells nothing and is left out.
func (s *Server) trace(c *fiber.Ctx) {
	switch p := c.Path(); {
	case s.cfg.Tracer == nil, p == "/healthz", p == "/readyz", p == "/metrics", strings.HasPrefix(p, "/static/"):
		return
	}
	span := s.cfg.Tracer.Request(c.Method(), func(name string) string { return c.Get(name) })
	span.Set(trace.String("taskforce.request_id", requestID(c)))
	c.Locals(localSpan, span)
}

// spanOf is the span of a request, nil where it is not traced.
func spanOf(c *fiber.Ctx) *trace.Span {
	span, _ := c.Locals(localSpan).(*trace.Span)
	return span
}

// contextOf is what a request's work runs in: it ends with the service, not with
// the request.
func (s *Server) contextOf(c *fiber.Ctx) context.Context { return spanOf(c).In(s.base) }

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
