package server

import (
	"errors"
	"fmt"
	"strings"

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

// viewFor is the view of collections.
func (s *Server) viewFor(collections []string) (*View, error) {
	if len(collections) == 0 || s.cfg.Views == nil {
		return s.shared, nil
	}
	v, err := s.cfg.Views(collections)
	switch {
	case errors.Is(err, ErrViewNotReady):
		return nil, problem.ErrNotReady
	case err != nil:
		return nil, fmt.Errorf("the view of %s: %w", strings.Join(collections, "+"), err)
	case v == nil:
		return s.shared, nil
	}
	return v, nil
}
