package api

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/budget"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Verify answers POST /api/verify. It counts as a question does.
func (s *API) Verify(c *fiber.Ctx) error {
	if s.Config.Checker == nil {
		return problem.ErrNotFound
	}
	if err := s.Allow(c, s.Asks); err != nil {
		return err
	}
	var in answer.Given
	if err := problem.ReadJSON(c, &in, "text"); err != nil {
		return err
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	if err := s.Admit(); err != nil {
		return err
	}
	defer s.Release()
	ctx, cancel := context.WithTimeout(s.Base, s.Config.AskTimeout)
	defer cancel()
	out, err := s.Config.Checker.Check(budget.For(ctx, core.Who(c).Name), in)
	switch {
	case errors.Is(err, answer.ErrNoText):
		return problem.ErrNoText
	case errors.Is(err, answer.ErrNoSources):
		return problem.ErrNoSources
	case errors.Is(err, answer.ErrGiven):
		return problem.ErrLongSources
	case err != nil:
		return fmt.Errorf("checking: %w", err)
	}
	return c.JSON(out)
}
