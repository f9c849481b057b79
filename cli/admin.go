package cli

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/service"
)

// admin are the flags of the pages for administrators.
type admin struct {
	reporting
	AdminKey string `placeholder:"nøgle" help:"Nøglen til siderne under /admin og /api/answers/ID, mindst 16 tegn; uden den åbnes de kun af en nøgle eller et login med adgangen admin."`
}

const minAdminKey = 16

// apply opens the pages for administrators, where there is a key and something to show.
func (d admin) apply(a *service.App, cfg *server.Config, k *service.Kept, x *index.Index, answering service.Answering) error {
	base, err := d.reporting.of()
	switch {
	case err != nil:
		return err
	case d.AdminKey == "" && cfg.Gate.Keys == nil && cfg.Gate.Login == nil:
		return nil
	case d.AdminKey != "" && len(d.AdminKey) < minAdminKey:
		return service.Usage("--admin-key er for kort; vælg en nøgle på mindst %d tegn", minAdminKey)
	case k == nil && cfg.Golden == nil && cfg.Uploads == nil && cfg.Answers == nil:
		if d.AdminKey != "" {
			a.Warn("--admin-key åbner ingen side, for uden --store gemmes der ingen spørgsmål, og hverken --golden, --uploads eller --edit-answers er valgt")
		}
		return nil
	}
	cfg.AdminKey = d.AdminKey
	if k == nil {
		return nil
	}
	var to leading
	if cfg.Golden != nil {
		to.test = "/admin/golden/new?question="
	}
	if cfg.Answers != nil && slices.Contains(cfg.Answers.Collections(), "") { // the report is about the shared service
		to.answer, to.edit = "/admin/answers/new?question=", "/admin/answers/edit?id="
	}
	cfg.Report = func(ctx context.Context, w io.Writer, req server.ReportRequest) error {
		asked, err := requested(base, req, time.Now())
		if err != nil {
			return err
		}
		r, err := buildReport(ctx, asked, k.Store, x, answering)
		if err != nil {
			return err
		}
		return writeReportAs(w, r, req, to)
	}
	return nil
}

// requested is the report that a reader asks for.
func requested(cfg report.Config, req server.ReportRequest, now time.Time) (report.Config, error) {
	var err error
	if cfg.From, cfg.To, err = daysOf("from", req.From, "to", req.To, req.Days, now); err != nil {
		return cfg, err
	}
	switch {
	case req.BeforeFrom != "" || req.BeforeTo != "":
		cfg.Before = &report.Span{}
		cfg.Before.From, cfg.Before.To, err = daysOf("compare_from", req.BeforeFrom, "compare_to", req.BeforeTo, 0, now)
	case req.Before:
		cfg.Before = spanBefore(cfg)
	}
	return cfg, err
}

// leading are the addresses to which a question of a report leads, "" for none:
// where it is kept as one to ask again, where an answer to it is written, and
// where an answer is changed.
type leading struct{ test, answer, edit string }

// writeReportAs writes a report in the form that is asked for.
func writeReportAs(w io.Writer, r *report.Report, req server.ReportRequest, to leading) error {
	switch req.Format {
	case "json":
		return terminal.JSON(w, r)
	case "csv":
		return r.CSV(w)
	case "jsonl":
		lines, _ := r.Lines()
		return writeLines(w, lines)
	}
	return r.HTML(w, report.Page{Zone: service.Zone(), Nonce: req.Nonce, Site: req.Site, Leave: req.Leave, Links: reportLinks(req), Dates: true, Test: to.test, Answer: to.answer, Edit: to.edit})
}

// reportLinks lead to reports on other times and in other forms.
func reportLinks(req server.ReportRequest) (out []report.Link) {
	out = append(out, report.Link{Text: "Sekretariatets sider", URL: "/admin"})
	for _, n := range []int{7, 30, 90, 365} {
		out = append(out, report.Link{Text: fmt.Sprintf("%d dage", n), URL: fmt.Sprintf("/admin/report?days=%d", n)})
	}
	same := addressOf(req)
	if !req.Before && req.BeforeFrom == "" {
		with := addressOf(req)
		with.Set("compare", "1")
		out = append(out, report.Link{Text: "Sammenlign med lige før", URL: "/admin/report?" + with.Encode()})
	}
	for _, f := range []struct{ format, text string }{{"csv", "Hent som regneark"}, {"json", "Hent som JSON"}, {"jsonl", "Hent spørgsmål til eval"}} {
		same.Set("format", f.format)
		out = append(out, report.Link{Text: f.text, URL: "/admin/report?" + same.Encode()})
	}
	return out
}

// addressOf says in an address which report is asked for, but for its form.
func addressOf(req server.ReportRequest) url.Values {
	out := url.Values{}
	for key, v := range map[string]string{"from": req.From, "to": req.To, "compare_from": req.BeforeFrom, "compare_to": req.BeforeTo} {
		if v != "" {
			out.Set(key, v)
		}
	}
	if req.From == "" {
		out.Set("days", strconv.Itoa(req.Days))
	}
	if req.Before {
		out.Set("compare", "1")
	}
	return out
}
