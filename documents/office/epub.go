package office

import (
	"context"
	"encoding/xml"
	"io"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
)

// ReadEPUB reads a book of EPUB 2 or 3: its chapters in their order, without
// the list of contents that is made for reading programs.
func ReadEPUB(ctx context.Context, in documents.Input) (*documents.Document, error) {
	a, err := openArchive(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	book, err := openBook(a)
	if err != nil {
		return nil, err
	}
	list := documents.NewBlockList(in.Limits)
	for _, id := range book.spine {
		part, ok := book.items[id]
		if !ok || part.contents || !a.has(part.path) {
			continue
		}
		data, err := a.readAll(part.path)
		if err != nil {
			return nil, err
		}
		if err := html.Fragment(ctx, selfClosed.ReplaceAll(data, []byte("<$1$2></$1>")), list); err != nil {
			return nil, err
		}
	}
	return &documents.Document{Info: book.info, Blocks: list.Blocks}, nil
}

// selfClosed matches elements that XML may close by themselves and HTML does
// not: without their end they would hold all that follows.
var selfClosed = regexp.MustCompile(`<(title|script|style|iframe|textarea|a|div|span|p|td|th|tr|li|i|b|em|strong|h[1-6]|section)((?:\s[^<>]*)?)/>`)

// book is what a package file says.
type book struct {
	folder string
	info   documents.Info
	items  map[string]bookPart
	spine  []string

	path  xmlPath
	value strings.Builder
}

type bookPart struct {
	path     string
	contents bool
}

// maxBookParts bounds the parts of a book.
const maxBookParts = 5000

// openBook finds the package file and reads it.
func openBook(a *archive) (*book, error) {
	container := &rootFinder{}
	if err := a.eachXML("META-INF/container.xml", true, container); err != nil {
		return nil, err
	}
	b := &book{folder: path.Dir(container.path), items: map[string]bookPart{}}
	if err := a.eachXML(container.path, true, b); err != nil {
		return nil, err
	}
	return b, nil
}

// rootFinder finds the path of the package file.
type rootFinder struct{ path string }

func (r *rootFinder) start(e xml.StartElement) error {
	if e.Name.Local == "rootfile" && r.path == "" {
		r.path = attr(e, "full-path")
	}
	return nil
}
func (r *rootFinder) end(xml.Name) error { return nil }
func (r *rootFinder) text(string) error  { return nil }

func (b *book) start(e xml.StartElement) error {
	b.path.push(e.Name.Local)
	b.value.Reset()
	switch e.Name.Local {
	case "item":
		if name, err := url.PathUnescape(attr(e, "href")); err == nil && len(b.items) < maxBookParts {
			b.items[attr(e, "id")] = bookPart{path.Join(b.folder, name), strings.Contains(" "+attr(e, "properties")+" ", " nav ")}
		}
	case "itemref":
		if attr(e, "linear") != "no" && len(b.spine) < maxBookParts {
			b.spine = append(b.spine, attr(e, "idref"))
		}
	}
	return nil
}

func (b *book) text(s string) error {
	if b.path.in("metadata") && b.value.Len() < 1000 {
		b.value.WriteString(s[:min(len(s), 1000)])
	}
	return nil
}

func (b *book) end(name xml.Name) error {
	b.path.pop()
	value := strings.TrimSpace(b.value.String())
	b.value.Reset()
	if !b.path.in("metadata") || value == "" {
		return nil
	}
	for local, field := range map[string]*string{"title": &b.info.Title, "publisher": &b.info.Publisher, "language": &b.info.Language, "date": &b.info.Date} {
		if name.Local == local && *field == "" {
			*field = value
			if local == "date" {
				*field = danish.KnownDate(value)
			}
		}
	}
	return nil
}

// readAll unpacks an entry.
func (a *archive) readAll(name string) ([]byte, error) {
	r, err := a.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
