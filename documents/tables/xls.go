package tables

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/richardlehane/mscfb"

	"github.com/digitaskforce/taskforce/documents"
)

// ReadXLS reads a workbook of Excel 97 to 2003, as [ReadXLSX] does.
func ReadXLS(ctx context.Context, in documents.Input) (*documents.Document, error) {
	data, err := workbookStream(in)
	if err != nil {
		return nil, err
	}
	book := &oldBook{ctx: ctx, data: data, codes: map[int]string{}, left: stringsRoom * in.Limits.TextBytes}
	if err := book.readGlobals(); err != nil {
		return nil, err
	}
	if len(book.sheets) == 0 {
		return nil, documents.Damaged.Fault(nil)
	}
	styles := styleReader{codes: book.codes, cells: book.styles}
	book.values.formats = styles.formats()
	out := newSheets(in.Limits)
	for _, s := range book.sheets {
		if err := book.readSheet(s, out); err != nil {
			return nil, err
		}
	}
	return out.document("xls"), nil
}

// workbookStream is the part of the file that holds the workbook.
func workbookStream(in documents.Input) ([]byte, error) {
	box, err := mscfb.New(bytes.NewReader(in.Data))
	if err != nil {
		return nil, documents.Damaged.Fault(err)
	}
	for {
		entry, err := box.Next()
		if errors.Is(err, io.EOF) {
			return nil, documents.OldSheet.Fault(nil)
		}
		if err != nil {
			return nil, documents.Damaged.Fault(err)
		}
		if len(entry.Path) > 0 || !strings.EqualFold(entry.Name, "Workbook") {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(entry, int64(len(in.Data))))
		if err != nil && len(data) == 0 {
			return nil, documents.Damaged.Fault(err)
		}
		return data, nil
	}
}

// Kinds of records.
const (
	recEnd, recLocked, recContinue, recFormat, recStyle = 0x0A, 0x2F, 0x3C, 0x41E, 0xE0
	recBegin, recSheet, recStrings, rec1904             = 0x809, 0x85, 0xFC, 0x22
	recColumns, recRow, recMerged                       = 0x7D, 0x208, 0xE5
	recShared, recNumber, recRK, recManyRK, recTruth    = 0xFD, 0x203, 0x27E, 0xBD, 0x205
	recFormula, recResult, recLabel, recRich            = 0x06, 0x207, 0x204, 0xD6
)

// oldBook is a workbook as a stream of records.
type oldBook struct {
	ctx    context.Context
	data   []byte
	values values
	codes  map[int]string
	styles []int // the format of each style
	sheets []oldSheet
	left   int // bytes of shared text that still fit
}

type oldSheet struct {
	at     int
	name   string
	hidden bool
}

// record is one of the stream, with those that continue it.
type record struct {
	kind  int
	parts [][]byte
}

func (r record) body() []byte { return r.parts[0] }

// record is the one at a place, and the place behind it; kind is -1 at the end.
func (b *oldBook) record(at int) (record, int, error) {
	if err := b.ctx.Err(); err != nil {
		return record{}, at, err
	}
	r := record{kind: -1}
	for at >= 0 && at+4 <= len(b.data) {
		kind, size := int(binary.LittleEndian.Uint16(b.data[at:])), int(binary.LittleEndian.Uint16(b.data[at+2:]))
		if r.kind >= 0 && kind != recContinue {
			break
		}
		if r.kind < 0 {
			r.kind = kind
		}
		end := min(at+4+size, len(b.data))
		r.parts = append(r.parts, b.data[at+4:end])
		at = end
		if r.kind != recStrings && r.kind != recResult {
			break // what continues others is no text of cells
		}
	}
	return r, at, nil
}

// readGlobals reads what holds for all sheets.
func (b *oldBook) readGlobals() error {
	for at := 0; ; {
		r, next, err := b.record(at)
		if err != nil {
			return err
		}
		at = next
		if r.kind < 0 || r.kind == recEnd {
			return nil
		}
		if err := b.global(r); err != nil {
			return err
		}
	}
}

