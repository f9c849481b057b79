package office

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// archive is an unpacked view of a zipped file that counts what is read of it,
// since the sizes a file states of itself may be false.
type archive struct {
	ctx     context.Context
	entries map[string]*zip.File
	left    int64    // unpacked bytes that may still be read
	layer   []string // the text of the parts that hold it, by paragraphs
}

var errZipBomb = documents.Faultf(nil, "filen pakker sig ud til langt mere, end et dokument fylder, og læses ikke; gem den igen fra det program, den er skrevet i")

// openArchive opens a zipped document and looks at its directory only.
func openArchive(ctx context.Context, data []byte, limits documents.Limits) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, documents.Faultf(err, "%s", documents.ErrDamaged.Error())
	}
	if len(r.File) > documents.MaxZipEntries {
		return nil, errZipBomb
	}
	a := &archive{ctx: ctx, entries: map[string]*zip.File{}, left: limits.UnpackedBytes}
	for _, f := range r.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if a.entries[name] == nil { // a second one of the same name hides nothing
			a.entries[name] = f
		}
	}
	return a, nil
}

func (a *archive) has(name string) bool { return a.entries[name] != nil }

// names lists the entries with a prefix and an ending, sorted.
func (a *archive) names(prefix, ending string) []string {
	var out []string
	for name := range a.entries {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, ending) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// open returns an entry's bytes as they unpack, within the limits.
func (a *archive) open(name string) (io.ReadCloser, error) {
	f := a.entries[name]
	if f == nil {
		return nil, documents.Faultf(nil, "filen er ufuldstændig (%s mangler i den); gem den igen fra det program, den er skrevet i", name)
	}
	if f.Flags&1 != 0 {
		return nil, documents.ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, documents.Faultf(err, "%s", documents.ErrDamaged.Error())
	}
	return &entryReader{archive: a, entry: r, most: 1<<20 + documents.MaxZipRatio*int64(f.CompressedSize64)}, nil
}

// entryReader counts what it unpacks.
type entryReader struct {
	archive *archive
	entry   io.ReadCloser
	read    int64
	most    int64
}

func (r *entryReader) Read(p []byte) (int, error) {
	if err := r.archive.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.entry.Read(p)
	r.read += int64(n)
	r.archive.left -= int64(n)
	if r.read > r.most || r.archive.left < 0 {
		return 0, errZipBomb
	}
	if err != nil && err != io.EOF {
		err = documents.Faultf(err, "%s", documents.ErrDamaged.Error())
	}
	return n, err
}

func (r *entryReader) Close() error { return r.entry.Close() }

// xmlHandler is told of an XML file's parts in order.
type xmlHandler interface {
	start(e xml.StartElement) error
	end(name xml.Name) error
	text(s string) error
}

// eachXML streams one XML entry through h. A missing entry is an error only
// where it is required.
func (a *archive) eachXML(name string, required bool, h xmlHandler) error {
	if !required && !a.has(name) {
		return nil
	}
	r, err := a.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return eachXML(r, h)
}

func eachXML(r io.Reader, h xmlHandler) error {
	decoder := xml.NewDecoder(r) // knows no external and no own entities
	depth := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return xmlError(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > documents.MaxXMLDepth {
				return documents.Faultf(nil, "filens indhold er indlejret for dybt til et dokument; gem den igen fra det program, den er skrevet i")
			}
			err = h.start(t)
		case xml.EndElement:
			depth--
			err = h.end(t.Name)
		case xml.CharData:
			err = h.text(string(t))
		}
		if err != nil {
			return err
		}
	}
}

func xmlError(err error) error {
	var own *documents.Fault
	if errors.As(err, &own) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, documents.ErrEncrypted) {
		return err
	}
	return documents.Faultf(fmt.Errorf("reading xml: %w", err), "%s", documents.ErrDamaged.Error())
}

// attr returns the value of an attribute by its local name, "" where absent.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// SniffZip names the format of a zipped document by the files in it.
func SniffZip(data []byte) (string, error) {
	a, err := openArchive(context.Background(), data, documents.DefaultLimits())
	if err != nil {
		return "", err
	}
	switch {
	case a.has("word/document.xml"):
		return "docx", nil
	case a.has("ppt/presentation.xml"):
		return "pptx", nil
	case a.has("xl/workbook.xml"), a.has("xl/workbook.bin"):
		return "", documents.Faultf(documents.ErrUnknownType, "filen er et regneark, som ikke kan læses; gem det som PDF og prøv igen")
	case a.has("mimetype"):
		return a.openDocument()
	case a.has("[Content_Types].xml"):
		return a.mainPart()
	}
	return "", documents.Faultf(documents.ErrUnknownType, "%s", documents.ArchiveReason)
}

// openDocument names the format by the entry "mimetype".
func (a *archive) openDocument() (string, error) {
	r, err := a.open("mimetype")
	if err != nil {
		return "", err
	}
	defer r.Close()
	kind, err := io.ReadAll(io.LimitReader(r, 200))
	if err != nil {
		return "", err
	}
	kind = bytes.TrimPrefix(bytes.TrimSpace(kind), []byte("application/vnd.oasis.opendocument."))
	switch {
	case bytes.HasPrefix(kind, []byte("text")):
		return "odt", nil
	case bytes.HasPrefix(kind, []byte("presentation")):
		return "odp", nil
	case bytes.HasPrefix(kind, []byte("spreadsheet")):
		return "", documents.Faultf(documents.ErrUnknownType, "filen er et regneark, som ikke kan læses; gem det som PDF og prøv igen")
	}
	return "", documents.Faultf(documents.ErrUnknownType, "filens format kan ikke læses; gem den som PDF eller .docx og prøv igen")
}

// mainPart handles Office files whose main part has an unusual name.
func (a *archive) mainPart() (string, error) {
	for prefix, name := range map[string]string{"word/document": "docx", "ppt/presentation": "pptx"} {
		if len(a.names(prefix, ".xml")) > 0 {
			return name, nil
		}
	}
	return "", documents.Faultf(nil, "filen er ufuldstændig (selve dokumentet mangler i den); gem den igen fra det program, den er skrevet i")
}
