package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/problem"
	"github.com/digitaskforce/taskforce/store"
)

// recordTime is how long reading a record may take.
const recordTime = 10 * time.Second

// Kept is what both give.
type Kept = store.Record

// Opening is what POST /api/answers/{id} takes, as JSON or as a form.
type Opening struct {
	Token  string `json:"token" required:"true" maxLength:"100" jsonschema:"The field record of the answer."`
	Format string `json:"format,omitempty" enum:"json,html" default:"json"`
}

// Record answers GET /api/answers/{id}, for administrators.
func (s *API) Record(c *fiber.Ctx) error {
	r, err := s.record(c)
	if err != nil {
		return err
	}
	return s.sendRecord(c, r, c.Query("format"))
}

// OwnRecord answers POST /api/answers/{id}, for whoever asked: with the token
// that came with the answer and stands in no address. Another token says no more
// than another ID.
func (s *API) OwnRecord(c *fiber.Ctx) error {
	var in Opening
	if problem.ContentIs(c, fiber.MIMEApplicationForm) == nil {
		in = Opening{Token: c.FormValue("token"), Format: cmp.Or(c.FormValue("format"), "json")}
	} else if err := problem.ReadJSON(c, &in, "token"); err != nil {
		return err
	}
	r, err := s.record(c)
	if err != nil {
		return err
	}
	if !r.Opens(in.Token) {
		return problem.ErrNoRecord
	}
	return s.sendRecord(c, r, in.Format)
}

func (s *API) record(c *fiber.Ctx) (*store.Record, error) {
	id := c.Params("id")
	if s.Config.Records == nil || !answerID.MatchString(id) {
		return nil, problem.ErrNoRecord
	}
	ctx, cancel := context.WithTimeout(s.Base, recordTime)
	defer cancel()
	r, err := s.Config.Records.Record(ctx, id)
	switch {
	case errors.Is(err, store.ErrUnknown):
		return nil, problem.ErrNoRecord
	case err != nil:
		s.Log.Error("a record cannot be read", "request_id", core.RequestID(c), "error", err.Error())
		return nil, problem.ErrRecords
	}
	return r, nil
}

// sendRecord sends a record as a file or a page.
func (s *API) sendRecord(c *fiber.Ctx, r *store.Record, format string) error {
	switch cmp.Or(format, "json") {
	case "json":
		text, err := json.MarshalIndent(r, "", "  ")
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="svar-`+r.ID+`.json"`)
		return c.Send(append(text, '\n'))
	case "html":
		if s.Config.RecordPage == nil {
			return problem.ErrNoRecord
		}
		nonce := rand.Text()
		var page bytes.Buffer
		if err := s.Config.RecordPage(&page, r, nonce); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'nonce-"+nonce+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		return c.Send(page.Bytes())
	}
	return problem.ErrRecordForm
}
