package core

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/problem"
)

// View is what one asker may see: the shared materials, with collections of an
// authority's own where it has any. Each view has an index of its own, so
// nothing of one can show in another.
type View struct {
	Answerer Answerer
	Library  Library
	Examples []string // questions that the empty chat page offers
	Name     string   // of its collections, joined by +; "" for the shared materials alone
}

// Views gives the view of some collections; those that the service does not
// have are left out. It returns at once: the error is [ErrViewNotReady] while a
// view is being made.
type Views func(collections []string) (*View, error)

// ErrViewNotReady is the error of a view that is being made.
var ErrViewNotReady = errors.New("server: the view is being made")

// ViewFor is the view of collections.
func (s *Core) ViewFor(collections []string) (*View, error) {
	if len(collections) == 0 || s.Config.Views == nil {
		return s.Shared, nil
	}
	v, err := s.Config.Views(collections)
	switch {
	case errors.Is(err, ErrViewNotReady):
		return nil, problem.ErrNotReady
	case err != nil:
		return nil, fmt.Errorf("the view of %s: %w", strings.Join(collections, "+"), err)
	case v == nil:
		return s.Shared, nil
	}
	return v, nil
}

// Ready holds requests back until the materials can be searched.
func (s *Core) Ready(c *fiber.Ctx) error {
	if !s.ViewOf(c).Library.Ready() {
		return problem.ErrNotReady
	}
	return c.Next()
}

// DocumentOf finds the document that an address names.
func (s *Core) DocumentOf(c *fiber.Ctx) (documents.Info, error) {
	d, ok := s.ViewOf(c).Library.Document(c.Params("document"))
	if !ok {
		return d, problem.ErrNoDocument
	}
	return d, nil
}
