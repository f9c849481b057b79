package doors

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Limits of POST /search.
const (
	maxQueries     = 10
	maxRetrieved   = 100 // passages for each query
	defaultFound   = 5
	retrievalDepth = 300 // passages that are looked through where only some collections count
	halfNear       = 5.0 // the score whose nearness is one half
)

// Retrieval is what POST /search takes: Open WebUI's external retrieval, as
// OS2ai uses it.
type Retrieval struct {
	Queries     []string         `json:"queries,omitempty" maxItems:"10" jsonschema:"What to search for, each by itself."`
	Messages    []openai.Message `json:"messages,omitempty" jsonschema:"A conversation; without queries, its last message of the user is the query, understood by what was said before."`
	Collections *[]string        `json:"collection_names,omitempty" jsonschema:"What to search in; left out, all that the key may see."`
	K           *openai.Whole    `json:"k,omitempty" minimum:"1" maximum:"100" default:"5" jsonschema:"Passages for each query."`
}

// Retrieved is the reply: in each list one list for each query.
type Retrieved struct {
	Documents [][]string   `json:"documents" jsonschema:"The texts of the passages, best first."`
	Metadatas [][]metadata `json:"metadatas"`
	Distances [][]float64  `json:"distances" jsonschema:"From 0 to 1; higher is nearer."`
}

// metadata tells a chat where a passage is from, by the names that Open WebUI
// and OS2ai show.
type metadata struct {
	Source   string         `json:"source" jsonschema:"Address of the page that shows the passage."`
	Name     string         `json:"name" jsonschema:"Title and nearest heading."`
	Title    string         `json:"title"`
	Section  []string       `json:"section"`
	Page     *int           `json:"page,omitempty" jsonschema:"Page of the document, from 0, where it has pages."`
	Document string         `json:"document"`
	Passage  string         `json:"passage"`
	Data     metadataSource `json:"data"`
}

// metadataSource is where OS2ai finds the link of a source.
type metadataSource struct {
	URL string `json:"url"`
}

// Retrieve answers POST /search.
func (s *Doors) Retrieve(c *fiber.Ctx) error {
	var r Retrieval
	if err := problem.ReadJSON(c, &r, "queries"); err != nil {
		return err
	}
	if len(r.Queries) == 0 && len(r.Messages) == 0 && otherForm(c.Request().Body()) {
		return problem.ErrQueries
	}
	k, history, err := s.checkRetrieval(&r)
	if err != nil {
		return err
	}
	var names []string
	if r.Collections != nil {
		names = core.List(*r.Collections)
	}
	in, err := s.within(c, names)
	if err != nil {
		return err
	}
	out := Retrieved{Documents: [][]string{}, Metadatas: [][]metadata{}, Distances: [][]float64{}}
	base := s.BaseURL(c)
	for i, q := range r.Queries {
		if err := s.countQuery(c, i); err != nil {
			return err
		}
		hits, err := s.hitsWithin(s.ContextOf(c), in, q, history, k)
		if err != nil {
			return err
		}
		out.add(hits, base)
	}
	return c.JSON(out)
}

// checkRetrieval holds a request to its limits, and makes the conversation's
// question the query where there is no other. Who asks nothing finds nothing.
func (s *Doors) checkRetrieval(r *Retrieval) (k int, history []answer.Turn, err error) {
	question, turns, err := (&openai.Request{Messages: r.Messages}).Conversation()
	if err != nil {
		return 0, nil, err
	}
	if len(r.Queries) == 0 && danish.Clean(question) != "" {
		r.Queries, history = []string{question}, turns[max(0, len(turns)-s.Config.MaxHistory):]
	}
	if len(r.Queries) > maxQueries {
		return 0, nil, problem.Queries.With(maxQueries)
	}
	for i := range r.Queries {
		r.Queries[i] = danish.Clean(r.Queries[i])
		if danish.Longer(r.Queries[i], s.Config.MaxQuestion) {
			return 0, nil, problem.TooLong.With(problem.Number(s.Config.MaxQuestion))
		}
	}
	k = defaultFound
	if r.K != nil {
		k = int(*r.K)
	}
	if k < 1 || k > maxRetrieved {
		return 0, nil, problem.HitsField.With(1, maxRetrieved)
	}
	return k, history, nil
}

