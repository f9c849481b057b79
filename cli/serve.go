package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/trace"
)

type serveCmd struct {
	holdings
	model
	limits
	keeping
	framing
	site
	admin
	gate
	collecting
	reloading
	tracing
	Addr  string        `default:"localhost:8080" placeholder:"vært:port" help:"Adressen, der lyttes på."`
	Drain time.Duration `default:"15s" placeholder:"tid" help:"Så længe får svar, der er i gang, til at blive færdige, når tjenesten stoppes."`
}

// maxExamples is how many questions the empty chat page offers.
const maxExamples = 6

// Run serves until the process is told to stop.
func (c *serveCmd) Run(a *app) error {
	if c.Drain < 0 || c.Drain > time.Hour {
		return usage("--drain er %s; vælg en tid mellem 0s og 1h", c.Drain)
	}
	collections, err := c.collecting.parts()
	if err != nil {
		return err
	}
	if err := c.reloading.check(); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", c.Addr)
	if bad := (*net.AddrError)(nil); errors.As(err, &bad) {
		return usage("--addr %s: %s", c.Addr, sayDanish(err))
	}
	if err != nil {
		return fmt.Errorf("--addr %s: %s", c.Addr, sayDanish(err))
	}
	if err := c.gate.check(c.Addr, ln.Addr(), c.Store != ""); err != nil {
		return errors.Join(err, ln.Close())
	}
	log := slog.New(slog.NewJSONHandler(a.stderr, nil))
	k, err := c.keeping.start(a, c.Data, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer k.close(a)
	tracer, untrace, err := c.tracing.start(a, &c.model, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer untrace()
	opened, err := c.holdings.openParts(a, true, append([]part{{}}, single(collections)...)...)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer closeAll(opened)
	s := opened[0]
	v := newViews(a, c.holdings, collections, &reloaders{log: log, every: c.Reload})
	defer v.close()
	srv, err := c.server(a, opened, v, k, tracer, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	for _, s := range opened {
		v.tend(s)
	}
	for _, f := range s.index.Failures() {
		a.warn("ikke læst: %s: %s", f.Path, f.Reason)
	}
	fmt.Fprintf(a.stderr, "taskforce lytter på http://%s (%d dokumenter, %d uddrag)\n", ln.Addr(), len(s.index.Documents()), s.index.Count())
	return untilDone(a.ctx, srv, ln, c.Drain)
}

func (c *serveCmd) server(a *app, opened []*searched, v *views, k *kept, tracer *trace.Tracer, log *slog.Logger) (*server.Server, error) {
	logged := *a
	logged.stderr = logWriter{log}
	pool, err := c.model.pool()
	if err != nil {
		return nil, err
	}
	x := opened[0].index
	eng, err := c.model.engineOf(&logged, x, pool)
	if err != nil {
		return nil, err
	}
	engine := func(x *index.Index) (*answer.Engine, error) { return c.model.engineOf(&logged, x, pool) }
	if err := v.start(opened[1:], engine); err != nil {
		return nil, err
	}
	checkAtStart(a, pool)
	cfg := server.Config{Answerer: eng, Library: shelf{x}, Views: v.of, Tracer: tracer, Log: log, Version: buildVersion(),
		AskTimeout: c.model.longest() + 10*time.Second, Model: modelState(pool), Collectors: modelMetrics(pool)}
	cfg.Collectors = append(cfg.Collectors, v.fresh)
	cfg.EmbedOrigins = c.EmbedOrigins.list
	if err := c.limits.apply(&cfg); err != nil {
		return nil, err
	}
	if err := c.site.apply(&cfg); err != nil {
		return nil, err
	}
	cfg.Own, cfg.SharedNames = c.NoMaterials, c.SharedName
	k.apply(&cfg)
	if cfg.Gate, err = c.gate.gate(a, k, c.Data, cfg.PublicURL); err != nil {
		return nil, err
	}
	if err := c.admin.apply(a, &cfg, k, x); err != nil {
		return nil, err
	}
	cfg.Privacy.Models, cfg.Privacy.Embedders = hosts(c.LLMURL...), hosts(c.EmbedURL)
	cfg.Examples = eng.Examples(a.ctx, maxExamples)
	return server.New(cfg)
}

// untilDone serves until ctx ends, and then lets running answers finish for
// as long as drain.
func untilDone(ctx context.Context, srv *server.Server, ln net.Listener, drain time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := srv.Shutdown(finish); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// logWriter writes warnings to the log.
type logWriter struct{ log *slog.Logger }

func (w logWriter) Write(p []byte) (int, error) {
	w.log.Warn(strings.TrimSpace(string(p)))
	return len(p), nil
}

// shelf is the index as the server needs it.
type shelf struct{ index *index.Index }

func (s shelf) Search(ctx context.Context, question string, history []answer.Turn, k int) ([]server.Hit, error) {
	question, _ = guard.Mask(question) // an embedding model may be asked
	turns := make([]query.Turn, len(history))
	for i, t := range history {
		turns[i].Question, _ = guard.Mask(t.Question)
		turns[i].Answer, _ = guard.Mask(t.Answer)
	}
	ended := observe(ctx, answer.StepSearch)
	_, hits, err := s.index.Find(ctx, question, turns, k)
	ended(answer.Outcome{Passages: len(hits), Failed: err != nil})
	if err != nil {
		return nil, err
	}
	out := make([]server.Hit, len(hits))
	for i, h := range hits {
		out[i] = server.Hit{Passage: h.Passage, Score: h.Score}
	}
	return out, nil
}

func (s shelf) Documents() []documents.Info { return s.index.Documents() }

func (s shelf) Document(id string) (documents.Info, bool) { return s.index.Document(id) }

func (s shelf) Failures() []documents.Failure { return s.index.Failures() }

func (s shelf) Words(text string, english bool) []danish.Word { return s.index.Words(text, english) }

func (s shelf) Ready() bool { return s.index.Count() > 0 }

func (s shelf) Passages(ctx context.Context, document string) ([]documents.Passage, error) {
	return s.index.Passages(ctx, document)
}

// Original opens the file that a document was read from.
func (s shelf) Original(document string) (server.Original, error) {
	info, ok := s.index.Document(document)
	if !ok {
		return server.Original{}, fs.ErrNotExist
	}
	var f fs.File
	var err error
	if info.File == "" {
		f, err = materials.Files.Open(info.Path)
	} else {
		f, err = os.Open(info.File)
	}
	if err != nil {
		return server.Original{}, fmt.Errorf("opening %s: %w", info.Path, err)
	}
	stat, err := f.Stat()
	if err != nil {
		return server.Original{}, errors.Join(err, f.Close())
	}
	return server.Original{Name: path.Base(info.Path), Size: stat.Size(), Content: io.ReadCloser(f)}, nil
}
