package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// problemOf maps any error to what the user may know of it.
func (s *Server) problemOf(err error) problem.Problem {
	var p *problem.Problem
	var fe *fiber.Error
	var fault *openai.Fault
	switch {
	case errors.As(err, &p):
		return *p
	case errors.As(err, &fault):
		return ofFault(fault)
	case errors.As(err, &fe):
		return *ofStatus(fe.Code)
	case errors.Is(err, answer.ErrEmpty):
		return *problem.ErrEmpty
	case errors.Is(err, answer.ErrTooLong):
		return *tooLong(answer.MaxQuestion)
	case errors.Is(err, fs.ErrNotExist):
		return *problem.ErrNotFound
	case errors.Is(err, index.ErrUnavailable):
		return *problem.ErrNoIndex
	case errors.Is(err, context.DeadlineExceeded):
		return *problem.ErrSlowAnswer
	case s.base.Err() != nil:
		return *problem.ErrStopping
	}
	return *problem.ErrInternal
}

// ofStatus describes an error that Fiber found.
func ofStatus(status int) *problem.Problem {
	for _, p := range []*problem.Problem{problem.ErrNotFound, problem.ErrMethod, problem.ErrSlowRequest, problem.ErrTooLarge, problem.ErrHeaders} {
		if p.Status == status {
			return p
		}
	}
	if status >= 500 {
		return problem.ErrInternal
	}
	return problem.New(400, "Forespørgslen kunne ikke læses.")
}

// fail answers a request with an error and logs the cause of those that are ours.
func (s *Server) fail(c *fiber.Ctx, err error) {
	p := s.explain(err, requestID(c), s.table(c))
	setSecurityHeaders(c)
	c.Response().Header.Del(fiber.HeaderContentDisposition)
	c.Response().Header.Del(fiber.HeaderETag)
	retryLater(c, p)
	c.Status(p.Status)
	if isOpenAI(c) {
		var f *openai.Fault
		_ = errors.As(err, &f)
		err = c.JSON(openai.NewFailure(p.Status, p.Detail, p.RequestID, f))
	} else if wantsPage(c) {
		err = s.pages.Render(c, "error", errorPage{Page: s.page(c, p.Title), Problem: p})
	} else {
		err = c.JSON(p, "application/problem+json")
	}
	if err != nil {
		s.log.Error("error response", "request_id", p.RequestID, "error", err)
	}
}

// explain makes the problem of an error under a request's id, in a language; the cause of
// what a user cannot help goes to the log.
func (s *Server) explain(err error, id string, t *pages.Table) problem.Problem {
	p := inLanguage(s.problemOf(err), t)
	p.RequestID = id
	if p.Status < 500 {
		return p
	}
	attrs := []slog.Attr{slog.String("request_id", id), slog.String("error", err.Error())}
	var crash *panicked
	if errors.As(err, &crash) {
		attrs = append(attrs, slog.String("stack", string(crash.stack)))
	}
	s.log.LogAttrs(s.base, slog.LevelError, "failed", attrs...)
	return p
}

// retryLater says when a service that takes nothing now may be asked again.
func retryLater(c *fiber.Ctx, p problem.Problem) {
	if p.Status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
}

// wantsPage tells a browser from a program.
func wantsPage(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) && !strings.HasPrefix(c.Path(), "/api/")
}

// inLanguage gives a problem in a language; what has no English stays Danish.
func inLanguage(p problem.Problem, t *pages.Table) problem.Problem {
	p.Title, p.Detail = t.Translate(p.Title), t.Translate(p.Detail)
	return p
}
