package secretariat

import (
	"errors"
	"io"
	"mime/multipart"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// maxFiles is how many files a form may bring.
const maxFiles = 20

// uploadPage shows what a file became.
type uploadPage struct {
	staffPage
	uploadRow
	Look     intake.Look
	State    string // how it stands, in words
	Back     string
	Outline  []intake.Outline
	Passages []uploadPassage
	Rest     string // how many passages are not shown; "" for none
}

// uploadPassage is a passage with where it stands.
type uploadPassage struct {
	Where string
	Runs  []pages.Run
}

// Upload answers POST /admin/documents/upload.
func (s *Secretariat) Upload(c *fiber.Ctx) error {
	if s.Config.Uploads == nil {
		return problem.ErrNotFound
	}
	if err := problem.ContentIs(c, fiber.MIMEMultipartForm); err != nil {
		return err
	}
	form, err := c.MultipartForm()
	if err != nil {
		return problem.ErrUnread
	}
	collection, err := s.collection(c, strings.Join(form.Value["collection"], ""))
	if err != nil {
		return err
	}
	files := form.File["file"]
	if len(files) == 0 || len(files) > maxFiles {
		return problem.Files.With(maxFiles)
	}
	var last *intake.File
	var failed []failedUpload
	for _, h := range files {
		f, err := s.take(c, collection, h)
		if err != nil {
			failed = append(failed, failedUpload{intake.Name(h.Filename), s.uploadReason(c, h, err)})
			continue
		}
		last = f
		s.tell(c, "upload", f.ID)
	}
	switch {
	case len(failed) > 0:
		return s.showUploads(c, collection, failed)
	case len(files) == 1:
		return s.to(c, "/admin/documents/file?done=upload&id="+url.QueryEscape(last.ID))
	}
	return s.to(c, uploadsAddress(collection, "upload"))
}

// take takes one file in.
func (s *Secretariat) take(c *fiber.Ctx, collection string, h *multipart.FileHeader) (*intake.File, error) {
	if h.Size > s.Config.Uploads.MaxFile() {
		return nil, intake.ErrTooLarge
	}
	in, err := h.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	return s.Config.Uploads.Add(s.Base, collection, h.Filename, by(c), data)
}

// uploadReason says why a file was not taken in.
func (s *Secretariat) uploadReason(c *fiber.Ctx, h *multipart.FileHeader, err error) string {
	t := s.Table(c)
	var unread *intake.Unread
	switch {
	case errors.Is(err, intake.ErrTooLarge):
		return t.Say("uploads.wrong.large", megabytes(s.Config.Uploads.MaxFile()))
	case errors.Is(err, intake.ErrFull):
		return t.Say("uploads.wrong.full")
	case errors.As(err, &unread):
		return unread.In(t.Lang).Reason
	}
	s.Log.Error("upload", "request_id", core.RequestID(c), "error", err.Error())
	return t.Say("uploads.wrong.kept")
}

func uploadsAddress(collection, done string) string {
	return "/admin/documents?" + url.Values{"collection": {collection}, "done": {done}}.Encode()
}

// upload finds a file that the asker may keep.
func (s *Secretariat) upload(c *fiber.Ctx, id string) (intake.File, error) {
	if s.Config.Uploads == nil {
		return intake.File{}, problem.ErrNotFound
	}
	f, err := s.Config.Uploads.File(id)
	if err != nil {
		return f, problem.ErrNoUpload
	}
	if _, err := s.collection(c, f.Collection); err != nil || !s.MayKeep(c, f.Collection) {
		return f, problem.ErrForbidden
	}
	return f, nil
}

// ShowUpload answers GET /admin/documents/file.
func (s *Secretariat) ShowUpload(c *fiber.Ctx) error {
	f, err := s.upload(c, c.Query("id"))
	if err != nil {
		return err
	}
	p, err := s.Config.Uploads.Preview(f.ID)
	if err != nil {
		return err
	}
	t := s.Table(c)
	data := uploadPage{staffPage: s.staff(c, "documents", f.Name), uploadRow: s.uploadRow(t, f), Look: p.Look, State: t.FileState(f.State),
		Back: "/admin/documents?collection=" + url.QueryEscape(f.Collection), Outline: p.Outline}
	if n := p.Look.Passages - len(p.Passages); n > 0 {
		data.Rest = t.Count(n, "uploads.rest")
	}
	for _, one := range p.Passages {
		data.Passages = append(data.Passages, uploadPassage{t.Where(one.Title, one.Section, one.Page), pages.Runs(one.Text, one.Heading(), nil)})
	}
	return s.Pages.Render(c, "upload", data)
}

// UploadOriginal answers GET /admin/documents/original: the file as it came.
func (s *Secretariat) UploadOriginal(c *fiber.Ctx) error {
	f, err := s.upload(c, c.Query("id"))
	if err != nil {
		return err
	}
	in, err := s.Config.Uploads.Original(f.ID)
	if err != nil {
		return problem.ErrNoUpload
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(path.Base(f.Name)))
	return c.SendStream(in, int(f.Size))
}

// UploadAct answers POST /admin/documents/do.
func (s *Secretariat) UploadAct(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	f, err := s.upload(c, c.FormValue("id"))
	if err != nil {
		return err
	}
	act := c.FormValue("act")
	if err := s.Config.Uploads.Do(f.ID, act, by(c)); err != nil {
		return uploadError(err)
	}
	s.tell(c, "upload "+act, f.ID)
	return s.to(c, uploadsAddress(f.Collection, act))
}

// UndoUpload answers POST /admin/documents/undo.
func (s *Secretariat) UndoUpload(c *fiber.Ctx) error {
	if s.Config.Uploads == nil {
		return problem.ErrNotFound
	}
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	collection, err := s.collection(c, c.FormValue("collection"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.FormValue("n"))
	if err != nil {
		return problem.ErrUploadLater
	}
	if err := s.Config.Uploads.Undo(collection, n, by(c)); err != nil {
		return uploadError(err)
	}
	s.tell(c, "upload undo", strconv.Itoa(n))
	return s.to(c, uploadsAddress(collection, "undo"))
}

// uploadError maps the error of a change to what people may know of it.
func uploadError(err error) error {
	switch {
	case errors.Is(err, intake.ErrUnknown):
		return problem.ErrNoUpload
	case errors.Is(err, intake.ErrLater), errors.Is(err, intake.ErrCollection):
		return problem.ErrUploadLater
	}
	return err
}
