package people

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// reportTypes are the forms of a report.
var reportTypes = map[string]string{
	"html":  fiber.MIMETextHTMLCharsetUTF8,
	"json":  fiber.MIMEApplicationJSONCharsetUTF8,
	"csv":   "text/csv; charset=utf-8",
	"jsonl": "application/jsonl; charset=utf-8",
}

const (
	reportTimeout  = time.Minute
	maxReportDays  = 3660
	shownReportDay = 30
)

// Report answers GET and POST /admin/report. One is made at a time.
func (s *People) Report(c *fiber.Ctx) error {
	if s.Config.Report == nil {
		return problem.ErrNotFound
	}
	req := core.ReportRequest{Format: cmp.Or(c.FormValue("format"), "html"), Nonce: rand.Text()} // of a form or an address
	var err error
	req.Days, err = strconv.Atoi(cmp.Or(c.FormValue("days"), strconv.Itoa(shownReportDay)))
	kind := reportTypes[req.Format]
	if err != nil || req.Days < 1 || req.Days > maxReportDays || kind == "" {
		return problem.New(400, "Parameteren days skal være et tal fra 1 til "+pages.DanishNumber(maxReportDays)+" og format html, json, csv eller jsonl.")
	}
	if !s.reporting.TryLock() {
		return problem.ErrReporting
	}
	defer s.reporting.Unlock()
	ctx, cancel := context.WithTimeout(s.Base, reportTimeout)
	defer cancel()
	var out bytes.Buffer
	if err := s.Config.Report(ctx, &out, req); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'nonce-"+req.Nonce+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if req.Format != "html" {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="rapport.`+req.Format+`"`)
	}
	return c.Send(out.Bytes())
}
