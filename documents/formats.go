package documents

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"
)

// input is one file as its reader gets it.
type input struct {
	Name   string // base name
	Data   []byte // never changed by a reader
	Cache  string // folder for caches; "" is the user's cache folder
	Limits Limits // no field is zero
}

// readFunc makes a Document of a file: Title (may be empty), Blocks, and what
// else of Info the file itself tells. With both a Document and an error, the
// Document is kept and the error is listed as its shortcoming.
type readFunc func(ctx context.Context, in input) (*Document, error)

// format is one kind of file. A new one is a file of this package with its
// reader, and its line in formats.
type format struct {
	name       string // Info.Format
	extensions []string
	read       readFunc
}

// formats is the table of what can be read.
var formats = []format{
	{"pdf", []string{".pdf"}, readPDF},
	{"markdown", []string{".md", ".markdown"}, readMarkdown},
	{"html", []string{".html", ".htm", ".xhtml"}, readHTML},
	{"docx", []string{".docx", ".docm", ".dotx"}, readDOCX},
	{"pptx", []string{".pptx", ".pptm", ".ppsx"}, readPPTX},
	{"odt", []string{".odt", ".ott"}, readODT},
	{"odp", []string{".odp", ".otp"}, readODP},
	{"text", []string{".txt", ".text"}, readText},
}

// sniffBytes is how much of a file is enough to tell its kind by.
const sniffBytes = 4096

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
func chooseFormat(in input) (format, error) {
	if len(in.Data) == 0 {
		return format{}, errEmpty
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
		return format{}, faultf(nil, "filen hedder %s, men indholdet er noget andet, eller filen er beskadiget; gem eller hent den igen", endingOf(in.Name))
	}
	return byName, nil
}

// needsSignature tells the formats whose files cannot go unrecognised.
func needsSignature(name string) bool {
	return !slices.Contains([]string{"text", "markdown", "html"}, name)
}

func unknownType(name string) error {
	kind := "filer uden endelse"
	if ext := endingOf(name); ext != "" {
		kind = "filtypen " + ext
	}
	return faultf(errUnknownType, "%s kan ikke læses; brug PDF, DOCX, PPTX, ODT, ODP, HTML, Markdown eller ren tekst", kind)
}

// sniff names the format that a file's first bytes show, "" where they show
// none. The error says why a kind that is recognised is not read.
func sniff(data []byte, namedPDF bool) (string, error) {
	head := bytes.TrimLeft(bytes.TrimPrefix(data[:min(len(data), sniffBytes)], []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")), namedPDF && bytes.Contains(head, []byte("%PDF-")):
		return "pdf", nil
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", oldOffice(data)
	case looksLikeHTML(head):
		return "html", nil
	}
	return "", otherKind(head)
}

// otherKinds are common files that are recognised but not read.
var otherKinds = []struct{ signature, reason string }{
	{`{\rtf`, "filen er i RTF-format, som ikke kan læses; gem den som .docx og prøv igen"},
	{"\x1f\x8b", archiveReason},
	{"7z\xbc\xaf\x27\x1c", archiveReason},
	{"Rar!", archiveReason},
	{"\x89PNG", imageReason},
	{"\xff\xd8\xff", imageReason},
	{"GIF8", imageReason},
}

const (
	archiveReason = "filen er et komprimeret arkiv; pak det ud og tilføj filerne i det"
	imageReason   = "filen er et billede; tilføj teksten som PDF med tekstlag eller som dokument"
)

func otherKind(head []byte) error {
	for _, kind := range otherKinds {
		if bytes.HasPrefix(head, []byte(kind.signature)) {
			return faultf(errUnknownType, "%s", kind.reason)
		}
	}
	return nil
}

// looksLikeHTML tells a page by its beginning, past comments and XML's own.
func looksLikeHTML(head []byte) bool {
	head = bytes.ToLower(bytes.ReplaceAll(head, []byte{0}, nil)) // UTF-16 as well
	head = bytes.TrimPrefix(head, []byte("\xff\xfe"))
	head = bytes.TrimPrefix(head, []byte("\xfe\xff"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		ending := "-->"
		switch {
		case bytes.HasPrefix(head, []byte("<?xml")):
			ending = "?>"
		case !bytes.HasPrefix(head, []byte("<!--")):
			return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
		}
		_, after, ok := bytes.Cut(head, []byte(ending))
		if !ok {
			return false
		}
		head = after
	}
}

// oldOffice says what an OLE container holds: an Office file from before 2007,
// or an encrypted one from after.
func oldOffice(data []byte) error {
	for _, kind := range []struct{ stream, reason string }{
		{"EncryptedPackage", errEncrypted.Error()},
		{"WordDocument", "filen er i det gamle Word-format .doc; gem den som .docx og prøv igen"},
		{"PowerPoint Document", "filen er i det gamle PowerPoint-format .ppt; gem den som .pptx og prøv igen"},
		{"Workbook", "filen er et regneark i det gamle Excel-format .xls; gem det som PDF og prøv igen"},
		{"__properties_version1.0", "filen er en mail fra Outlook; gem den som PDF eller HTML og prøv igen"},
	} {
		if bytes.Contains(data, utf16Name(kind.stream)) {
			return faultf(nil, "%s", kind.reason)
		}
	}
	return faultf(nil, "filen er i et gammelt Office-format; gem den som .docx eller PDF og prøv igen")
}

// utf16Name is an entry's name as an OLE container writes it.
func utf16Name(s string) []byte {
	var out []byte
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}
