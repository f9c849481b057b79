package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the image has no time zones

	"github.com/digitaskforce/taskforce/cli/shelf"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

type reportCmd struct {
	service.Holdings
	service.Storing
	service.Answering
	reporting
	From            string `placeholder:"dato" help:"Den første dag, fx 2026-11-01; ellers så mange dage som --days."`
	To              string `placeholder:"dato" help:"Den sidste dag; ellers i dag."`
	Days            int    `default:"30" placeholder:"antal" help:"Så mange dage dækker rapporten, når den første dag ikke er angivet."`
	Compare         string `placeholder:"periode" help:"Sammenlign med en tidligere periode: før (lige så mange dage lige før), eller dage som 2026-10-01..2026-10-31."`
	JSON            bool   `help:"Skriv rapporten som JSON."`
	CSV             bool   `name:"csv" help:"Skriv rapporten som CSV, der kan åbnes i et dansk regneark."`
	HTML            string `name:"html" placeholder:"fil" help:"Skriv rapporten som en side for sig selv."`
	ExportQuestions string `placeholder:"fil" help:"Føj det, der ikke blev besvaret eller fik tommel ned, til en fil med spørgsmål til eval."`
}

// Run reports on the questions that a store keeps.
func (c *reportCmd) Run(a *service.App) error {
	cfg, err := c.config(time.Now())
	if err != nil {
		return err
	}
	if c.Store == "" {
		return service.Usage("--store mangler: sqlite eller adressen på den database, som serve gemmer spørgsmål i")
	}
	st, err := c.Storing.Open(a, c.Data, true)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	s, err := c.Holdings.Open(a)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := buildReport(a.Ctx, cfg, st, s.Index, c.Answering)
	if bad := (*service.WrongUse)(nil); errors.As(err, &bad) {
		return err
	}
	if err != nil {
		return fmt.Errorf("--store: %s", service.StoreError(err))
	}
	return c.write(a, r)
}

// config says what is reported on, of the flags.
func (c *reportCmd) config(now time.Time) (cfg report.Config, err error) {
	if cfg, err = c.reporting.of(); err != nil {
		return cfg, err
	}
	if c.Days < 1 || c.Days > 3660 {
		return cfg, service.Usage("--days er %d; vælg et tal mellem 1 og 3660", c.Days)
	}
	if cfg.From, cfg.To, err = daysOf("--from", c.From, "--to", c.To, c.Days, now); err != nil {
		return cfg, err
	}
	switch from, to, isSpan := strings.Cut(c.Compare, ".."); {
	case c.Compare == "":
	case isSpan && from != "" && to != "":
		cfg.Before = &report.Span{}
		cfg.Before.From, cfg.Before.To, err = daysOf("--compare", from, "--compare", to, 0, now)
	case c.Compare == "før":
		cfg.Before = spanBefore(cfg)
	default:
		err = service.Usage("--compare %s: skriv før, eller dage som 2026-10-01..2026-10-31", c.Compare)
	}
	return cfg, err
}

// buildReport reports on the questions of a store. x knows the materials that
// the editors' answers must stand beside.
func buildReport(ctx context.Context, cfg report.Config, st *store.Store, x *index.Index, answering service.Answering) (*report.Report, error) {
	due, err := answersDue(ctx, x, answering)
	if err != nil {
		return nil, err
	}
	cfg.Answers = due
	cfg.Questions = st.Questions(ctx, cfg.From, cfg.To)
	if cfg.Before != nil {
		cfg.Before.Questions = st.Questions(ctx, cfg.Before.From, cfg.Before.To)
	}
	cfg.Topics, cfg.Meaning, cfg.Documents = x.Topics, meaningOf(ctx, x), x.Documents()
	cfg.Theme, cfg.NearestDocument = themeOf(x), nearestOf(ctx, x)
	return report.Build(cfg)
}

// meaningOf is what questions mean to the model in the program, nil where
// another model is used or none.
func meaningOf(ctx context.Context, x *index.Index) func(string) []float32 {
	if !service.OwnMeaning(x) {
		return nil
	}
	return func(question string) []float32 {
		v, _ := x.Meaning(ctx, question) // without it, questions are compared by topics
		return v
	}
}

// answersDue are the shared answers that somebody must look at.
func answersDue(ctx context.Context, x *index.Index, answering service.Answering) ([]report.DueAnswer, error) {
	sources, err := answering.Sources("", x.Shipped())
	if err != nil {
		return nil, err
	}
	answers, problems := editorial.Read(sources)
	snap, err := x.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	list, err := shelf.DueAnswers(ctx, snap, answers, time.Now())
	if err != nil {
		return nil, err
	}
	var out []report.DueAnswer
	for _, l := range list {
		out = append(out, report.DueAnswer{ID: l.ID, Question: l.Question, Serving: l.Status == editorial.InService, Reason: l.Reason})
	}
	for _, p := range problems {
		out = append(out, report.DueAnswer{ID: p.Name(), Reason: "er ikke læst: " + p.Reason})
	}
	return out, nil
}

// write writes the report in every form that is asked for; as text where none is.
func (c *reportCmd) write(a *service.App, r *report.Report) error {
	if c.ExportQuestions != "" {
		if err := c.export(a, r); err != nil {
			return err
		}
	}
	if c.HTML != "" {
		var page bytes.Buffer
		if err := r.HTML(&page, report.Page{Zone: service.Zone()}); err != nil {
			return err
		}
		if err := os.WriteFile(c.HTML, page.Bytes(), 0o600); err != nil {
			return service.Usage("--html %s: %s", c.HTML, service.Danish(err))
		}
	}
	switch {
	case c.JSON:
		return terminal.JSON(a.Stdout, r)
	case c.CSV:
		return r.CSV(a.Stdout)
	case c.HTML != "" || c.ExportQuestions != "":
		return nil
	}
	return r.Text(a.Stdout, service.Zone())
}

// export adds question lines to a file; those that are in it already stay as
// they are, for somebody may have worked on them.
func (c *reportCmd) export(a *service.App, r *report.Report) error {
	have, err := eval.ReadQuestions(c.ExportQuestions)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return service.Usage("--export-questions: %s", service.Danish(err))
	}
	known := map[string]bool{}
	for _, q := range have {
		known[q.ID], known[q.Question] = true, true
	}
	lines, leftOut := r.Lines()
	fresh := slices.DeleteFunc(slices.Clone(lines), func(l report.Line) bool { return known[l.ID] || known[l.Question] })
	var text bytes.Buffer
	if err := writeLines(&text, fresh); err != nil {
		return err
	}
	if err := appendTo(c.ExportQuestions, text.Bytes()); err != nil {
		return service.Usage("--export-questions %s: %s", c.ExportQuestions, service.Danish(err))
	}
	fmt.Fprintf(a.Stderr, "%d spørgsmål er føjet til %s (%d var der i forvejen)\n", len(fresh), c.ExportQuestions, len(lines)-len(fresh))
	if leftOut > 0 {
		a.Warn("%d opfølgende spørgsmål er udeladt, fordi samtalen før dem ikke gemmes", leftOut)
	}
	return nil
}

// writeLines writes question lines as JSON, one a line.
func writeLines(w io.Writer, lines []report.Line) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return fmt.Errorf("writing questions: %w", err)
		}
	}
	return nil
}

// appendTo adds whole lines to a file, which is made where it is missing.
func appendTo(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	last := make([]byte, 1)
	if size, serr := f.Seek(0, io.SeekEnd); serr == nil && size > 0 {
		if _, rerr := f.ReadAt(last, size-1); rerr == nil && last[0] != '\n' {
			text = append([]byte("\n"), text...)
		}
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
