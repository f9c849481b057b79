package core

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

// told maps any error to what the user may know of it.
func (s *Core) told(err error) *problem.Error {
	var p *problem.Error
	var fe *fiber.Error
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &fe):
		return ofStatus(fe.Code)
	case errors.Is(err, answer.ErrEmpty):
		return problem.ErrEmpty
	case errors.Is(err, answer.ErrTooLong):
		return problem.TooLong.With(problem.Number(answer.MaxQuestion))
	case errors.Is(err, fs.ErrNotExist):
		return problem.ErrNotFound
	case errors.Is(err, index.ErrUnavailable):
		return problem.ErrNoIndex
	case errors.Is(err, context.DeadlineExceeded):
		return problem.ErrSlowAnswer
	case s.Base.Err() != nil:
		return problem.ErrStopping
	}
	return problem.ErrInternal
}

// isOpenAI tells whether a request's errors are to have OpenAI's form.
func isOpenAI(c *fiber.Ctx) bool { return strings.HasPrefix(c.Path(), "/v1/") }

// ofStatus describes an error that Fiber found.
func ofStatus(status int) *problem.Error {
	for _, p := range []*problem.Error{problem.ErrNotFound, problem.ErrMethod, problem.ErrSlowRequest, problem.ErrTooLarge, problem.ErrHeaders} {
		if p.Kind.Status == status {
			return p
		}
	}
	if status >= 500 {
		return problem.ErrInternal
	}
	return problem.ErrUnread
}

// fail answers a request with an error and logs the cause of those that are ours.
func (s *Core) fail(c *fiber.Ctx, err error) {
	p := s.Explain(err, RequestID(c), s.Table(c))
	setSecurityHeaders(c)
	c.Response().Header.Del(fiber.HeaderContentDisposition)
	c.Response().Header.Del(fiber.HeaderETag)
	RetryLater(c, p)
	c.Status(p.Status)
	if isOpenAI(c) {
		var f *openai.Fault
		_ = errors.As(err, &f)
		err = c.JSON(openai.NewFailure(p.Status, p.Detail, p.RequestID, f))
	} else if WantsPage(c) {
		err = s.Pages.Render(c, "error", errorPage{Page: s.Page(c, p.Title), Problem: p})
	} else {
		err = c.JSON(p, "application/problem+json")
	}
	if err != nil {
		s.Log.Error("error response", "request_id", p.RequestID, "error", err)
	}
}

// Explain makes the problem of an error under a request's id, in a language; the cause of
// what a user cannot help goes to the log.
func (s *Core) Explain(err error, id string, t *pages.Table) problem.Problem {
	p := s.told(err).In(t, id)
	if p.Status < 500 {
		return p
	}
	attrs := []slog.Attr{slog.String("request_id", id), slog.String("error", err.Error())}
	var crash *Crash
	if errors.As(err, &crash) {
		attrs = append(attrs, slog.String("stack", string(crash.Stack)))
	}
	s.Log.LogAttrs(s.Base, slog.LevelError, "failed", attrs...)
	return p
}

// RetryLater says when a service that takes nothing now may be asked again.
func RetryLater(c *fiber.Ctx, p problem.Problem) {
	if p.Status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
}

// WantsPage tells a browser from a program.
func WantsPage(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) && !strings.HasPrefix(c.Path(), "/api/")
}
