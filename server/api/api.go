package server

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Limits of a search.
const (
	searchTimeout = 10 * time.Second
	defaultHits   = 10
	maxHits       = 50
	maxListed     = 10_000 // documents, and failures, of one reply
)

// found is the reply of GET /api/search.
type found struct {
	Hits  []Hit  `json:"hits" description:"The passages, best first."`
	Query string `json:"query"`
}

// inventory is the reply of GET /api/documents.
type inventory struct {
	Documents []documents.Info    `json:"documents"`
	Failures  []documents.Failure `json:"failures" description:"Files that could not be read, or only in part."`
	Next      int                 `json:"next,omitempty" description:"The parameter from of the documents that follow, where there are more."`
}

// health is the reply of GET /healthz, state that of GET /readyz.
type health struct {
	Documents int      `json:"documents"`
	Model     string   `json:"model" enum:"ok,failing,none"`
	Status    string   `json:"status" enum:"ok"`
	Vectors   *vectors `json:"vectors,omitempty" description:"Absent where texts are compared by words alone."`
	Version   string   `json:"version"`
}

// vectors tells how far the passages can be compared by meaning.
type vectors struct {
	Done  int `json:"done" description:"Passages that can be; the others are found by words."`
	Total int `json:"total"`
}

type state struct {
	Status string `json:"status" enum:"ok"`
}

// search answers GET /api/search.
func (s *Server) search(c *fiber.Ctx) error {
	query := danish.Clean(c.Query("q"))
	k, err := wanted(c)
	switch {
	case query == "":
		return problem.New(400, "Skriv det, du søger efter, i parameteren q.")
	case danish.Longer(query, s.cfg.MaxQuestion):
		return tooLong(s.cfg.MaxQuestion)
	case err != nil || k < 1 || k > maxHits:
		return problem.New(400, "Parameteren k skal være et helt tal fra 1 til "+strconv.Itoa(maxHits)+".")
	}
	if err := s.spend(c); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.contextOf(c), searchTimeout)
	defer cancel()
	hits, err := s.viewOf(c).Library.Search(ctx, query, nil, k)
	if err != nil {
		return err
	}
	return c.JSON(found{Query: query, Hits: list(hits)})
}

// wanted is how many passages a search asks for; "k=" names no number.
func wanted(c *fiber.Ctx) (int, error) {
	if !c.Context().QueryArgs().Has("k") {
		return defaultHits, nil
	}
	return strconv.Atoi(c.Query("k"))
}

// documents answers GET /api/documents.
func (s *Server) documents(c *fiber.Ctx) error {
	from, ok := fromOf(c)
	if !ok {
		return problem.New(400, "Parameteren from skal være et helt tal fra 0.")
	}
	library := s.viewOf(c).Library
	some, next := stretch(library.Documents(), from, maxListed)
	failures, _ := stretch(library.Failures(), from, maxListed)
	return c.JSON(inventory{Documents: list(some), Failures: list(failures), Next: next})
}

// fromOf is the parameter from: how many documents come before those asked for.
func fromOf(c *fiber.Ctx) (int, bool) {
	if !c.Context().QueryArgs().Has("from") {
		return 0, true
	}
	n, err := strconv.Atoi(c.Query("from"))
	return n, err == nil && n >= 0
}

// stretch gives at most n of a list, and where the others begin, 0 where there are none.
func stretch[T any](all []T, from, n int) (some []T, next int) {
	from = min(from, len(all))
	to := min(from+n, len(all))
	if to < len(all) {
		next = to
	}
	return all[from:to], next
}

// list makes an empty list of nil, which JSON would write as null.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

// document finds the document that an address names.
func (s *Server) document(c *fiber.Ctx) (documents.Info, error) {
	d, ok := s.viewOf(c).Library.Document(c.Params("document"))
	if !ok {
		return d, problem.ErrNoDocument
	}
	return d, nil
}

// healthQuery is what /healthz searches for; no hits are as healthy as many.
const healthQuery = "kunstig intelligens"

// healthz tells whether a search works. A model that fails is told, but no
// error: answers are extracts then.
func (s *Server) healthz(c *fiber.Ctx) error {
	if !s.cfg.Library.Ready() {
		return problem.ErrNotReady
	}
	ctx, cancel := context.WithTimeout(s.base, searchTimeout)
	defer cancel()
	if _, err := s.cfg.Library.Search(ctx, healthQuery, nil, 1); err != nil {
		return err
	}
	out := health{Status: "ok", Version: s.cfg.Version, Documents: len(s.cfg.Library.Documents()), Model: s.cfg.Model()}
	if done, total := s.cfg.Embedded(); total > 0 {
		out.Vectors = &vectors{done, total}
	}
	return c.JSON(out)
}

// readyz tells whether requests should be sent here.
func (s *Server) readyz(c *fiber.Ctx) error {
	switch {
	case s.closing.Load():
		return problem.ErrStopping
	case !s.cfg.Library.Ready():
		return problem.ErrNotReady
	}
	return c.JSON(state{"ok"})
}
