// Package office reads the zipped formats of office programs and books: DOCX,
// PPTX, ODT, ODP and EPUB. Start with [ReadDOCX].
package office

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// ReadDOCX reads a Word document: its text in order, then its notes. Deleted
// and hidden text is left out, inserted text is in.
func ReadDOCX(ctx context.Context, in documents.Input) (*documents.Document, error) {
	a, err := openArchive(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	info, pages, err := officeInfo(a)
	if err != nil {
		return nil, err
	}
	reader := newDOCXReader(in.Limits)
	body := &reader
	if err := readDOCXParts(a, body); err != nil {
		return nil, err
	}
	blocks := body.out
	info.Pages = countPages(&body.pageCount, pages, blocks)
	if documents.JunkTitle(info.Title, in.Name) {
		info.Title = body.title
	}
	return officeDocument(info, blocks, body, a, in.Limits)
}

// readDOCXParts reads styles and numbers first, since the text refers to them.
func readDOCXParts(a *archive, body *docxReader) error {
	if err := a.EachXML("word/styles.xml", false, &docxStyleReader{styles: body.styles}); err != nil {
		return err
	}
	numbers := &docxNumberReader{numbers: newDOCXNumbers()}
	if err := a.EachXML("word/numbering.xml", false, numbers); err != nil {
		return err
	}
	body.numbers = numbers.numbers
	if err := a.eachText(docxMainPart(a), true, body); err != nil {
		return err
	}
	return readDOCXNotes(a, body)
}

// readDOCXNotes reads footnotes and endnotes. Which pages they stand on is not
// said.
func readDOCXNotes(a *archive, body *docxReader) error {
	page, text := body.page, body.out
	body.page, body.out = 0, nil
	for _, notes := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		if err := a.eachText(notes, false, body); err != nil {
			return err
		}
	}
	body.notes = append(body.notes, body.out...)
	body.page, body.out = page, text
	return nil
}

func plainBlocks(blocks []officeBlock) []documents.Block {
	out := make([]documents.Block, len(blocks))
	for i, b := range blocks {
		out[i] = b.Block
	}
	return out
}

func docxMainPart(a *archive) string {
	const usual = "word/document.xml"
	if others := a.Names("word/document", ".xml"); !a.Has(usual) && len(others) > 0 {
		return others[0]
	}
	return usual
}

// pageCount is what a text shows of its pages.
type pageCount struct {
	page   int  // the one that is read
	broken bool // the author ends a page somewhere
}

// onePage is more letters than a page of text has.
const onePage = 6000

// countPages tells how many pages a document has, and drops the numbers of those
// that nobody counted: Word notes where its pages broke when it last showed the
// file, and other programs state one page whatever is in it. 0 is unknown.
func countPages(c *pageCount, stated int, texts ...[]officeBlock) int {
	letters := 0
	for _, blocks := range texts {
		for _, b := range blocks {
			letters += len(b.Content())
		}
	}
	if c.page > 1 {
		return max(c.page, stated)
	}
	if stated == 1 && !c.broken && letters <= onePage {
		return 1
	}
	for _, blocks := range texts {
		for i := range blocks {
			blocks[i].Page = 0
		}
	}
	return 0
}

// officeBlock is a block with its looks.
type officeBlock struct {
	documents.Block
	style   string  // what the author called the paragraph; "" where it is ordinary
	letters int     // of the text
	bold    int     // how many of them are bold
	size    float64 // of most letters, in points; 0 where unknown
	gap     int     // empty paragraphs before it
	indent  int     // spaces before its text
}

// officeDocument gives a text the structure that only its looks show, and puts
// the notes under a heading at its end.
func officeDocument(info documents.Info, blocks []officeBlock, body *docxReader, a *archive, limits documents.Limits) (*documents.Document, error) {
	notes := body.notes
	text := mendBrokenLines(blocks)
	if text == nil {
		inferHeadings(blocks)
		text = plainBlocks(blocks)
	}
	if len(notes) > 0 {
		text = append(text, documents.NotesHeading(text))
		text = append(text, plainBlocks(notes)...)
	}
	list := documents.NewBlockList(limits)
	for _, b := range text {
		if err := list.Add(b); err != nil {
			return nil, err
		}
	}
	return &documents.Document{
		Info: info, Blocks: list.Blocks,
		Losses: slices.Concat(documents.LossesOf(documents.LostUnseen, body.unseen), documents.LossesOf(documents.LostContents, body.contents), documents.LossesOf(documents.LostRunning, body.running)),
		Layer:  documents.NewLayer(a.layer, list.Blocks),
	}, nil
}

// officeInfo reads what DOCX and PPTX files say of themselves; pages is 0 where
// they do not say. The language they state is the program's more often than the
// text's, so it does not count.
func officeInfo(a *archive) (info documents.Info, pages int, err error) {
	facts := &factReader{facts: map[string]string{}}
	for _, part := range []string{"docProps/core.xml", "docProps/app.xml"} {
		if err := a.EachXML(part, false, facts); err != nil {
			return documents.Info{}, 0, err
		}
	}
	if facts.facts["Words"] != "0" { // else nothing was counted
		pages, _ = strconv.Atoi(facts.facts["Pages"])
	}
	return documents.Info{
		Title:     facts.facts["title"],
		Publisher: facts.facts["Company"],
		Date:      danish.KnownDate(facts.first("modified", "created")),
	}, max(pages, 0), nil
}

// factReader keeps the text of elements that hold nothing else, by local name.
type factReader struct {
	facts map[string]string
	value strings.Builder
}

func (r *factReader) Start(parts.Element) error {
	r.value.Reset()
	return nil
}

func (r *factReader) Text(s string) error {
	if r.value.Len() < 1000 {
		r.value.WriteString(s[:min(len(s), 1000)])
	}
	return nil
}

func (r *factReader) End(name parts.Name) error {
	if text := strings.TrimSpace(r.value.String()); text != "" && len(r.facts) < 100 {
		if r.facts[name.Local] == "" {
			r.facts[name.Local] = text
		}
	}
	r.value.Reset()
	return nil
}

func (r *factReader) first(names ...string) string {
	for _, name := range names {
		if r.facts[name] != "" {
			return r.facts[name]
		}
	}
	return ""
}

// xmlPath is the open elements' local names, outermost first.
type xmlPath []string

func (p *xmlPath) push(name string) { *p = append(*p, name) }
func (p *xmlPath) pop() {
	if len(*p) > 0 {
		*p = (*p)[:len(*p)-1]
	}
}
func (p xmlPath) in(name string) bool { return slices.Contains(p, name) }

// parent is the name of the element around the innermost one.
func (p xmlPath) parent() string {
	if len(p) < 2 {
		return ""
	}
	return p[len(p)-2]
}

// isOn tells the value of a switch such as <w:b/>: on unless it says otherwise.
func isOn(e parts.Element) bool {
	v := parts.Attr(e, "val")
	return v != "0" && v != "false" && v != "off" && v != "none"
}
