// Package mail reads messages as they are saved from mail programs (EML, RFC
// 5322 and MIME). Start with [Read].
package mail

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
	"github.com/digitaskforce/taskforce/documents/plain"
)

// Bounds of what a message holds.
const (
	maxDepth = 8
	maxParts = 500
)

// Read reads a message: who wrote it to whom, and when, and its text, the plain
// one where it has it in several forms. Attachments are named and not read.
func Read(ctx context.Context, in documents.Input) (*documents.Document, error) {
	message, err := mail.ReadMessage(bytes.NewReader(in.Data))
	if err != nil {
		return nil, documents.NoMail.Fault(err)
	}
	r := &reader{ctx: ctx, in: in, left: in.Limits.UnpackedBytes}
	doc := &documents.Document{Info: documents.Info{Title: header(message.Header.Get("Subject")), Format: "mail"}, Blocks: headBlocks(message.Header, 1)}
	if at, err := message.Header.Date(); err == nil {
		doc.Date = at.Format("2006-01-02")
	}
	if err := r.part(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), "", message.Body, 0); err != nil {
		return nil, err
	}
	r.finish(doc)
	return doc, nil
}

// finish adds what was gathered to the document, and tells what was left out.
func (r *reader) finish(doc *documents.Document) {
	doc.Blocks = append(doc.Blocks, r.blocks...)
	for _, name := range r.attached {
		doc.Blocks = append(doc.Blocks, documents.Block{Kind: documents.Paragraph, Text: "Vedhæftet: " + name})
		doc.Losses = append(doc.Losses, documents.Loss{Kind: documents.LostAttached, Text: name})
	}
	doc.Losses = append(doc.Losses, r.losses...)
	doc.Layer = r.layer
}

// headBlocks say what a message is about, who wrote it to whom, and when.
func headBlocks(head mail.Header, level int) (out []documents.Block) {
	if subject := header(head.Get("Subject")); subject != "" {
		out = append(out, documents.Block{Kind: documents.Heading, Level: level, Text: subject})
	}
	for _, line := range []struct{ key, name string }{{"From", "Fra"}, {"To", "Til"}, {"Cc", "Kopi til"}} {
		if value := header(head.Get(line.key)); value != "" {
			out = append(out, documents.Block{Kind: documents.Paragraph, Text: line.name + ": " + value})
		}
	}
	if at, err := head.Date(); err == nil {
		out = append(out, documents.Block{Kind: documents.Paragraph, Text: "Sendt: " + danish.WrittenDate(at) + at.Format(" kl. 15.04")})
	}
	return out
}

// header is the text of a field that may be encoded.
func header(value string) string {
	words := mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
		encoding, err := htmlindex.Get(charset)
		if err != nil {
			return nil, err
		}
		return encoding.NewDecoder().Reader(input), nil
	}}
	if decoded, err := words.DecodeHeader(value); err == nil {
		value = decoded
	}
	return documents.OneLine(documents.CleanText(value))
}

// reader gathers the parts of a message.
type reader struct {
	ctx      context.Context
	in       documents.Input
	left     int64 // bytes that parts may still have
	parts    int
	blocks   []documents.Block
	losses   []documents.Loss
	layer    documents.Layer
	attached []string
}

// part adds one part, or those within it.
func (r *reader) part(contentType, encoding, disposition string, body io.Reader, depth int) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return documents.MailParts.Fault(nil)
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, params = "text/plain", map[string]string{}
	}
	if strings.HasPrefix(kind, "multipart/") {
		return r.multipart(kind == "multipart/alternative", params["boundary"], body, depth)
	}
	if kind == "message/rfc822" || kind == "message/global" {
		return r.within(encoding, body, depth)
	}
	if name := fileName(kind, disposition, params); name != "" {
		r.attached = append(r.attached, name)
		return nil
	}
	if kind != "text/plain" && kind != "text/html" {
		return nil // a picture within the text, a signature
	}
	data, err := r.decoded(encoding, body)
	if err != nil {
		return err
	}
	return r.text(kind, params["charset"], data)
}

// fileName is the name of a part that is attached, "" for one that is the
// message's own text, a picture within it or a signature. A part may be named
// where it is said how it is shown, or of what kind it is.
func fileName(kind, disposition string, params map[string]string) string {
	how, more, err := mime.ParseMediaType(disposition)
	if err != nil {
		how = ""
	}
	name := cmp.Or(header(more["filename"]), header(params["name"]))
	attached := how == "attachment"
	switch {
	case strings.HasPrefix(kind, "application/pgp-"), strings.HasSuffix(kind, "pkcs7-signature"):
		return ""
	case (kind == "text/plain" || kind == "text/html") && name == "" && !attached:
		return ""
	case strings.HasPrefix(kind, "image/") && !attached && (name == "" || how == "inline"):
		return ""
	case name != "":
		return name
	}
	return "en fil uden navn (" + kind + ")"
}

// within adds a message that is part of the message, as one that is sent on.
func (r *reader) within(encoding string, body io.Reader, depth int) error {
	data, err := r.decoded(encoding, body)
	if err != nil {
		return err
	}
	message, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		r.attached = append(r.attached, "en mail, som ikke kan læses")
		return nil //nolint:nilerr // a part that is damaged costs itself alone
	}
	r.blocks = append(r.blocks, headBlocks(message.Header, 2)...)
	return r.part(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), "", message.Body, depth+1)
}

// multipart adds the parts of one, or, where they are the same in several forms,
// the first that has text.
func (r *reader) multipart(alternative bool, boundary string, body io.Reader, depth int) error {
	if boundary == "" {
		return nil
	}
	parts := multipart.NewReader(body, boundary)
	before := len(r.blocks)
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			return nil // the end, or a message that was cut off
		}
		if alternative && len(r.blocks) > before {
			continue
		}
		if err := r.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p, depth+1); err != nil {
			return err
		}
	}
}

// decoded is a part's bytes, within the limits.
func (r *reader) decoded(encoding string, body io.Reader) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(io.LimitReader(body, r.left+1))
	if r.left -= int64(len(data)); r.left < 0 {
		return nil, documents.ErrTooMuchText
	}
	if err != nil && len(data) == 0 {
		return nil, nil //nolint:nilerr // a part that is damaged costs itself alone
	}
	return data, nil
}

// text reads a part as a file of its kind.
func (r *reader) text(kind, charset string, data []byte) error {
	if encoding, err := htmlindex.Get(charset); err == nil && !documents.MostlyUTF8(data) {
		if decoded, err := encoding.NewDecoder().Bytes(data); err == nil {
			data = decoded
		}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	read := plain.Read
	if kind == "text/html" {
		read = html.Read
	}
	in := r.in
	in.Data = data
	doc, err := read(r.ctx, in)
	if err != nil {
		return err
	}
	r.blocks = append(r.blocks, doc.Blocks...)
	r.losses = append(r.losses, doc.Losses...)
	r.layer.Words, r.layer.Kept = r.layer.Words+doc.Layer.Words, r.layer.Kept+doc.Layer.Kept
	return nil
}
