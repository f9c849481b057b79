package office

import (
	"cmp"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// odfReader turns content.xml into blocks. It shares paragraphs, cells and text
// boxes with the reader of Word documents.
type odfReader struct {
	docxReader
	lists   map[string]*[9]docxLevel // numbered levels by list style
	open    []odfList                // lists, outermost first
	spans   []docxRun                // looks of open spans
	class   string                   // of the slide's frame: "title", "outline", ...
	slides  int
	listing bool // within a list of contents, which is left out
	kept    []odfPlace
}

// odfList is an open list.
type odfList struct {
	style string
	next  int
	fresh bool // the item has no paragraph yet
}

// odfPlace is what a note interrupts.
type odfPlace struct {
	out    []officeBlock
	frame  docxFrame
	lists  []odfList
	spans  []docxRun
	floats []officeBlock
	boxes  []docxFrame
	paras  []*docxParagraph
}

// odfLeftOut are elements whose text is not the document's.
var odfLeftOut = map[string]bool{
	"tracked-changes": true, "annotation": true, "note-citation": true, "table-of-content": true, "alphabetical-index": true,
	"illustration-index": true, "table-index": true, "bibliography": true, "title": true, "desc": true, "ruby-text": true,
	"automatic-styles": true, "font-face-decls": true, "scripts": true, "forms": true, "hidden-text": true, "page-number": true,
	"object": true, "image": true, "sequence-decls": true, "variable-decls": true,
}

func (r *odfReader) Start(e parts.Element) error {
	name := e.Name.Local
	r.path.push(name)
	if r.skip > 0 || (odfLeftOut[name] && !strings.HasSuffix(e.Name.Space, "presentation:1.0") && !r.isField(name)) {
		r.skip++
		r.listing = r.listing || name == "table-of-content" || name == "bibliography" || strings.HasSuffix(name, "-index")
		return nil
	}
	switch name {
	case "h", "p":
		r.paragraph(e)
	case "span":
		r.spans = append(r.spans, r.run)
		if s := r.styles[parts.Attr(e, "style-name")]; s != nil {
			r.run.bold = cmp.Or(s.bold, r.run.bold)
			r.run.size = cmp.Or(s.size, r.run.size)
			r.run.font = cmp.Or(s.font, r.run.font)
		}
	case "s":
		return r.write(" ")
	case "tab", "line-break":
		return r.write(" ")
	case "soft-page-break":
		if r.slides == 0 {
			r.page++
		}
	default:
		return r.container(e)
	}
	return nil
}

// isField tells the field that shows the document's title in its text.
func (r *odfReader) isField(name string) bool {
	parent := r.path.parent()
	return name == "title" && (parent == "p" || parent == "h" || parent == "span")
}

func (r *odfReader) container(e parts.Element) error {
	switch e.Name.Local {
	case "list":
		style := parts.Attr(e, "style-name")
		if style == "" && len(r.open) > 0 {
			style = r.open[len(r.open)-1].style
		}
		r.open = append(r.open, odfList{style: style})
	case "list-item":
		if n := len(r.open); n > 0 {
			r.open[n-1].next++
			r.open[n-1].fresh = true
		}
	case "note":
		r.pause()
	case "text-box":
		return r.tableStart(parts.Element{Name: parts.Name{Local: "txbxContent"}})
	case "frame":
		r.class = parts.Attr(e, "class")
	case "page":
		r.slides++
		r.page = r.slides
	case "table":
		return r.tableStart(parts.Element{Name: parts.Name{Local: "tbl"}})
	case "table-row":
		if err := r.tableStart(parts.Element{Name: parts.Name{Local: "tr"}}); err != nil {
			return err
		}
		if r.path.in("table-header-rows") && len(r.tables) > 0 {
			r.tables[len(r.tables)-1].row().head = true
		}
	case "table-cell", "covered-table-cell":
		return r.cell(e)
	}
	return nil
}

// cell opens one. A covered one continues that above or before it.
func (r *odfReader) cell(e parts.Element) error {
	if len(r.tables) == 0 {
		return nil
	}
	row := r.tables[len(r.tables)-1].row()
	for range min(max(atoi(parts.Attr(e, "number-columns-repeated")), 1), documents.MaxColSpan) {
		if r.room -= documents.BlockCost; r.room < 0 {
			return documents.ErrTooMuchText
		}
		row.cells = append(row.cells, docxCell{span: 1, merged: e.Name.Local == "covered-table-cell" && !spansBefore(row)})
	}
	if n := atoi(parts.Attr(e, "number-columns-spanned")); n > 1 {
		row.cells[len(row.cells)-1].across = min(n, documents.MaxColSpan)
	}
	return nil
}

// spansBefore reports whether a cell before reaches over the next column.
func spansBefore(row *docxRow) bool {
	for i, c := range row.cells {
		if c.across > 1 && i+c.across > len(row.cells) {
			return true
		}
	}
	return false
}

// paragraph opens one, and says what it is where its place or element tells.
func (r *odfReader) paragraph(e parts.Element) {
	p := &docxParagraph{sizes: map[float64]int{}, style: parts.Attr(e, "style-name")}
	r.docxReader.open(p)
	p.styleBold, p.styleSize = r.styles.look(p.style)
	switch {
	case e.Name.Local == "h":
		p.outline = min(max(atoi(parts.Attr(e, "outline-level")), 1), 6)
	case r.class == "title":
		p.preset = documents.Block{Kind: documents.Heading, Level: 2}
		if r.slides == 1 {
			p.preset.Level = 1
		}
	case len(r.open) > 0 && r.open[len(r.open)-1].fresh && len(r.tables) == 0:
		list := &r.open[len(r.open)-1]
		list.fresh = false
		p.preset = documents.Block{Kind: documents.Item, Level: len(r.open), Text: r.mark(list)}
	}
}

// mark is an item's number with a space after it, "" for a bullet.
func (r *odfReader) mark(list *odfList) string {
	levels := r.lists[list.style]
	if levels == nil {
		return ""
	}
	level := levels[min(len(r.open), 9)-1]
	if level.format == "" {
		return ""
	}
	return numeral(level.format, level.start+list.next-1) + level.pattern + " "
}

func (r *odfReader) Text(s string) error {
	if r.listing && len(r.contents[0]) < maxUnseen {
		r.contents[0] += s
	}
	if r.skip > 0 || r.now() == nil {
		return nil
	}
	switch r.class {
	case "page-number", "date-time", "footer", "header":
		if len(r.running[r.page]) < maxUnseen {
			r.running[r.page] += s + " "
		}
		return nil
	}
	return r.write(s)
}

func (r *odfReader) End(name parts.Name) error {
	r.path.pop()
	if r.skip > 0 {
		if r.skip--; r.listing {
			r.listing = r.skip > 0
			r.contents[0] += " "
		}
		return nil
	}
	switch name.Local {
	case "h", "p":
		if p := r.now(); r.class == "title" && r.title == "" && p != nil {
			r.title = strings.TrimSpace(p.text.String())
		}
		return r.closeParagraph()
	case "span":
		if n := len(r.spans); n > 0 {
			r.run, r.spans = r.spans[n-1], r.spans[:n-1]
		}
	case "list":
		if n := len(r.open); n > 0 {
			r.open = r.open[:n-1]
		}
	case "note":
		r.resume()
	case "text-box":
		return r.tableEnd("txbxContent")
	case "frame":
		r.class = ""
	case "table":
		return r.tableEnd("tbl")
	}
	return nil
}

// pause keeps the text aside while a note in it is read.
func (r *odfReader) pause() {
	r.kept = append(r.kept, odfPlace{
		out: r.out, frame: docxFrame{tables: r.tables, run: r.run}, lists: r.open, spans: r.spans,
		floats: r.floating, boxes: r.boxes, paras: r.paragraphs,
	})
	r.out, r.tables, r.open, r.spans, r.floating, r.boxes, r.paragraphs = nil, nil, nil, nil, nil, nil, nil
}

func (r *odfReader) resume() {
	n := len(r.kept)
	if n == 0 {
		return
	}
	r.notes = append(r.notes, r.out...)
	k := r.kept[n-1]
	r.kept = r.kept[:n-1]
	r.out, r.tables, r.run, r.open, r.spans = k.out, k.frame.tables, k.frame.run, k.lists, k.spans
	r.floating, r.boxes, r.paragraphs = k.floats, k.boxes, k.paras
}
