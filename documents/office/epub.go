package office

import (
	"context"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
	"github.com/digitaskforce/taskforce/documents/parts"
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
	var losses []documents.Loss
	for _, id := range book.spine {
		part, ok := book.items[id]
		if !ok || part.contents || !a.Has(part.path) {
			continue
		}
		data, err := a.ReadAll(part.path)
		if err != nil {
			return nil, err
		}
		texts, left, err := html.Fragment(ctx, selfClosed.ReplaceAll(data, []byte("<$1$2></$1>")), list)
		if err != nil {
			return nil, err
		}
		a.layer = append(a.layer, texts...)
		losses = append(losses, left...)
	}
	return &documents.Document{Info: book.info, Blocks: list.Blocks, Losses: losses, Layer: documents.NewLayer(a.layer, list.Blocks)}, nil
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
	if err := a.EachXML("META-INF/container.xml", true, container); err != nil {
		return nil, err
	}
	b := &book{folder: path.Dir(container.path), items: map[string]bookPart{}}
	if err := a.EachXML(container.path, true, b); err != nil {
		return nil, err
	}
	return b, nil
}

// rootFinder finds the path of the package file.
type rootFinder struct{ path string }

func (r *rootFinder) Start(e parts.Element) error {
	if e.Name.Local == "rootfile" && r.path == "" {
		r.path = parts.Attr(e, "full-path")
	}
	return nil
}
func (r *rootFinder) End(parts.Name) error { return nil }
func (r *rootFinder) Text(string) error    { return nil }

func (b *book) Start(e parts.Element) error {
	b.path.push(e.Name.Local)
	b.value.Reset()
	switch e.Name.Local {
	case "item":
		if name, err := url.PathUnescape(parts.Attr(e, "href")); err == nil && len(b.items) < maxBookParts {
			b.items[parts.Attr(e, "id")] = bookPart{path.Join(b.folder, name), strings.Contains(" "+parts.Attr(e, "properties")+" ", " nav ")}
		}
	case "itemref":
		if parts.Attr(e, "linear") != "no" && len(b.spine) < maxBookParts {
			b.spine = append(b.spine, parts.Attr(e, "idref"))
		}
	}
	return nil
}

func (b *book) Text(s string) error {
	if b.path.in("metadata") && b.value.Len() < 1000 {
		b.value.WriteString(s[:min(len(s), 1000)])
	}
	return nil
}

func (b *book) End(name parts.Name) error {
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
