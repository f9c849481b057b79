package tables

import (
	"context"
	"path"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// ReadXLSX reads a workbook of Excel: its visible sheets, rows and columns, with
// the values that the program last computed, as their formats show them, in
// Danish.
func ReadXLSX(ctx context.Context, in documents.Input) (*documents.Document, error) {
	archive, err := parts.Open(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	book := &workbook{targets: map[string]string{}}
	for _, part := range []struct {
		name     string
		required bool
		reader   parts.Handler
	}{
		{"xl/_rels/workbook.xml.rels", true, (*relationReader)(book)},
		{"xl/workbook.xml", true, book},
	} {
		if err := archive.EachXML(part.name, part.required, part.reader); err != nil {
			return nil, err
		}
	}
	if len(book.sheets) == 0 {
		return nil, documents.Damaged.Fault(nil)
	}
	values := &values{since1904: book.since1904}
	if values.strings, err = readStrings(archive, book.part("sharedStrings"), in.Limits); err != nil {
		return nil, err
	}
	styles := &styleReader{codes: map[int]string{}}
	if err := archive.EachXML(book.part("styles"), false, styles); err != nil {
		return nil, err
	}
	values.formats = styles.formats()
	out := newSheets(in.Limits)
	for _, s := range book.sheets {
		if err := readSheet(archive, s, values, out); err != nil {
			return nil, err
		}
	}
	doc := out.document("xlsx")
	core := &coreReader{}
	if err := archive.EachXML("docProps/core.xml", false, core); err != nil {
		return nil, err
	}
	doc.Title, doc.Date = core.title, danish.KnownDate(core.modified)
	return doc, nil
}

// maxSheets bounds the sheets of a workbook.
const maxSheets = 5000

// workbook is what a workbook says of its parts.
type workbook struct {
	noText
	targets   map[string]string // parts by the id, and by the kind, of what relates them
	sheets    []sheetPart
	since1904 bool
}

type sheetPart struct {
	name, part string
	hidden     bool
}

// noText is a handler's part that wants neither text nor ends.
type noText struct{}

func (noText) End(parts.Name) error { return nil }
func (noText) Text(string) error    { return nil }

// Start takes an element of the workbook.
func (w *workbook) Start(e parts.Element) error {
	switch e.Name.Local {
	case "workbookPr":
		w.since1904 = isTrue(parts.Attr(e, "date1904"))
	case "sheet":
		if len(w.sheets) == maxSheets {
			return documents.ErrTooMuchText
		}
		id := ""
		for _, a := range e.Attr {
			if a.Name.Local == "id" && a.Name.Space != "" {
				id = a.Value
			}
		}
		w.sheets = append(w.sheets, sheetPart{documents.CleanText(parts.Attr(e, "name")), w.targets[id], strings.HasSuffix(strings.ToLower(parts.Attr(e, "state")), "hidden")})
	}
	return nil
}

func isTrue(s string) bool { return s == "1" || strings.EqualFold(s, "true") }

// part is the path of the part of a kind.
func (w *workbook) part(kind string) string { return w.targets["kind "+kind] }

// relationReader reads which parts belong to the workbook.
type relationReader workbook

// Start takes a relation.
func (r *relationReader) Start(e parts.Element) error {
	if e.Name.Local != "Relationship" || len(r.targets) > 2*maxSheets {
		return nil
	}
	target := strings.ReplaceAll(parts.Attr(e, "Target"), `\`, "/")
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		target = path.Clean(rooted)
	} else {
		target = path.Join("xl", target)
	}
	kind := path.Base(parts.Attr(e, "Type"))
	if r.targets["kind "+kind] == "" {
		r.targets["kind "+kind] = target
	}
	if kind == "worksheet" {
		r.targets[parts.Attr(e, "Id")] = target
	}
	return nil
}

// styleReader reads the formats of numbers.
type styleReader struct {
	noText
	codes map[int]string
	cells []int // the format of each style
	in    bool  // the styles of cells
}

// maxStyles bounds the styles of a workbook.
const maxStyles = 100_000

// Start takes an element of the styles.
func (r *styleReader) Start(e parts.Element) error {
	switch e.Name.Local {
	case "numFmt":
		if id, err := strconv.Atoi(parts.Attr(e, "numFmtId")); err == nil && len(r.codes) < maxStyles {
			r.codes[id] = parts.Attr(e, "formatCode")
		}
	case "cellXfs":
		r.in = true
	case "cellStyles", "dxfs":
		r.in = false
	case "xf":
		if r.in && len(r.cells) < maxStyles {
			id, _ := strconv.Atoi(parts.Attr(e, "numFmtId"))
			r.cells = append(r.cells, id)
		}
	}
	return nil
}

// formats are those of the styles.
func (r *styleReader) formats() []format {
	known := map[int]format{}
	out := make([]format, len(r.cells))
	for i, id := range r.cells {
		f, ok := known[id]
		if !ok {
			f = parseFormat(formatCode(id, r.codes))
			known[id] = f
		}
		out[i] = f
	}
	return out
}

// formatCode is the code of a format, which the file or the program knows.
func formatCode(id int, own map[int]string) string {
	if code, ok := own[id]; ok {
		return code
	}
	if code, ok := builtin[id]; ok {
		return code
	}
	if id >= 27 && id <= 36 || id >= 50 && id <= 58 { // days in East Asia
		return builtin[14]
	}
	return ""
}

// builtin are the formats that no file spells out.
var builtin = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
	12: "# ?/?", 13: "# ??/??", 14: "d-m-yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
	22: "d-m-yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
	45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
}

// coreReader reads what a workbook says of itself.
type coreReader struct {
	title, modified string
	text            strings.Builder
}

// Start begins a fact.
func (r *coreReader) Start(parts.Element) error {
	r.text.Reset()
	return nil
}

// Text takes a piece of it.
func (r *coreReader) Text(s string) error {
	if r.text.Len() < 1000 {
		r.text.WriteString(s[:min(len(s), 1000)])
	}
	return nil
}

// End keeps it.
func (r *coreReader) End(name parts.Name) error {
	switch name.Local {
	case "title":
		r.title = r.text.String()
	case "modified":
		r.modified = r.text.String()
	}
	return nil
}
