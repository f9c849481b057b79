package core

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/budget"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/problem"
)

// MaxAnswer bounds an earlier answer in the history, in characters.
const MaxAnswer = 20_000

// Check cleans a question and holds it and its history to the limits.
func (s *Core) Check(req *answer.Request) error {
	req.Question = danish.Clean(req.Question)
	switch {
	case req.Question == "":
		return problem.ErrEmpty
	case danish.Longer(req.Question, s.Config.MaxQuestion):
		return problem.TooLong.With(problem.Number(s.Config.MaxQuestion))
	case len(req.History) > s.Config.MaxHistory:
		return problem.LongHistory.With(s.Config.MaxHistory)
	}
	for _, t := range req.History {
		if danish.Longer(t.Question, s.Config.MaxQuestion) || danish.Longer(t.Answer, MaxAnswer) {
			return problem.ErrLongTurn
		}
	}
	return nil
}

// AskWhole answers a question in one piece.
func (s *Core) AskWhole(v Visit, req answer.Request) (*answer.Answer, error) {
	if err := s.Admit(); err != nil {
		return nil, err
	}
	defer s.Release()
	ctx, cancel := context.WithTimeout(v.Span.In(s.Base), s.Config.AskTimeout)
	defer cancel()
	return s.Ask(ctx, v, req, answer.Sink{})
}

// Ask answers a question of a visit, and counts and records the answer.
func (s *Core) Ask(ctx context.Context, v Visit, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
	ctx, traced := traceAnswer(budget.For(ctx, v.Principal.Name))
	a, err := v.View.Answerer.Ask(ctx, req, sink)
	traced(a, err)
	if err != nil {
		return nil, fmt.Errorf("answering: %w", err)
	}
	if a == nil {
		return nil, errors.New("answering: no answer and no error")
	}
	s.Metrics.Answer(a)
	s.keep(v, req, a)
	return a, nil
}

// Admit takes one of the places for questions that are being answered; Release
// gives it back.
func (s *Core) Admit() error {
	if s.Base.Err() != nil {
		return problem.ErrStopping
	}
	select {
	case s.slots <- struct{}{}:
		return nil
	default:
		return problem.ErrBusy
	}
}

func (s *Core) Release() { <-s.slots }

// FirstRunes are the first n characters of a text, fewer where [danish.Longer]
// counts more.
func FirstRunes(text string, n int) string {
	left := n
	for i := range text {
		if left == 0 {
			text = text[:i]
			break
		}
		left--
	}
	for danish.Longer(text, n) {
		text = FirstRunes(text, utf8.RuneCountInString(text)/2)
	}
	return text
}
