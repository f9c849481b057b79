package tables

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// values tells what stands in the cells of a workbook.
type values struct {
	strings   []string
	formats   []format
	since1904 bool
}

// stringsRoom is how much of shared text a workbook may have, as a multiple of
// the text that a document may have: sheets need not show all of it.
const stringsRoom = 4

// readStrings reads the texts that cells share.
func readStrings(archive *parts.Archive, part string, limits documents.Limits) ([]string, error) {
	r := &stringReader{left: stringsRoom * limits.TextBytes}
	err := archive.EachXML(part, false, r)
	return r.texts, err
}

type stringReader struct {
	texts []string
	now   strings.Builder
	left  int
	in    bool // text that is shown
	hints int  // open elements that say how a text is spoken
}

// Start begins an element of a text.
func (r *stringReader) Start(e parts.Element) error {
	switch e.Name.Local {
	case "si":
		r.now.Reset()
	case "rPh":
		r.hints++
	case "t":
		r.in = r.hints == 0
	}
	return nil
}

// Text takes a piece of a text.
func (r *stringReader) Text(s string) error {
	if !r.in {
		return nil
	}
	if r.left -= len(s); r.left < 0 {
		return documents.ErrTooMuchText
	}
	r.now.WriteString(s)
	return nil
}

// End ends an element of a text.
func (r *stringReader) End(name parts.Name) error {
	switch name.Local {
	case "t":
		r.in = false
	case "rPh":
		r.hints--
	case "si":
		if r.left -= documents.BlockCost; r.left < 0 {
			return documents.ErrTooMuchText
		}
		r.texts = append(r.texts, unescaped(r.now.String()))
	}
	return nil
}

// readSheet adds a sheet under its name.
func readSheet(archive *parts.Archive, s sheetPart, values *values, out *sheets) error {
	if s.part == "" || !archive.Has(s.part) {
		return nil // a sheet of drawings
	}
	sheet := out.begin(s.name, s.hidden)
	if err := mergedCells(archive, s.part, sheet); err != nil {
		return err
	}
	if err := archive.EachXML(s.part, true, &sheetReader{sheet: sheet, values: values}); err != nil {
		return err
	}
	return sheet.end()
}

// mergedCells looks through a sheet's part for cells that are merged, which
// stand there behind the rows.
func mergedCells(archive *parts.Archive, part string, sheet *sheet) error {
	r, err := archive.Open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	in := bufio.NewReader(r)
	for {
		piece, err := in.ReadSlice('>')
		if err == io.EOF {
			return nil
		}
		if err != nil && err != bufio.ErrBufferFull {
			return err
		}
		tag := piece[bytes.LastIndexByte(piece, '<')+1:]
		if _, local, ok := bytes.Cut(tag, []byte(":")); ok && bytes.HasPrefix(local, []byte("mergeCell ")) {
			tag = local
		}
		if rest, ok := bytes.CutPrefix(tag, []byte("mergeCell ")); ok {
			_, ref, _ := strings.Cut(string(rest), "ref=")
			from, to, _ := strings.Cut(strings.Trim(ref, `"'/> `), ":")
			sheet.merge(from, to)
		}
	}
}

// sheetReader streams the rows of a sheet.
type sheetReader struct {
	sheet  *sheet
	values *values
	number int // of the row
	hidden bool
	cells  []cell
	column int
	kind   string // of the cell's value
	style  int
	text   strings.Builder
	in     bool
	hints  int
}

// Start begins a column, a row, a cell or a value.
func (r *sheetReader) Start(e parts.Element) error {
	switch e.Name.Local {
	case "col":
		if hidden(e) || parts.Attr(e, "width") == "0" {
			from, _ := strconv.Atoi(parts.Attr(e, "min"))
			to, _ := strconv.Atoi(parts.Attr(e, "max"))
			r.sheet.hide(from-1, to-1)
		}
	case "row":
		r.number++
		if n, err := strconv.Atoi(parts.Attr(e, "r")); err == nil && n > 0 {
			r.number = n
		}
		r.hidden = hidden(e) || parts.Attr(e, "ht") == "0"
		r.cells, r.column = r.cells[:0], -1
	case "c":
		r.column++
		if column, _, ok := cellAt(parts.Attr(e, "r")); ok {
			r.column = column
		}
		r.kind = parts.Attr(e, "t")
		r.style, _ = strconv.Atoi(parts.Attr(e, "s"))
		r.text.Reset()
	case "rPh":
		r.hints++
	case "v", "t":
		r.in = r.hints == 0
	}
	return nil
}

// hidden reports whether nobody sees a row or a column. One of an outline is
// folded, and the sheet shows where to unfold it.
func hidden(e parts.Element) bool {
	level, _ := strconv.Atoi(parts.Attr(e, "outlineLevel"))
	return isTrue(parts.Attr(e, "hidden")) && level == 0
}

// Text takes a piece of a value.
func (r *sheetReader) Text(s string) error {
	if r.in {
		if r.text.Len()+len(s) > maxCellBytes {
			return documents.ErrTooMuchText
		}
		r.text.WriteString(s)
	}
	return nil
}

// maxCellBytes bounds the text of one cell; Excel has no longer one.
const maxCellBytes = 1 << 20

// End ends what Start began.
func (r *sheetReader) End(name parts.Name) error {
	switch name.Local {
	case "v", "t":
		r.in = false
	case "rPh":
		r.hints--
	case "c":
		if r.text.Len() == 0 {
			return nil
		}
		text, shown := r.values.written(r.kind, r.style, r.text.String())
		r.cells = append(r.cells, cell{r.column, text, !shown})
	case "row":
		return r.sheet.row(r.number, r.cells, r.hidden)
	}
	return nil
}

// written is a cell's value as a Danish reader would write it. Shown is false
// where its format hides it.
func (v *values) written(kind string, style int, value string) (text string, shown bool) {
	f := v.format(style)
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(v.strings) {
			return "", true
		}
		return f.text(v.strings[i])
	case "b":
		return truth(isTrue(value)), true
	case "e":
		return value, true
	case "", "n":
		if n, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
			return v.number(f, n, value)
		}
	case "d":
		for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02"} {
			if at, err := time.Parse(layout, value); err == nil {
				return f.number(numberOf(at, v.since1904), v.since1904)
			}
		}
	}
	return f.text(unescaped(value))
}

// escape is how a workbook writes a character that XML cannot hold, ECMA-376
// part 1, 22.9.2.19.
var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped is a text with the characters that its escapes stand for.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16)
		return string(rune(n))
	})
}

// number writes a number, or, where its format shows nothing of it but does not
// hide it, as # of a zero, nothing.
func (v *values) number(f format, n float64, value string) (string, bool) {
	text, shown := f.number(n, v.since1904)
	if !shown {
		return value, false
	}
	return text, true
}

func truth(is bool) string {
	if is {
		return "ja"
	}
	return "nej"
}
