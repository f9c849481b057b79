// Package server is the HTTP side of the service: the chat page, the pages of
// the documents, the JSON and event-stream API, and the operator's endpoints.
//
// [New] makes a [Server] of a [Config]; routes.go shows every address on one
// screen; docs/api.md is the contract. The package knows the rest of the
// program only through [Answerer] and [Library], and it is the only one that
// knows Fiber.
package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/mcp"
	"github.com/digitaskforce/taskforce/server/limits"
	"github.com/digitaskforce/taskforce/server/metrics"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/trace"
)

// Answerer answers questions. Ask must end soon after ctx does, and its errors
// must not hold the question: they are logged.
type Answerer interface {
	Ask(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error)
}

// Hit is a passage that was found, with its score; higher is better.
type Hit struct {
	documents.Passage
	Score float64 `json:"score"`
}

// Original is the file that a document was read from. Whoever receives it closes Content.
type Original struct {
	Name    string // file name with its extension, without folders
	Size    int64  // bytes
	Content io.ReadCloser
}

// Library is what the pages and the search show: the documents and their
// passages. It is used by several goroutines at the same time.
type Library interface {
	// Search gives at most k passages, best first, for a query or a question
	// that leans on a conversation so far.
	Search(ctx context.Context, query string, history []answer.Turn, k int) ([]Hit, error)
	// Documents describes every document, in the order in which they are shown.
	// The caller changes nothing in it.
	Documents() []documents.Info
	// Document describes the document with an ID, and tells whether there is one.
	Document(id string) (documents.Info, bool)
	// Failures are the files that could not be read.
	Failures() []documents.Failure
	// Passages gives all passages of a document in reading order.
	Passages(ctx context.Context, document string) ([]documents.Passage, error)
	// Words analyses a text for comparison, as [index.Index.Words] does.
	Words(text string, english bool) []danish.Word
	// Original opens the file of a document. The error is fs.ErrNotExist
	// where the file is no longer there, documents.ErrChanged where it is another
	// than the one that was read.
	Original(document string) (Original, error)
	// Ready tells whether the materials have been read and can be searched.
	Ready() bool
}

// Config says what a Server serves and how much it takes. Answerer and Library
// are required; a zero value elsewhere means the default that is named.
type Config struct {
	Answerer Answerer
	Library  Library
	Checker  Checker       // checks texts against passages of others, for POST /api/verify; nil for none
	Recorder Recorder      // keeps questions and feedback; nil keeps nothing
	Tracer   *trace.Tracer // told of each request; nil traces nothing
	Log      *slog.Logger  // one line a request, never with the question; nil discards
	Version  string        // shown by /healthz and at the foot of the pages; may be empty
	Examples []string      // questions that the empty chat page offers; none by default
	Own      bool          // the materials are not the shipped ones, so the pages do not name the subject
	AdminKey string        // opens the pages under /admin; "" closes them
	Report   Reporter      // what /admin/report shows; nil for none
	Gate     Gate          // who is let in; everybody by default
	Views    Views         // what the collections of a key or a login show; nil for the shared materials alone
	Privacy  Privacy       // what the privacy page tells
	Site     pages.Site    // how the authority shows itself

	// PublicURL is where the reader's browser reaches the service, such as
	// https://ai.eksempel.dk; "" takes where each request arrived.
	PublicURL string
	// SharedNames are what the shared materials are called where a program names
	// collections; "taskforce" alone.
	SharedNames  []string
	EmbedOrigins []string // whose pages may embed the chat, as [ParseOrigin] takes them; none by default

	Embedded   func() (done, total int) // how many passages have a vector, for /healthz; nil is none of none
	Model      func() string            // what /healthz says of the model: "ok", "failing" or "none"; nil is "none"
	Collectors []prometheus.Collector   // further metrics that /metrics shows

	MaxQuestion int // characters of a question; 2000
	MaxHistory  int // earlier turns that a question may bring; 20
	MaxBody     int // bytes of a request; 256 KiB
	MaxAsks     int // questions that are answered at the same time; 64

	Rate           limits.Rate    // questions of one client, and ten times as many pages and searches; no limit
	TrustedProxies []netip.Prefix // who may say, in X-Forwarded-For, whose request it sends on; nobody
	Counts         limits.Counts  // where the rates of questions are counted; in memory

	AskTimeout   time.Duration // the longest an answer may take; 2 minutes
	Heartbeat    time.Duration // between the signs of life in a stream; 2 seconds
	ReadTimeout  time.Duration // for a whole request to arrive; 15 seconds
	WriteTimeout time.Duration // for a response, and for each event of a stream, to be taken; 30 seconds
	IdleTimeout  time.Duration // for the next request on a connection; 90 seconds
}

