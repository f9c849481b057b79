package server

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// maxAnswer bounds an earlier answer in the history, in characters.
const maxAnswer = 20_000

// chat answers POST /api/chat, as JSON or as a stream of events.
func (s *Server) chat(c *fiber.Ctx) error {
	if err := s.allow(c, s.asks); err != nil {
		return err
	}
	var req answer.Request
	if err := problem.ReadJSON(c, &req, "question"); err != nil {
		return err
	}
	if err := s.check(&req); err != nil {
		return err
	}
	if err := s.spend(c); err != nil {
		return err
	}
	if strings.Contains(c.Get(fiber.HeaderAccept), "text/event-stream") {
		return s.stream(c, req, events{})
	}
	a, err := s.askWhole(s.visit(c), req)
	if err != nil {
		return err
	}
	return c.JSON(a)
}

// check cleans a question and holds it and its history to the limits.
func (s *Server) check(req *answer.Request) error {
	req.Question = danish.Clean(req.Question)
	switch {
	case req.Question == "":
		return problem.ErrEmpty
	case danish.Longer(req.Question, s.cfg.MaxQuestion):
		return tooLong(s.cfg.MaxQuestion)
	case len(req.History) > s.cfg.MaxHistory:
		return problem.New(400, fmt.Sprintf("Historikken må højst rumme %d tidligere spørgsmål.", s.cfg.MaxHistory))
	}
	for _, t := range req.History {
		if danish.Longer(t.Question, s.cfg.MaxQuestion) || danish.Longer(t.Answer, maxAnswer) {
			return problem.New(400, "Et af de tidligere spørgsmål eller svar i historikken er for langt.")
		}
	}
	return nil
}

func tooLong(limit int) *problem.Problem {
	return problem.New(400, fmt.Sprintf("Spørgsmålet er for langt. Det må højst fylde %s tegn.", pages.DanishNumber(limit)))
}

// askWhole answers a question in one piece.
func (s *Server) askWhole(v visit, req answer.Request) (*answer.Answer, error) {
	if err := s.admit(); err != nil {
		return nil, err
	}
	defer s.release()
	ctx, cancel := context.WithTimeout(v.span.In(s.base), s.cfg.AskTimeout)
	defer cancel()
	return s.ask(ctx, v, req, answer.Sink{})
}

// ask answers a question of a visit, and counts and records the answer.
func (s *Server) ask(ctx context.Context, v visit, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
	ctx, traced := traceAnswer(ctx)
	a, err := v.view.Answerer.Ask(ctx, req, sink)
	traced(a, err)
	if err != nil {
		return nil, fmt.Errorf("answering: %w", err)
	}
	if a == nil {
		return nil, errors.New("answering: no answer and no error")
	}
	s.metrics.Answer(a)
	s.keep(v, req, a)
	return a, nil
}

// admit takes one of the places for questions that are being answered; release
// gives it back.
func (s *Server) admit() error {
	if s.closing.Load() {
		return problem.ErrStopping
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	default:
		return problem.ErrBusy
	}
}

func (s *Server) release() { <-s.slots }