func (b *oldBook) global(r record) (err error) {
	in := &stringParts{parts: r.parts}
	switch r.kind {
	case recLocked:
		return documents.ErrEncrypted
	case recBegin:
		if version := in.u16(); version != 0x600 {
			return documents.OldSheet.Fault(nil)
		}
	case rec1904:
		b.values.since1904 = in.u16() == 1
	case recFormat:
		id := in.u16()
		if text, ok := in.text(in.u16()); ok && len(b.codes) < maxStyles {
			b.codes[id] = text
		}
	case recStyle:
		if in.u16(); len(b.styles) < maxStyles {
			b.styles = append(b.styles, in.u16())
		}
	case recSheet:
		at := in.u32()
		state, kind := in.u8(), in.u8()
		if name, ok := in.text(in.u8()); ok && kind == 0 && len(b.sheets) < maxSheets {
			b.sheets = append(b.sheets, oldSheet{at, documents.CleanText(name), state&3 != 0})
		}
	case recStrings:
		b.values.strings, err = b.sharedStrings(in)
	}
	return err
}

func (b *oldBook) sharedStrings(in *stringParts) (out []string, err error) {
	in.u32()
	for range in.u32() {
		text, ok := in.text(in.u16())
		if !ok {
			break // the file was cut off
		}
		if b.left -= len(text) + documents.BlockCost; b.left < 0 {
			return nil, documents.ErrTooMuchText
		}
		out = append(out, text)
	}
	return out, nil
}

// readSheet adds a sheet: first what stands behind its cells and says how they
// are shown, then the cells.
func (b *oldBook) readSheet(s oldSheet, out *sheets) error {
	reader := &oldSheetReader{sheet: out.begin(s.name, s.hidden), values: &b.values, hidden: map[int]bool{}}
	for _, take := range []func(record) error{reader.layout, reader.cell} {
		depth := 0
		for at := s.at; ; {
			r, next, err := b.record(at)
			if err != nil {
				return err
			}
			if at = next; r.kind == recBegin {
				depth++
			} else if r.kind == recEnd {
				depth--
			}
			if r.kind < 0 || depth <= 0 {
				break
			}
			if depth > 1 {
				continue // a chart within the sheet
			}
			if err := take(r); err != nil {
				return err
			}
		}
	}
	if err := reader.endRow(); err != nil {
		return err
	}
	return reader.sheet.end()
}

// oldSheetReader takes the records of a sheet.
type oldSheetReader struct {
	sheet  *sheet
	values *values
	hidden map[int]bool // rows from 0
	number int          // of the row that is gathered, from 0
	cells  []cell
	result *cell // of a formula, whose text comes next
	style  int   // of that
}

// maxHidden bounds the hidden rows that are known of; Excel 97 has no more.
const maxHidden = 1 << 16

// layout takes what says how cells are shown.
func (r *oldSheetReader) layout(rec record) error {
	in := &stringParts{parts: rec.parts}
	switch rec.kind {
	case recColumns:
		from, to, width := in.u16(), in.u16(), in.u16()
		in.u16()
		if looks := in.u16(); looks&1 != 0 && looks&0x700 == 0 || width == 0 { // those of an outline are folded
			r.sheet.hide(from, to)
		}
	case recRow:
		number := in.u16()
		in.skip(10)
		if looks := in.u16(); looks&0x20 != 0 && looks&7 == 0 && len(r.hidden) < maxHidden {
			r.hidden[number] = true
		}
	case recMerged:
		for range in.u16() {
			from, to, column := in.u16(), in.u16(), in.u16()
			in.u16()
			if in.failed {
				break
			}
			r.sheet.mergeRows(column, from+1, to+1)
		}
	}
	return nil
}

// endRow gives the row that is gathered to the sheet.
func (r *oldSheetReader) endRow() error {
	if len(r.cells) == 0 {
		return nil
	}
	slices.SortStableFunc(r.cells, func(a, b cell) int { return a.column - b.column })
	err := r.sheet.row(r.number+1, r.cells, r.hidden[r.number])
	r.cells, r.result = r.cells[:0], nil
	return err
}
