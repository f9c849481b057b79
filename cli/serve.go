package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/service/endpoints"
	"github.com/digitaskforce/taskforce/service/staff"
	"github.com/digitaskforce/taskforce/trace"
)

type serveCmd struct {
	service.Holdings
	service.Model
	service.Spending
	limiting
	service.Keeping
	framing
	site
	admin
	service.Gate
	service.Collecting
	service.Reloading
	staff.Asking
	staff.Bringing
	staff.Writing
	service.Tracing
	Addr  string        `default:"localhost:8080" placeholder:"vært:port" help:"Adressen, der lyttes på."`
	Drain time.Duration `default:"15s" placeholder:"tid" help:"Så længe får svar, der er i gang, til at blive færdige, når tjenesten stoppes."`
}

// Run serves until the process is told to stop.
func (c *serveCmd) Run(a *service.App) error {
	if c.Drain < 0 || c.Drain > time.Hour {
		return service.Usage("--drain er %s; vælg en tid mellem 0s og 1h", c.Drain)
	}
	collections, err := c.Collecting.Parts()
	if err != nil {
		return err
	}
	if err := cmp.Or(c.Reloading.Check(), c.Answering.Check(collections), c.Writing.Check(c.Answering), c.Asking.Check(c.Reload > 0)); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", c.Addr)
	if bad := (*net.AddrError)(nil); errors.As(err, &bad) {
		return service.Usage("--addr %s: %s", c.Addr, service.Danish(err))
	}
	if err != nil {
		return fmt.Errorf("--addr %s: %s", c.Addr, service.Danish(err))
	}
	if err := c.Gate.Check(c.Addr, ln.Addr(), c.Store != ""); err != nil {
		return errors.Join(err, ln.Close())
	}
	log := slog.New(slog.NewJSONHandler(a.Stderr, nil))
	c.Bell = &editorial.Bell{}
	desk, err := c.Bringing.Desk(&c.Holdings, collections, c.Reload > 0)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	k, err := c.Keeping.Start(a, c.Data, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer k.Close(a)
	tracer, untrace, err := c.Tracing.Start(a, &c.Model, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer untrace()
	if c.OCR && c.Reload > 0 {
		c.Background = service.NewRecogniser(c.Holdings, log)
	}
	if c.HoldBack = c.GoldenHold > 0; !c.HoldBack {
		if err := c.ForgetServed(); err != nil {
			a.Warn("%s", service.Danish(err))
		}
	}
	opened, err := c.Holdings.OpenParts(a, true, append([]service.Part{{}}, service.Single(collections)...)...)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer service.CloseAll(opened)
	s := opened[0]
	v := service.NewViews(a, c.Holdings, collections, &service.Reloaders{Log: log, Every: c.Reload})
	defer v.Close()
	cfg, err := c.config(a, opened, v, k, tracer, log)
	if err == nil {
		err = c.secretariat(a, &cfg, opened, desk, k)
	}
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	if cfg.Hold != nil {
		defer cfg.Hold.Close()
	}
	srv, err := server.New(cfg)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer staff.StartGolden(a.Ctx, cfg.Golden)()
	for _, s := range opened {
		v.Tend(s)
	}
	v.Recognise(c.Background)
	service.WarnUnread(a, s.Index.Documents(), s.Index.Failures())
	fmt.Fprintf(a.Stderr, "taskforce lytter på http://%s (%s, %d uddrag)\n", ln.Addr(), danish.Counted(len(s.Index.Documents()), "dokument", "dokumenter"), s.Index.Count())
	return untilDone(a.Ctx, srv, ln, c.Drain)
}

// config is what the server serves, but for the secretariat's pages.
func (c *serveCmd) config(a *service.App, opened []*service.Opened, v *service.Views, k *service.Kept, tracer *trace.Tracer, log *slog.Logger) (none server.Config, err error) {
	logged := *a
	logged.Stderr = service.LogTo(log)
	spending, err := c.Spending.Start(&c.Model, k, service.Prices{Prompt: c.PricePrompt, Completion: c.PriceCompletion, Currency: c.Currency}, log)
	if err != nil {
		return none, err
	}
	pool, err := c.Model.Pool()
	if err != nil {
		return none, err
	}
	x := opened[0].Index
	if c.Model.Contacts, err = c.site.contacts(); err != nil {
		return none, err
	}
	eng, err := c.Model.EngineOf(&logged, x, pool, "")
	if err != nil {
		return none, err
	}
	engine := func(name string, x *index.Index) (*answer.Engine, error) {
		return c.Model.EngineOf(&logged, x, pool, name)
	}
	if err := v.Start(opened[1:], engine); err != nil {
		return none, err
	}
	service.CheckAtStart(a, pool)
	cfg := server.Config{Answerer: eng, Library: opened[0].Shelf(), Views: v.Of, Tracer: tracer, Log: log, Version: service.BuildVersion(),
		AskTimeout: c.Model.Longest() + 10*time.Second, Model: service.ModelState(pool), Budget: spending, Collectors: append(endpoints.Metrics(pool), spending)}
	opt, err := c.Holdings.IndexOptions(a)
	if err != nil {
		return none, err
	}
	if cfg.Checker, err = c.Model.Checker(opt.Synonyms); err != nil {
		return none, err
	}
	cfg.Collectors, cfg.Embedded = append(cfg.Collectors, v.Fresh), v.Fresh.Embedded
	if c.Background != nil {
		cfg.Collectors = append(cfg.Collectors, c.Background)
		cfg.Scanned = func() (out server.Scanned) {
			out.Read, out.Waiting, out.Failed = c.Background.Pages()
			return out
		}
	}
	cfg.EmbedOrigins = c.EmbedOrigins.list
	if err := c.limiting.apply(&cfg); err != nil {
		return none, err
	}
	if err := c.site.apply(&cfg); err != nil {
		return none, err
	}
	cfg.Own, cfg.SharedNames = c.NoMaterials, c.SharedName
	k.Apply(&cfg)
	recordPage(&cfg)
	if cfg.Gate, err = c.Gate.Gate(a, k, c.Data, cfg.PublicURL); err != nil {
		return none, err
	}
	if cfg.Golden, err = c.Asking.Book(eng, x, c.Holdings, c.Model, log); err != nil {
		return none, err
	}
	if err := c.hold(&cfg, v, func(x *index.Index) (*answer.Engine, error) { return engine("", x) }); err != nil {
		return none, err
	}
	cfg.Privacy.Models, cfg.Privacy.Embedders = service.Hosts(c.Model.Asked()...), service.Hosts(c.EmbedURL)
	cfg.Examples = eng.Examples(a.Ctx, service.MaxExamples)
	return cfg, nil
}

// hold lets new materials wait for an editor, where that is asked for; engine
// answers from an index as readers are answered.
func (c *serveCmd) hold(cfg *server.Config, v *service.Views, engine func(*index.Index) (*answer.Engine, error)) (err error) {
	if cfg.Hold = c.Asking.Hold(cfg.Golden); cfg.Hold == nil {
		return nil
	}
	v.Fresh.Hold, v.Fresh.Shared = staff.Holder{Hold: cfg.Hold, Engine: engine, Model: c.Model}, c.Documents
	cfg.Collectors = append(cfg.Collectors, staff.HoldMetrics{Hold: cfg.Hold})
	return nil
}

// secretariat adds what the secretariat's pages show.
func (c *serveCmd) secretariat(a *service.App, cfg *server.Config, opened []*service.Opened, desk *intake.Desk, k *service.Kept) error {
	cfg.Zone = service.Zone()
	if cfg.Golden != nil {
		cfg.Collectors = append(cfg.Collectors, staff.GoldenMetrics{Book: cfg.Golden})
	}
	if desk != nil {
		cfg.Uploads, cfg.TakenIn = desk, staff.TakenIn(desk, opened)
	}
	judging, err := c.Model.Checker(nil)
	if err != nil {
		return err
	}
	if cfg.Answers, err = c.Writing.Desk(c.Answering, opened, judging.Editors()); err != nil {
		return err
	}
	return c.admin.apply(a, cfg, k, opened[0].Index, c.Answering)
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
