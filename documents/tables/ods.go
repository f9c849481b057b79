package tables

import (
	"context"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// ReadODS reads a sheet of OpenDocument, as [ReadXLSX] does. Its numbers are
// those that the program showed, in Danish.
func ReadODS(ctx context.Context, in documents.Input) (*documents.Document, error) {
	archive, err := parts.Open(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	locked := &lockFinder{}
	if err := archive.EachXML("META-INF/manifest.xml", false, locked); err != nil {
		return nil, err
	}
	if locked.found {
		return nil, documents.ErrEncrypted
	}
	out := newSheets(in.Limits)
	if err := archive.EachXML("content.xml", true, &openReader{out: out, unseen: map[string]bool{}}); err != nil {
		return nil, err
	}
	doc := out.document("ods")
	meta := &coreReader{}
	if err := archive.EachXML("meta.xml", false, meta); err != nil {
		return nil, err
	}
	doc.Title, doc.Date = meta.title, danish.KnownDate(meta.modified)
	return doc, nil
}

// lockFinder looks for parts that need a key.
type lockFinder struct {
	noText
	found bool
}

// Start takes an element of the list of parts.
func (f *lockFinder) Start(e parts.Element) error {
	f.found = f.found || e.Name.Local == "encryption-data"
	return nil
}

// openReader streams the sheets of an OpenDocument.
type openReader struct {
	out    *sheets
	unseen map[string]bool // styles of sheets that are not shown
	style  string
	sheet  *sheet
	number int // of the row
	repeat int // times that the row stands there
	hidden bool
	cells  []cell
	column int
	value  parts.Element // the cell
	text   strings.Builder
	lines  int // paragraphs of the cell
	in     int // open paragraphs
	skip   int // open elements within one that is no text of a cell
}

// maxRepeated bounds the cells and rows that stand for several alike and hold
// something.
const maxRepeated = 1000

// openLeftOut are elements within a sheet whose text is no cell's.
var openLeftOut = map[string]bool{"annotation": true, "shapes": true, "tracked-changes": true, "forms": true, "frame": true, "named-expressions": true}

// Start begins a sheet, a column, a row, a cell or a paragraph of one.
func (r *openReader) Start(e parts.Element) error {
	if r.skip > 0 || openLeftOut[e.Name.Local] {
		r.skip++
		return nil
	}
	switch e.Name.Local {
	case "style":
		r.style = parts.Attr(e, "name")
	case "table-properties":
		if parts.Attr(e, "display") == "false" && len(r.unseen) < maxStyles {
			r.unseen[r.style] = true
		}
	case "table":
		r.sheet = r.out.begin(documents.CleanText(parts.Attr(e, "name")), r.unseen[parts.Attr(e, "style-name")])
		r.number, r.column = 0, 0
	case "table-column":
		n := repeated(e, "number-columns-repeated")
		if r.sheet != nil && unseen(e) {
			r.sheet.hide(r.column, r.column+n-1)
		}
		r.column += n
	case "table-row":
		r.repeat, r.hidden = repeated(e, "number-rows-repeated"), unseen(e)
		r.cells, r.column = r.cells[:0], 0
	case "table-cell", "covered-table-cell":
		r.value, r.lines = e.Copy(), 0
		r.text.Reset()
	case "p":
		if r.in++; r.lines > 0 {
			r.text.WriteByte(' ')
		}
		r.lines++
	case "s", "tab", "line-break":
		r.text.WriteByte(' ')
	}
	return nil
}

func unseen(e parts.Element) bool {
	how := parts.Attr(e, "visibility")
	return how == "collapse" || how == "filter"
}

func repeated(e parts.Element, name string) int {
	n, err := strconv.Atoi(parts.Attr(e, name))
	if err != nil {
		return 1
	}
	return min(max(n, 1), 1<<21)
}

// Text takes a piece of a cell's text.
func (r *openReader) Text(s string) error {
	if r.skip > 0 || r.in == 0 {
		return nil
	}
	if r.text.Len()+len(s) > maxCellBytes {
		return documents.ErrTooMuchText
	}
	r.text.WriteString(s)
	return nil
}

// End ends what Start began.
func (r *openReader) End(name parts.Name) error {
	if r.skip > 0 {
		r.skip--
		return nil
	}
	switch name.Local {
	case "p":
		r.in--
	case "table-cell", "covered-table-cell":
		r.cell()
	case "table-row":
		return r.row()
	case "table":
		if r.sheet != nil {
			return r.sheet.end()
		}
	}
	return nil
}

// cell adds the cell, as often as it stands there.
func (r *openReader) cell() {
	n := repeated(r.value, "number-columns-repeated")
	text := openValue(r.value, r.text.String())
	if strings.TrimSpace(text) != "" && r.sheet != nil {
		if rows := repeated(r.value, "number-rows-spanned"); rows > 1 {
			r.sheet.mergeRows(r.column, r.number+1, r.number+rows)
		}
		for i := range min(n, maxRepeated) {
			r.cells = append(r.cells, cell{column: r.column + i, text: text})
		}
	}
	r.column += n
}

func (r *openReader) row() error {
	if r.sheet == nil {
		return nil
	}
	if len(r.cells) == 0 {
		r.number += r.repeat
		return nil
	}
	for i := range min(r.repeat, maxRepeated) {
		if err := r.sheet.row(r.number+1+i, r.cells, r.hidden); err != nil {
			return err
		}
	}
	r.number += r.repeat
	return nil
}

// openValue is what a cell shows, in Danish.
func openValue(e parts.Element, shown string) string {
	value := parts.Attr(e, "value")
	switch parts.Attr(e, "value-type") {
	case "boolean":
		return truth(parts.Attr(e, "boolean-value") == "true")
	case "date":
		return openDay(parts.Attr(e, "date-value"), shown)
	case "float", "currency", "percentage":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return shown
		}
		if strings.TrimSpace(shown) == "" {
			return general(n)
		}
		return inDanish(n, shown)
	}
	return shown
}
