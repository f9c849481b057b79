package doors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/mcp"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// MCP answers POST /mcp, the Model Context Protocol. Each request is
// answered in one piece, without a session, so that any replica may answer it.
func (s *Doors) MCP(c *fiber.Ctx) error {
	if err := s.safeFromRebinding(c); err != nil {
		return err
	}
	body := bytes.TrimSpace(bytes.Clone(c.Request().Body()))
	if bytes.HasPrefix(body, []byte("[")) || problem.Flaw(body, nil) != nil { // so that what is counted is what is done
		return problem.ErrOneMessage
	}
	ctx, cancel := context.WithTimeout(s.ContextOf(c), s.Config.AskTimeout)
	defer cancel()
	guest := &guest{srv: s, ctx: ctx, visit: s.Visit(c), client: s.Client(c), id: core.RequestID(c), base: s.BaseURL(c), table: s.Table(c)}
	req, err := http.NewRequestWithContext(mcp.With(context.WithoutCancel(ctx), guest.service()), c.Method(), "/mcp", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("mcp: %w", err)
	}
	c.Request().Header.VisitAll(func(name, value []byte) { req.Header.Add(string(name), string(value)) })
	req.Header.Set("Accept", "application/json, text/event-stream") // what comes is JSON, also for who did not say
	w := &reply{header: http.Header{}}
	s.protocol.ServeHTTP(w, req)
	return w.send(c)
}

// safeFromRebinding turns away what a page of another site could have sent, by
// the protocol's rules: a browser's page must be this service's. What it calls
// the service is looked at everywhere; see [core.Core.Sound].
func (s *Doors) safeFromRebinding(c *fiber.Ctx) error {
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err != nil || !(s.Config.PublicURL != "" && u.Scheme+"://"+u.Host == s.Config.PublicURL || isLoopback(u.Hostname())) {
		return problem.ErrForeignOrigin
	}
	return nil
}

func isLoopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// guest is who asks by the protocol. The SDK runs a call detached from its
// request, so the guest brings what bounds it, and the request waits for it.
type guest struct {
	srv              *Doors
	ctx              context.Context // ends with the time for an answer, and with the service
	visit            core.Visit
	client, id, base string
	table            *pages.Table
}

// service is what the guest may do.
func (g *guest) service() mcp.Service {
	out := mcp.Service{
		Documents: g.visit.View.Library.Documents,
		Passages: func(_ context.Context, document string) ([]documents.Passage, error) {
			p, err := g.visit.View.Library.Passages(g.ctx, document)
			return p, g.told(err)
		},
		Address: func(document, passage string) string { return g.base + pages.PassageURL(document, passage) },
		English: g.table.Lang == pages.LangEnglish,
		Crashed: func(value any, stack []byte) error { return g.told(&core.Crash{Value: value, Stack: stack}) },
	}
	if g.visit.May(access.Chat) {
		out.Ask = func(_ context.Context, req answer.Request) (*answer.Answer, error) {
			a, err := g.ask(req)
			return a, g.told(err)
		}
	}
	if g.visit.May(access.Search) {
		out.Search = func(_ context.Context, query string, k int) ([]mcp.Hit, error) {
			hits, err := g.search(query, k)
			return hits, g.told(err)
		}
	}
	return out
}

func (g *guest) ask(req answer.Request) (*answer.Answer, error) {
	if err := g.spend(g.srv.Asks); err != nil {
		return nil, err
	}
	if err := g.srv.Check(&req); err != nil {
		return nil, err
	}
	if err := g.srv.Admit(); err != nil {
		return nil, err
	}
	defer g.srv.Release()
	return g.srv.Ask(g.ctx, g.visit, req, answer.Sink{})
}

func (g *guest) search(query string, k int) ([]mcp.Hit, error) {
	query = danish.Clean(query)
	switch {
	case query == "":
		return nil, problem.ErrNoQuery
	case danish.Longer(query, g.srv.Config.MaxQuestion):
		return nil, problem.TooLong.With(problem.Number(g.srv.Config.MaxQuestion))
	}
	if err := g.spend(nil); err != nil { // the search itself was counted at the entrance
		return nil, err
	}
	ctx, cancel := context.WithTimeout(g.ctx, core.SearchTimeout)
	defer cancel()
	hits, err := g.visit.View.Library.Search(ctx, query, nil, k)
	out := make([]mcp.Hit, len(hits))
	for i, h := range hits {
		out[i] = mcp.Hit{Passage: h.Passage, Score: h.Score}
	}
	return out, err
}

// spend takes one of the guest's allowance and quotas.
func (g *guest) spend(l *limits.Limiter) error {
	if limited, left, err := l.Take(g.srv.Base, g.client); err == nil && limited {
		return core.TooMany(max(1, core.Seconds(left.Wait)))
	}
	if _, full := g.srv.Count(g.visit.Principal, g.id); full != nil {
		return core.UsedUp(full)
	}
	return nil
}

// told is what a guest may know of an error, with the request's id.
func (g *guest) told(err error) error {
	if err == nil {
		return nil
	}
	p := g.srv.Explain(err, g.id, g.table)
	return errors.New(p.Detail + " (" + p.RequestID + ")")
}

// reply keeps what an http.Handler answers until it is sent.
type reply struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *reply) Header() http.Header { return r.header }

func (r *reply) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *reply) Write(p []byte) (int, error) { return r.body.Write(p) }

// send answers a request with what was kept.
func (r *reply) send(c *fiber.Ctx) error {
	for _, name := range []string{fiber.HeaderContentType, fiber.HeaderAllow} {
		if v := r.header.Get(name); v != "" {
			c.Set(name, v)
		}
	}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return c.Status(r.status).Send(r.body.Bytes())
}
