package secretariat

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/core"
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

// Report answers GET /admin/report. One is made at a time.
func (s *Secretariat) Report(c *fiber.Ctx) error {
	if s.Config.Report == nil {
		return problem.ErrNotFound
	}
	req, err := reportRequest(c)
	if err != nil {
		return err
	}
	if !s.reporting.TryLock() {
		return problem.ErrReporting
	}
	defer s.reporting.Unlock()
	page := s.staff(c, "report", "")
	req.Site, req.Leave = page.Site.Name, page.Leave
	ctx, cancel := context.WithTimeout(s.Base, reportTimeout)
	defer cancel()
	var out bytes.Buffer
	if err := s.Config.Report(ctx, &out, req); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, reportTypes[req.Format])
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'nonce-"+req.Nonce+"'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	if req.Format != "html" {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="rapport.`+req.Format+`"`)
	}
	return c.Send(out.Bytes())
}

// reportRequest is what the address asks for.
func reportRequest(c *fiber.Ctx) (core.ReportRequest, error) {
	req := core.ReportRequest{Format: cmp.Or(c.Query("format"), "html"), Nonce: rand.Text(), From: c.Query("from"), To: c.Query("to"),
		Before: c.Query("compare") != "", BeforeFrom: c.Query("compare_from"), BeforeTo: c.Query("compare_to")}
	var err error
	req.Days, err = strconv.Atoi(cmp.Or(c.Query("days"), strconv.Itoa(shownReportDay)))
	if err != nil || req.Days < 1 || req.Days > maxReportDays || reportTypes[req.Format] == "" {
		return req, problem.ReportDays.With(problem.Number(maxReportDays))
	}
	if !areDays(req.From, req.To) || !areDays(req.BeforeFrom, req.BeforeTo) {
		return req, problem.ErrReportDates
	}
	return req, nil
}

// areDays tells whether two texts are the first and the last day of a time, or both "".
func areDays(from, to string) bool {
	if from == "" && to == "" {
		return true
	}
	a, aerr := time.Parse(time.DateOnly, from)
	b, berr := time.Parse(time.DateOnly, to)
	return aerr == nil && berr == nil && !b.Before(a) && b.Sub(a) < maxReportDays*24*time.Hour
}