// Server serves one library. Make it with [New].
type Server struct {
	cfg         Config
	log         *slog.Logger
	app         *fiber.App
	assets      *pages.Assets
	pages       *pages.Templates
	loader      *pages.Loader
	shared      *View // what everybody sees who is let in
	metrics     *metrics.Metrics
	description func() ([]byte, error) // of the API, made when it is asked for
	protocol    http.Handler           // of /mcp
	slots       chan struct{}          // one for each question that is being answered
	asks        *limits.Limiter        // of questions; nil without a limit
	looks       *limits.Limiter        // of pages and searches
	base        context.Context
	stop        context.CancelFunc // ends every answer that is being made
	closing     atomic.Bool
	busy        atomic.Int64 // requests that are being answered, streams among them
	reporting   sync.Mutex   // held while a report is made
}

// New makes a Server. The error names what is missing from the Config.
func New(cfg Config) (*Server, error) {
	if cfg.Answerer == nil || cfg.Library == nil {
		return nil, errors.New("server: Config needs an Answerer and a Library")
	}
	cfg = cfg.withDefaults()
	s := &Server{cfg: cfg, log: cfg.Log, metrics: metrics.New(cfg.Recorder, cfg.Collectors), protocol: mcp.Handler(cfg.Version), slots: make(chan struct{}, cfg.MaxAsks)}
	s.shared = &View{Answerer: cfg.Answerer, Library: cfg.Library, Examples: cfg.Examples}
	if err := s.loadLimits(); err != nil {
		return nil, err
	}
	var err error
	if s.cfg.EmbedOrigins, err = parseOrigins(cfg.EmbedOrigins); err != nil {
		return nil, err
	}
	if s.cfg.PublicURL, err = ParsePublicURL(cfg.PublicURL); err != nil {
		return nil, err
	}
	if s.loader, err = pages.LoadLoader(cfg.Site); err != nil {
		return nil, err
	}
	s.description = sync.OnceValues(s.describeAPI)
	tables, err := pages.LoadTexts()
	if err != nil {
		return nil, err
	}
	if cfg.Site.Name == "" {
		cfg.Site.Name = tables[pages.LangDanish].Say("site.name")
	}
	if s.assets, err = pages.LoadAssets(tables, cfg.Site); err != nil {
		return nil, err
	}
	if s.pages, err = pages.Load(s.assets, tables, cfg.Site); err != nil {
		return nil, err
	}
	s.base, s.stop = context.WithCancel(context.Background())
	s.app = s.newApp()
	return s, nil
}

func (c Config) withDefaults() Config {
	if len(c.SharedNames) == 0 {
		c.SharedNames = []string{sharedName}
	}
	if c.Embedded == nil {
		c.Embedded = func() (int, int) { return 0, 0 }
	}
	if c.Model == nil {
		c.Model = func() string { return "none" }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	for _, n := range []struct {
		field *int
		value int
	}{{&c.MaxQuestion, answer.MaxQuestion}, {&c.MaxHistory, 20}, {&c.MaxBody, 256 << 10}, {&c.MaxAsks, 64}} {
		if *n.field <= 0 {
			*n.field = n.value
		}
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&c.AskTimeout, 2 * time.Minute}, {&c.Heartbeat, 2 * time.Second}, {&c.ReadTimeout, 15 * time.Second},
		{&c.WriteTimeout, 30 * time.Second}, {&c.IdleTimeout, 90 * time.Second}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return c
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
	if s.closing.Load() {
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

// Shutdown takes no new request and waits for those under way; connections
// without one do not hold it up. When ctx ends first, it ends the answers that
// are still being made, which tell their readers so, and returns ctx's error.
func (s *Server) Shutdown(ctx context.Context) error {
	s.closing.Store(true)
	until, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	closed := make(chan error, 1) // when everything has been written
	go func() { closed <- s.app.ShutdownWithContext(until) }()
	early := s.finish(ctx)
	s.stop()
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

// finish waits until no request is being answered, or for the end of ctx,
// whose error it gives. Fasthttp counts a connection on which nothing has come
// yet as one with a request, so its own wait says too little.
func (s *Server) finish(ctx context.Context) error {
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
