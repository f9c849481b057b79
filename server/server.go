// Package server is the HTTP side of the service: the chat page, the pages of
// the documents, the JSON and event-stream API, the doors of other programs,
// and the operator's endpoints.
//
// [New] makes a [Server] of a [Config]; routes.go shows every address on one
// screen; docs/api.md is the contract. What answers a browser stands in
// server/people and server/secretariat, the API in server/api, the doors of other programs in
// server/doors; what they share, in server/core. The package knows the rest of
// the program only through [Answerer] and [Library], and it and what lies below
// it alone know Fiber.
package server

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/api"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/doors"
	"github.com/digitaskforce/taskforce/server/people"
	"github.com/digitaskforce/taskforce/server/secretariat"
)

// What a server is made of and tells; server/core describes it.
type (
	Answerer      = core.Answerer
	Checker       = core.Checker
	Config        = core.Config
	Gate          = core.Gate
	Hit           = core.Hit
	Library       = core.Library
	Original      = core.Original
	Privacy       = core.Privacy
	RecordPage    = core.RecordPage
	Recorder      = core.Recorder
	Records       = core.Records
	ReportRequest = core.ReportRequest
	Reporter      = core.Reporter
	Scanned       = core.Scanned
	View          = core.View
	Views         = core.Views
)

// ErrViewNotReady is the error of a view that is being made.
var ErrViewNotReady = core.ErrViewNotReady

// Server serves one library. Make it with [New].
type Server struct {
	core        *core.Core
	people      *people.People
	staff       *secretariat.Secretariat
	api         *api.API
	doors       *doors.Doors
	app         *fiber.App
	description func() ([]byte, error) // of the API, made when it is asked for
}

// New makes a Server. The error names what is missing from the Config.
func New(cfg Config) (*Server, error) {
	shared, err := core.New(cfg)
	if err != nil {
		return nil, err
	}
	s := &Server{core: shared, api: api.New(shared), doors: doors.New(shared), staff: secretariat.New(shared)}
	if s.people, err = people.New(shared); err != nil {
		return nil, err
	}
	s.description = sync.OnceValues(s.describeAPI)
	s.app = s.newApp()
	return s, nil
}

// Listen serves at an address such as "localhost:8080" until [Server.Shutdown].
func (s *Server) Listen(addr string) error {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listening at %s: %w", addr, err)
	}
	return s.Serve(ln)
}

// Serve serves on a listener, which it closes, until [Server.Shutdown]. It
// returns nil after a shutdown.
func (s *Server) Serve(ln net.Listener) error {
	if s.core.Closing() {
		return ln.Close()
	}
	if err := s.app.Listener(ln); err != nil {
		return fmt.Errorf("serving at %s: %w", ln.Addr(), err)
	}
	return nil
}

// lastWords is how long readers get to take what has been written for them
// once the last answer has ended.
const lastWords = 2 * time.Second

// Shutdown takes no new connection and waits for the requests on those it has;
// connections without one do not hold it up. When ctx ends first, it ends the answers that
// are still being made, which tell their readers so, and returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.core.Close()
	until, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	closed := make(chan error, 1) // when everything has been written
	go func() { closed <- s.app.ShutdownWithContext(until) }()
	early := s.core.Finish(ctx)
	s.core.Stop()
	select {
	case err := <-closed:
		if err != nil {
			return fmt.Errorf("shutting down: %w", err)
		}
	case <-time.After(lastWords):
	}
	if early != nil {
		return fmt.Errorf("shutting down: %w", early)
	}
	return nil
}
