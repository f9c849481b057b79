// Package api is the service's own API: questions, searches, documents,
// feedback, checks of a text, and the operator's look at its health. docs/api.md
// is its contract.
package api

import (
	"context"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Limits of a search.
const (
	defaultHits = 10
	maxHits     = 50
	maxListed   = 10_000 // documents, and failures, of one reply
)

// API answers programs by the service's own contract. Make it with [New].
type API struct{ *core.Core }

// New makes an API of what the doors share.
func New(shared *core.Core) *API { return &API{Core: shared} }

// Found is the reply of GET /api/search.
type Found struct {
	Hits  []core.Hit `json:"hits" jsonschema:"The passages, best first."`
	Query string     `json:"query"`
}

// Inventory is the reply of GET /api/documents.
type Inventory struct {
	Documents []documents.Info    `json:"documents"`
	Failures  []documents.Failure `json:"failures" jsonschema:"Files that could not be read, or only in part."`
	Next      int                 `json:"next,omitempty" jsonschema:"The parameter from of the documents that follow, where there are more."`
}

// Health is the reply of GET /healthz, State that of GET /readyz.
type Health struct {
	Budget    string        `json:"budget,omitempty" enum:"ok,spent" jsonschema:"What models may cost in a day; absent where the service has no such budget."`
	Documents int           `json:"documents"`
	Held      bool          `json:"held,omitempty" jsonschema:"New materials wait to be let into service on /admin/golden."`
	Model     string        `json:"model" enum:"ok,failing,none"`
	OCR       *core.Scanned `json:"ocr,omitempty" jsonschema:"Pages that are pictures of text; absent where there are none, or none is read."`
	Status    string        `json:"status" enum:"ok"`
	Vectors   *vectors      `json:"vectors,omitempty" jsonschema:"Absent where texts are compared by words alone."`
	Version   string        `json:"version"`
}

// vectors tells how far the passages can be compared by meaning.
type vectors struct {
	Done  int `json:"done" jsonschema:"Passages that can be; the others are found by words."`
	Total int `json:"total"`
}

type State struct {
	Status string `json:"status" enum:"ok"`
}

// Search answers GET /api/search.
func (s *API) Search(c *fiber.Ctx) error {
	query := danish.Clean(c.Query("q"))
	k, err := wanted(c)
	switch {
	case query == "":
		return problem.ErrNoParameter
	case danish.Longer(query, s.Config.MaxQuestion):
		return problem.TooLong.With(problem.Number(s.Config.MaxQuestion))
	case err != nil || k < 1 || k > maxHits:
		return problem.HitsParameter.With(maxHits)
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ContextOf(c), core.SearchTimeout)
	defer cancel()
	hits, err := s.ViewOf(c).Library.Search(ctx, query, nil, k)
	if err != nil {
		return err
	}
	return c.JSON(Found{Query: query, Hits: core.List(hits)})
}

// wanted is how many passages a search asks for; "k=" names no number.
func wanted(c *fiber.Ctx) (int, error) {
	if !c.Context().QueryArgs().Has("k") {
		return defaultHits, nil
	}
	return strconv.Atoi(c.Query("k"))
}

// Documents answers GET /api/documents.
func (s *API) Documents(c *fiber.Ctx) error {
	from, ok := core.FromOf(c)
	if !ok {
		return problem.ErrFrom
	}
	library := s.ViewOf(c).Library
	some, next := core.Stretch(library.Documents(), from, maxListed)
	failures, _ := core.Stretch(library.Failures(), from, maxListed)
	failures = slices.Clone(failures)
	for i, f := range failures {
		failures[i] = f.In(pages.Language(c))
	}
	return c.JSON(Inventory{Documents: core.List(some), Failures: core.List(failures), Next: next})
}

// healthQuery is what /healthz searches for; no hits are as healthy as many.
const healthQuery = "kunstig intelligens"

// Health tells whether a search works. A model that fails is told, but no
// error: answers are extracts then.
func (s *API) Health(c *fiber.Ctx) error {
	if !s.Config.Library.Ready() {
		return problem.ErrNotReady
	}
	ctx, cancel := context.WithTimeout(s.Base, core.SearchTimeout)
	defer cancel()
	if _, err := s.Config.Library.Search(ctx, healthQuery, nil, 1); err != nil {
		return err
	}
	out := Health{Status: "ok", Version: s.Config.Version, Documents: len(s.Config.Library.Documents()), Model: s.Config.Model(), Held: s.Config.Hold != nil && s.Config.Hold.Held() != nil}
	if b, ok := s.Config.Budget.Service(ctx); ok {
		out.Budget = "ok"
		if b.Spent {
			out.Budget = "spent"
		}
	}
	if done, total := s.Config.Embedded(); total > 0 {
		out.Vectors = &vectors{done, total}
	}
	if scanned := s.Config.Scanned(); scanned != (core.Scanned{}) {
		out.OCR = &scanned
	}
	return c.JSON(out)
}

// Readiness tells whether requests should be sent here.
func (s *API) Readiness(c *fiber.Ctx) error {
	switch {
	case s.Closing():
		return problem.ErrStopping
	case !s.Config.Library.Ready():
		return problem.ErrNotReady
	}
	return c.JSON(State{"ok"})
}