// countQuery takes one search more of the asker's allowance and quotas; the
// first of the allowance was taken at the entrance.
func (s *Doors) countQuery(c *fiber.Ctx, i int) error {
	if i > 0 {
		c.Response().Header.Del("RateLimit-Policy")
		c.Response().Header.Del("RateLimit")
		if err := s.Allow(c, s.Looks); err != nil {
			return err
		}
	}
	return s.Spend(c)
}

// extent is what collections hold of a view: nil documents stand for all of it.
type extent struct {
	library   core.Library
	documents map[string]bool
}

// within is what an asker sees of the collections that are named; nil names
// stand for all. Names that are unknown, or not the asker's, hold nothing. Only
// views that are there already are used: anybody may name any set.
func (s *Doors) within(c *fiber.Ctx, names []string) (extent, error) {
	all := extent{library: s.ViewOf(c).Library}
	if names == nil {
		return all, nil
	}
	shared := slices.ContainsFunc(names, func(n string) bool { return slices.Contains(s.Config.SharedNames, n) })
	var own []string
	for _, n := range core.Who(c).Collections {
		if slices.Contains(names, n) {
			own = append(own, n)
		}
	}
	switch {
	case len(own) == 0 && !shared:
		return extent{}, nil
	case len(own) == 0:
		return extent{library: s.Shared.Library}, nil
	case shared && len(own) == len(core.Who(c).Collections):
		return all, nil
	}
	return s.only(all.library, own, shared)
}

// only is the part of a view that some collections hold, with the shared
// materials or without.
func (s *Doors) only(view core.Library, own []string, shared bool) (extent, error) {
	keep := map[string]bool{} // by path and content: an ID may be another in each view
	key := func(d documents.Info) string { return d.Path + "\x00" + d.Hash }
	for _, name := range own {
		v, err := s.ViewFor([]string{name})
		if err != nil {
			return extent{}, err
		}
		for _, d := range v.Library.Documents() {
			keep[key(d)] = true
		}
	}
	for _, d := range s.Shared.Library.Documents() {
		keep[key(d)] = shared
	}
	out := extent{library: view, documents: map[string]bool{}}
	for _, d := range view.Documents() {
		if keep[key(d)] {
			out.documents[d.ID] = true
		}
	}
	return out, nil
}

// hitsWithin searches a part of a view.
func (s *Doors) hitsWithin(within context.Context, in extent, query string, history []answer.Turn, k int) ([]core.Hit, error) {
	if in.library == nil || query == "" {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(within, core.SearchTimeout)
	defer cancel()
	if in.documents == nil {
		return in.library.Search(ctx, query, history, k)
	}
	hits, err := in.library.Search(ctx, query, history, retrievalDepth)
	hits = slices.DeleteFunc(hits, func(h core.Hit) bool { return !in.documents[h.Document] })
	return hits[:min(k, len(hits))], err
}

// add adds the passages of one query.
func (r *Retrieved) add(hits []core.Hit, base string) {
	texts, metas, near := []string{}, []metadata{}, []float64{}
	for _, h := range hits {
		address := base + pages.PassageURL(h.Document, h.ID)
		m := metadata{Source: address, Name: openai.Title(h.Title, h.Section, 0), Title: h.Title, Section: core.List(h.Section),
			Document: h.Document, Passage: h.ID, Data: metadataSource{address}}
		if h.Page > 0 {
			m.Page = new(h.Page - 1)
		}
		texts, metas, near = append(texts, h.Text), append(metas, m), append(near, nearness(h.Score))
	}
	r.Documents, r.Metadatas, r.Distances = append(r.Documents, texts), append(r.Metadatas, metas), append(r.Distances, near)
}

// nearness maps a score, from 0 up, to 0 to 1: it grows with the score, and is
// one half at halfNear.
func nearness(score float64) float64 {
	score = max(0, score)
	return score / (score + halfNear)
}
