package people

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/problem"
)

// fileType is how an original file is handed to a browser.
type fileType struct {
	mime   string
	inline bool   // shown by the browser; else saved
	policy string // Content-Security-Policy
}

// Policies of files. Whatever a file holds, it must not act on behalf of the
// service; browsers do not show a PDF in a sandbox, and run none of it outside one.
const (
	policySandbox = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	policyPDF     = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)

var fileTypes = map[string]fileType{
	".pdf":      {"application/pdf", true, policyPDF},
	".htm":      {"text/html", true, policySandbox},
	".html":     {"text/html", true, policySandbox},
	".md":       {"text/plain", true, policySandbox},
	".markdown": {"text/plain", true, policySandbox},
	".txt":      {"text/plain", true, policySandbox},
	".csv":      {"text/plain", true, policySandbox},
	".svg":      {"image/svg+xml", true, policySandbox},
	".docx":     {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", false, policySandbox},
	".odt":      {"application/vnd.oasis.opendocument.text", false, policySandbox},
}

// typeOf gives the type of a file by its name; what is unknown is saved, not shown.
func typeOf(name string) fileType {
	if t, ok := fileTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return fileType{fiber.MIMEOctetStream, false, policySandbox}
}

// Original answers GET /documents/:document/file.
func (s *People) Original(c *fiber.Ctx) error {
	info, err := s.DocumentOf(c)
	if err != nil {
		return err
	}
	if info.Format == "markdown" && c.Query("raw") == "" {
		c.Vary(fiber.HeaderAccept)
		if c.Accepts(fiber.MIMETextPlain, fiber.MIMETextHTML) == fiber.MIMETextHTML { // a reader wants a page, not marks
			to := "/documents/" + url.PathEscape(info.ID)
			if lang := c.Query("lang"); lang != "" {
				to += "?lang=" + url.QueryEscape(lang)
			}
			return c.Redirect(to, fiber.StatusSeeOther)
		}
	}
	etag := `"` + info.Hash + `"`
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderETag, etag)
	if info.Hash != "" && c.Get(fiber.HeaderIfNoneMatch) == etag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	file, err := s.ViewOf(c).Library.Original(info.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return problem.ErrNoOriginal
	}
	if errors.Is(err, documents.ErrChanged) {
		return problem.ErrOtherOriginal
	}
	if err != nil {
		return err
	}
	return sendFile(c, file)
}

// sendFile hands a file over; the server closes it when it has been sent.
func sendFile(c *fiber.Ctx, file core.Original) error {
	t := typeOf(file.Name)
	body, kind := file.Content, t.mime
	if strings.HasPrefix(kind, "text/") {
		body, kind = withCharset(file.Content, kind)
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentSecurityPolicy, t.policy)
	c.Set(fiber.HeaderContentDisposition, disposition(file.Name, t.inline))
	return c.SendStream(body, int(file.Size))
}

func disposition(name string, inline bool) string {
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	if d := mime.FormatMediaType(kind, map[string]string{"filename": path.Base(name)}); d != "" {
		return d
	}
	return kind
}

// withCharset names the encoding of a text where its beginning shows that it
// is UTF-8; an HTML file that is not names its own.
func withCharset(r io.ReadCloser, kind string) (io.ReadCloser, string) {
	head := make([]byte, 32<<10)
	n, _ := io.ReadFull(r, head) // an error comes again when the rest is read
	head = head[:n]
	whole := struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), r), r}
	switch {
	case utf8.Valid(wholeRunes(head)):
		kind += "; charset=utf-8"
	case kind == "text/plain":
		kind += "; charset=windows-1252"
	}
	return whole, kind
}

// wholeRunes leaves out the last bytes of a cut text, which may be half a character.
func wholeRunes(b []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; c >= utf8.RuneSelf && utf8.RuneStart(c) && !utf8.FullRune(b[len(b)-i:]) {
			return b[:len(b)-i]
		}
	}
	return b
}

// IsFile tells the addresses of original files.
func IsFile(p string) bool {
	return strings.HasPrefix(p, "/documents/") && strings.HasSuffix(p, "/file")
}
