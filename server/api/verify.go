package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Checker checks texts against passages that are given with them.
type Checker interface {
	Check(ctx context.Context, in answer.Given) (answer.Checked, error)
}

// verify answers POST /api/verify. It counts as a question does.
func (s *Server) verify(c *fiber.Ctx) error {
	if s.cfg.Checker == nil {
		return problem.ErrNotFound
	}
	if err := s.allow(c, s.asks); err != nil {
		return err
	}
	var in answer.Given
	if err := problem.ReadJSON(c, &in, "text"); err != nil {
		return err
	}
	if err := s.spend(c); err != nil {
		return err
	}
	if err := s.admit(); err != nil {
		return err
	}
	defer s.release()
	ctx, cancel := context.WithTimeout(s.base, s.cfg.AskTimeout)
	defer cancel()
	out, err := s.cfg.Checker.Check(ctx, in)
	switch {
	case errors.Is(err, answer.ErrNoText):
		return problem.New(400, "Der er ingen tekst at kontrollere i feltet text.")
	case errors.Is(err, answer.ErrNoSources):
		return problem.New(400, "Der er ingen uddrag at kontrollere mod i feltet sources, eller et af dem har ingen tekst.")
	case errors.Is(err, answer.ErrGiven):
		return problem.New(400, "Teksten eller et uddrag er for langt, eller et uddrags nummer står to gange.")
	case err != nil:
		return fmt.Errorf("checking: %w", err)
	}
	return c.JSON(out)
}
