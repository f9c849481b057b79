package office

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// ReadODT reads a text of OpenDocument, such as LibreOffice writes.
func ReadODT(ctx context.Context, in documents.Input) (*documents.Document, error) {
	return readODF(ctx, in)
}

// ReadODP reads a presentation of OpenDocument: each slide is a page.
func ReadODP(ctx context.Context, in documents.Input) (*documents.Document, error) {
	return readODF(ctx, in)
}

func readODF(ctx context.Context, in documents.Input) (*documents.Document, error) {
	a, err := openArchive(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	if encrypted, err := odfEncrypted(a); err != nil || encrypted {
		if err == nil {
			err = documents.ErrEncrypted
		}
		return nil, err
	}
	info, pages, err := odfInfo(a)
	if err != nil {
		return nil, err
	}
	r := &odfReader{lists: map[string]*[9]docxLevel{}}
	r.docxReader = newDOCXReader(in.Limits)
	if err := a.EachXML("styles.xml", false, &odfStyleReader{styles: r.styles, lists: r.lists}); err != nil {
		return nil, err
	}
	if err := a.EachXML("content.xml", false, &odfStyleReader{styles: r.styles, lists: r.lists}); err != nil {
		return nil, err
	}
	if err := a.eachText("content.xml", true, r); err != nil {
		return nil, err
	}
	if r.slides > 0 {
		info.Pages = r.slides
	} else {
		info.Pages = countPages(&r.pageCount, pages, r.out, r.notes)
	}
	if documents.JunkTitle(info.Title, in.Name) {
		info.Title = r.title
	}
	return officeDocument(info, r.out, &r.docxReader, a, in.Limits)
}

// odfEncrypted looks in the list of parts for ones that need a key.
func odfEncrypted(a *archive) (bool, error) {
	found := &idFinder{name: "encryption-data"}
	err := a.EachXML("META-INF/manifest.xml", false, found)
	return found.found, err
}

type idFinder struct {
	name  string
	found bool
}

func (f *idFinder) Start(e parts.Element) error {
	f.found = f.found || e.Name.Local == f.name
	return nil
}
func (f *idFinder) End(parts.Name) error { return nil }
func (f *idFinder) Text(string) error    { return nil }

// odfInfo reads what a file says of itself.
func odfInfo(a *archive) (info documents.Info, pages int, err error) {
	facts := &factReader{facts: map[string]string{}}
	count := &pageCounter{}
	if err := a.EachXML("meta.xml", false, facts); err != nil {
		return documents.Info{}, 0, err
	}
	if err := a.EachXML("meta.xml", false, count); err != nil {
		return documents.Info{}, 0, err
	}
	return documents.Info{
		Title:     facts.facts["title"],
		Publisher: facts.facts["publisher"],
		Date:      danish.KnownDate(facts.first("date", "creation-date")),
	}, count.pages, nil
}

type pageCounter struct{ pages int }

func (c *pageCounter) Start(e parts.Element) error {
	if e.Name.Local == "document-statistic" {
		c.pages = max(atoi(parts.Attr(e, "page-count")), 0)
	}
	return nil
}
func (c *pageCounter) End(parts.Name) error { return nil }
func (c *pageCounter) Text(string) error    { return nil }

// odfStyleReader fills the styles of paragraphs, of spans and of lists.
type odfStyleReader struct {
	styles docxStyles
	lists  map[string]*[9]docxLevel
	now    *docxStyle
	list   *[9]docxLevel
}

func (r *odfStyleReader) Start(e parts.Element) error {
	switch e.Name.Local {
	case "style":
		r.now = &docxStyle{name: odfName(parts.Attr(e, "name")), basedOn: parts.Attr(e, "parent-style-name")}
		if len(r.styles) < 20_000 {
			r.styles[parts.Attr(e, "name")] = r.now
		}
	case "text-properties":
		if r.now == nil {
			return nil
		}
		if weight := parts.Attr(e, "font-weight"); weight != "" {
			bold := weight != "normal" && weight < "bolder" && (weight == "bold" || weight >= "600")
			r.now.bold = &bold
		}
		r.now.font = cmp.Or(parts.Attr(e, "font-name"), strings.Trim(parts.Attr(e, "font-family"), "'"))
		r.now.size = points(parts.Attr(e, "font-size"))
	case "list-style":
		r.list = new([9]docxLevel)
		if len(r.lists) < 20_000 {
			r.lists[parts.Attr(e, "name")] = r.list
		}
	case "list-level-style-number":
		if level := smallInt(parts.Attr(e, "level")) - 1; r.list != nil && level >= 0 {
			r.list[level] = docxLevel{
				format: odfFormats[parts.Attr(e, "num-format")], pattern: parts.Attr(e, "num-suffix"), start: max(atoi(parts.Attr(e, "start-value")), 1),
			}
		}
	}
	return nil
}

// odfFormats are the kinds of numbers by their first one.
var odfFormats = map[string]string{"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

func (r *odfStyleReader) End(name parts.Name) error {
	switch name.Local {
	case "style":
		r.now = nil
	case "list-style":
		r.list = nil
	}
	return nil
}
func (r *odfStyleReader) Text(string) error { return nil }

// odfName is a style's name as its author sees it.
func odfName(s string) string { return strings.ReplaceAll(s, "_20_", " ") }

func points(s string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(s, "pt"), 64)
	if err != nil || !strings.HasSuffix(s, "pt") || n < 1 || n > 400 {
		return 0
	}
	return n
}
