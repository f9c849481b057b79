package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/service"
)

// admin are the flags of the pages for administrators.
type admin struct {
	rates
	AdminKey string `placeholder:"nøgle" help:"Nøglen til /admin/report og /api/answers/ID, mindst 16 tegn; uden den åbnes de kun af en nøgle eller et login med adgangen admin."`
}

const minAdminKey = 16

// apply opens the pages for administrators, where there is a key and something to show.
func (d admin) apply(a *service.App, cfg *server.Config, k *service.Kept, x *index.Index, answering service.Answering) error {
	rates, err := d.rates.of()
	switch {
	case err != nil:
		return err
	case d.AdminKey == "" && (cfg.Gate.Keys == nil && cfg.Gate.Login == nil || k == nil):
		return nil
	case d.AdminKey != "" && len(d.AdminKey) < minAdminKey:
		return service.Usage("--admin-key er for kort; vælg en nøgle på mindst %d tegn", minAdminKey)
	case k == nil:
		a.Warn("--admin-key åbner ingen side, for uden --store gemmes der ingen spørgsmål")
		return nil
	}
	cfg.AdminKey = d.AdminKey
	cfg.Report = func(ctx context.Context, w io.Writer, req server.ReportRequest) error {
		to := service.Tomorrow(time.Now())
		r, err := buildReport(ctx, report.Config{From: to.AddDate(0, 0, -req.Days), To: to, Zone: service.Zone(), Rates: rates}, k.Store, x, answering)
		if err != nil {
			return err
		}
		return writeReportAs(w, r, req)
	}
	return nil
}

// writeReportAs writes a report in the form that is asked for.
func writeReportAs(w io.Writer, r *report.Report, req server.ReportRequest) error {
	switch req.Format {
	case "json":
		return terminal.JSON(w, r)
	case "csv":
		return r.CSV(w)
	case "jsonl":
		lines, _ := r.Lines()
		return writeLines(w, lines)
	}
	return r.HTML(w, report.Page{Zone: service.Zone(), Nonce: req.Nonce, Links: reportLinks(req.Days)})
}

// reportLinks lead to reports on other times and in other forms.
func reportLinks(days int) (out []report.Link) {
	for _, n := range []int{7, 30, 90, 365} {
		out = append(out, report.Link{Text: fmt.Sprintf("%d dage", n), URL: fmt.Sprintf("/admin/report?days=%d", n)})
	}
	for _, f := range []struct{ format, text string }{{"csv", "Hent som regneark"}, {"json", "Hent som JSON"}, {"jsonl", "Hent spørgsmål til eval"}} {
		out = append(out, report.Link{Text: f.text, URL: fmt.Sprintf("/admin/report?days=%d&format=%s", days, f.format)})
	}
	return out
}
