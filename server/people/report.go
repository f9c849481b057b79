package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// ReportRequest says which report is wanted.
type ReportRequest struct {
	Days   int    // up to and with today, from 1
	Format string // a key of reportTypes
	Nonce  string // of a page's style
}

// Reporter writes a report on what was asked. Its errors must not hold
// questions: they are logged.
type Reporter func(ctx context.Context, w io.Writer, req ReportRequest) error

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

// admin lets those through who have the administrator's key: as a bearer's, or
// as the password of a browser's login, under any name; and who may do so by
// their own key or login. Without any of these in the Config there is nothing here.
func (s *Server) admin(c *fiber.Ctx) error {
	switch {
	case s.cfg.AdminKey != "" && sameSecret(givenKey(c.Get(fiber.HeaderAuthorization)), s.cfg.AdminKey):
		return c.Next()
	case s.cfg.Gate.guarded():
		return s.enter(access.Admin)(c)
	case s.cfg.AdminKey == "":
		return problem.ErrNotFound
	default:
		c.Set(fiber.HeaderWWWAuthenticate, `Basic realm="taskforce", charset="UTF-8"`)
		return problem.ErrNoKey
	}
}

// givenKey is the key of an Authorization header, "" where it holds none.
func givenKey(header string) string {
	scheme, rest, _ := strings.Cut(header, " ")
	switch strings.ToLower(scheme) {
	case "bearer":
		return strings.TrimSpace(rest)
	case "basic":
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
		if err != nil {
			return ""
		}
		_, password, _ := strings.Cut(string(raw), ":")
		return password
	}
	return ""
}

// sameSecret compares in a time that tells nothing of want, its length included.
func sameSecret(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// showReport answers GET and POST /admin/report. One is made at a time.
func (s *Server) showReport(c *fiber.Ctx) error {
	if s.cfg.Report == nil {
		return problem.ErrNotFound
	}
	req := ReportRequest{Format: cmp.Or(c.FormValue("format"), "html"), Nonce: rand.Text()} // of a form or an address
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
	ctx, cancel := context.WithTimeout(s.base, reportTimeout)
	defer cancel()
	var out bytes.Buffer
	if err := s.cfg.Report(ctx, &out, req); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'nonce-"+req.Nonce+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if req.Format != "html" {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="rapport.`+req.Format+`"`)
	}
	return c.Send(out.Bytes())
}
