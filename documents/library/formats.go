package library

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
	"github.com/digitaskforce/taskforce/documents/mail"
	"github.com/digitaskforce/taskforce/documents/markdown"
	"github.com/digitaskforce/taskforce/documents/office"
	"github.com/digitaskforce/taskforce/documents/pdf"
	"github.com/digitaskforce/taskforce/documents/plain"
	"github.com/digitaskforce/taskforce/documents/tables"
)

// format is one kind of file. A new one is a package with its reader, and its
// line in formats.
type format struct {
	name       string // Info.Format
	extensions []string
	read       documents.ReadFunc
}

// formats is the table of what can be read.
var formats = []format{
	{"pdf", []string{".pdf"}, pdf.Read},
	{"markdown", []string{".md", ".markdown"}, markdown.Read},
	{"html", []string{".html", ".htm", ".xhtml"}, html.Read},
	{"docx", []string{".docx", ".docm", ".dotx"}, office.ReadDOCX},
	{"pptx", []string{".pptx", ".pptm", ".ppsx"}, office.ReadPPTX},
	{"odt", []string{".odt", ".ott"}, office.ReadODT},
	{"odp", []string{".odp", ".otp"}, office.ReadODP},
	{"xlsx", []string{".xlsx", ".xlsm", ".xltx"}, tables.ReadXLSX},
	{"ods", []string{".ods", ".ots"}, tables.ReadODS},
	{"xls", []string{".xls", ".xlt"}, tables.ReadXLS},
	{"csv", []string{".csv", ".tsv"}, tables.ReadCSV},
	{"epub", []string{".epub"}, office.ReadEPUB},
	{"mail", []string{".eml"}, mail.Read},
	{"msg", []string{".msg"}, mail.ReadMSG},
	{"text", []string{".txt", ".text"}, plain.Read},
}

// Endings are those of the files that can be read.
func Endings() (out []string) {
	for _, f := range formats {
		out = append(out, f.extensions...)
	}
	return out
}

func endingOf(name string) string { return strings.ToLower(path.Ext(name)) }

func formatByExtension(name string) (format, bool) {
	i := slices.IndexFunc(formats, func(f format) bool {
		return slices.Contains(f.extensions, endingOf(name))
	})
	if i < 0 {
		return format{}, false
	}
	return formats[i], true
}

func formatNamed(name string) format {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == name })
	return formats[i]
}

// chooseFormat finds the reader for a file. The content decides where it is
// clear, else the extension does.
func chooseFormat(in documents.Input) (format, error) {
	if len(in.Data) == 0 {
		return format{}, documents.ErrEmpty
	}
	byName, known := formatByExtension(in.Name)
	name, err := sniff(in.Data, byName.name == "pdf")
	switch {
	case err != nil:
		return format{}, err
	case name != "" && !(name == "html" && byName.name == "markdown"):
		return formatNamed(name), nil
	case !known:
		return format{}, unknownType(in.Name)
	}
	if needsSignature(byName.name) {
		return format{}, documents.OtherInside.Fault(nil, endingOf(in.Name))
	}
	return byName, nil
}

// needsSignature tells the formats whose files cannot go unrecognised.
func needsSignature(name string) bool {
	return !slices.Contains([]string{"text", "markdown", "html", "csv", "mail"}, name)
}

func unknownType(name string) error {
	if ext := endingOf(name); ext != "" {
		return documents.OtherType.Fault(documents.ErrUnknownType, ext)
	}
	return documents.NoType.Fault(documents.ErrUnknownType)
}

// sniff names the format that a file's first bytes show, "" where they show
// none. The error says why a kind that is recognised is not read.
func sniff(data []byte, namedPDF bool) (string, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), documents.SniffBytes)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")), namedPDF && bytes.Contains(head, []byte("%PDF-")):
		return "pdf", nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return office.SniffZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return oldOffice(data)
	case html.LooksLike(head):
		return "html", nil
	}
	return "", otherKind(head)
}

// otherKinds are common files that are recognised but not read.
var otherKinds = []struct {
	signature string
	kind      documents.FaultKind
}{
	{`{\rtf`, documents.RichText},
	{"\x1f\x8b", documents.Archive},
	{"7z\xbc\xaf\x27\x1c", documents.Archive},
	{"Rar!", documents.Archive},
	{"\x89PNG", documents.Picture},
	{"\xff\xd8\xff", documents.Picture},
	{"GIF8", documents.Picture},
}

func otherKind(head []byte) error {
	for _, kind := range otherKinds {
		if bytes.HasPrefix(head, []byte(kind.signature)) {
			return kind.kind.Fault(documents.ErrUnknownType)
		}
	}
	return nil
}

// oldOffice names the format of an OLE container, or says why it is not read: an
// Office file from before 2007, or an encrypted one from after.
func oldOffice(data []byte) (string, error) {
	if bytes.Contains(data, utf16Name("__properties_version1.0")) { // whatever is attached to it
		return "msg", nil
	}
	for _, kind := range []struct {
		stream string
		kind   documents.FaultKind
	}{
		{"EncryptedPackage", documents.Encrypted},
		{"WordDocument", documents.OldWord},
		{"PowerPoint Document", documents.OldSlides},
	} {
		if bytes.Contains(data, utf16Name(kind.stream)) {
			return "", kind.kind.Fault(nil)
		}
	}
	for _, stream := range []string{"Workbook", "WORKBOOK", "Book", "BOOK"} { // some programs shout
		if bytes.Contains(data, utf16Name(stream)) {
			return "xls", nil
		}
	}
	return "", documents.OldOffice.Fault(nil)
}

// utf16Name is an entry's name as an OLE container writes it.
func utf16Name(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
