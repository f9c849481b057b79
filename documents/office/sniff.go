package office

import (
	"bytes"
	"context"
	"io"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// SniffZip names the format of a zipped document by the files in it.
func SniffZip(data []byte) (string, error) {
	a, err := parts.Open(context.Background(), data, documents.DefaultLimits())
	if err != nil {
		return "", err
	}
	switch {
	case a.Has("word/document.xml"):
		return "docx", nil
	case a.Has("ppt/presentation.xml"):
		return "pptx", nil
	case a.Has("xl/workbook.xml"):
		return "xlsx", nil
	case a.Has("xl/workbook.bin"):
		return "", documents.BinarySheet.Fault(documents.ErrUnknownType)
	case a.Has("mimetype"):
		return openDocument(a)
	case a.Has("content.xml") && a.Has("META-INF/manifest.xml"):
		return manifested(a)
	case a.Has("[Content_Types].xml"):
		return mainPart(a)
	}
	return "", documents.Archive.Fault(documents.ErrUnknownType)
}

// openDocument names the format by the entry "mimetype".
func openDocument(a *parts.Archive) (string, error) {
	r, err := a.Open("mimetype")
	if err != nil {
		return "", err
	}
	defer r.Close()
	kind, err := io.ReadAll(io.LimitReader(r, 200))
	if err != nil {
		return "", err
	}
	return openKind(kind)
}

// manifested names the format of one without that entry by its list of parts,
// where the whole comes first.
func manifested(a *parts.Archive) (string, error) {
	r, err := a.Open("META-INF/manifest.xml")
	if err != nil {
		return "", err
	}
	defer r.Close()
	list, err := io.ReadAll(io.LimitReader(r, 64<<10))
	if err != nil {
		return "", err
	}
	at := max(bytes.Index(list, []byte(openPrefix)), 0)
	return openKind(list[at:])
}

// openPrefix begins the media types of OpenDocument.
const openPrefix = "application/vnd.oasis.opendocument."

// openKind names the format of a media type.
func openKind(kind []byte) (string, error) {
	if bytes.HasPrefix(kind, []byte("application/epub+zip")) {
		return "epub", nil
	}
	kind = bytes.TrimPrefix(bytes.TrimSpace(kind), []byte(openPrefix))
	switch {
	case bytes.HasPrefix(kind, []byte("text")):
		return "odt", nil
	case bytes.HasPrefix(kind, []byte("presentation")):
		return "odp", nil
	case bytes.HasPrefix(kind, []byte("spreadsheet")):
		return "ods", nil
	}
	return "", documents.OtherOffice.Fault(documents.ErrUnknownType)
}

// mainPart handles Office files whose main part has an unusual name.
func mainPart(a *parts.Archive) (string, error) {
	for prefix, name := range map[string]string{"word/document": "docx", "ppt/presentation": "pptx"} {
		if len(a.Names(prefix, ".xml")) > 0 {
			return name, nil
		}
	}
	return "", documents.NoMain.Fault(nil)
}
