// Package core is what every door of the service stands on: who is let in and
// what they see, limits, errors, what is logged and traced, a question asked
// and its answer streamed and kept.
//
// [New] makes a [Core] of a [Config]. The rooms beside it, [server/people],
// [server/api] and [server/doors], embed one and answer requests with it; the
// package server puts them behind their addresses.
package core

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server/metrics"
	"github.com/digitaskforce/taskforce/server/pages"
)

// Core holds what all requests share. Make it with [New].
type Core struct {
	Config  Config
	Log     *slog.Logger
	Assets  *pages.Assets
	Pages   *pages.Templates
	Shared  *View // what everybody sees who is let in
	Metrics *metrics.Metrics
	Asks    *limits.Limiter // of questions; nil without a limit
	Looks   *limits.Limiter // of pages and searches
	Base    context.Context // ends when every answer that is being made must

	pass    *access.Pass  // of who has shown a key on a page
	slots   chan struct{} // one for each question that is being answered
	stop    context.CancelFunc
	closing atomic.Bool
	busy    atomic.Int64 // requests that are being answered, streams among them
}

// New makes a Core. The error names what is missing from the Config.
func New(cfg Config) (*Core, error) {
	if cfg.Answerer == nil || cfg.Library == nil {
		return nil, errors.New("server: Config needs an Answerer and a Library")
	}
	cfg = cfg.withDefaults()
	s := &Core{Config: cfg, Log: cfg.Log, Metrics: metrics.New(cfg.Recorder, cfg.Collectors), slots: make(chan struct{}, cfg.MaxAsks)}
	s.Shared = &View{Answerer: cfg.Answerer, Library: cfg.Library, Examples: cfg.Examples}
	if err := s.loadLimits(); err != nil {
		return nil, err
	}
	var err error
	if s.pass, err = access.NewPass(cfg.AdminKey); err != nil {
		return nil, err
	}
	if s.Config.EmbedOrigins, err = parseOrigins(cfg.EmbedOrigins); err != nil {
		return nil, err
	}
	if s.Config.PublicURL, err = ParsePublicURL(cfg.PublicURL); err != nil {
		return nil, err
	}
	tables, err := pages.LoadTexts()
	if err != nil {
		return nil, err
	}
	if cfg.Site.Name == "" {
		cfg.Site.Name = tables[pages.LangDanish].Say("site.name")
	}
	if s.Assets, err = pages.LoadAssets(tables, cfg.Site); err != nil {
		return nil, err
	}
	if s.Pages, err = pages.Load(s.Assets, tables, cfg.Site); err != nil {
		return nil, err
	}
	s.Base, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// Close says from now on that no request should be sent here. One that comes on
// a connection that is open is still answered, until [Core.Stop]: who sent it
// could not know.
func (s *Core) Close() { s.closing.Store(true) }

// Closing tells whether [Core.Close] was called.
func (s *Core) Closing() bool { return s.closing.Load() }

// Stop ends every answer that is being made, and takes no new question.
func (s *Core) Stop() { s.stop() }

// Finish waits until no request is being answered, or for the end of ctx,
// whose error it gives. Fasthttp counts a connection on which nothing has come
// yet as one with a request, so its own wait says too little.
func (s *Core) Finish(ctx context.Context) error {
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for s.busy.Load() > 0 {
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
