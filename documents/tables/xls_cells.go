package tables

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
)

// cell takes a record of a cell.
func (r *oldSheetReader) cell(rec record) error {
	in := &stringParts{parts: rec.parts}
	switch rec.kind {
	case recResult:
		if text, ok := in.text(in.u16()); ok && r.result != nil {
			text, shown := r.values.format(r.style).text(text)
			r.result.text, r.result.hidden = text, !shown
			r.cells = append(r.cells, *r.result)
		}
		r.result = nil
		return nil
	case recShared, recNumber, recRK, recManyRK, recTruth, recFormula, recLabel, recRich:
	default:
		return nil
	}
	row, column := in.u16(), in.u16()
	if in.failed {
		return nil
	}
	if row != r.number {
		if err := r.endRow(); err != nil {
			return err
		}
		r.number = row
	}
	if rec.kind == recManyRK {
		for ; len(rec.body())-in.at > 6; column++ {
			style := in.u16()
			r.add(column, style, rkNumber(uint32(in.u32())))
		}
		return nil
	}
	r.one(rec, in, column, in.u16())
	return nil
}

// one takes the value of a single cell.
func (r *oldSheetReader) one(rec record, in *stringParts, column, style int) {
	f := r.values.format(style)
	switch rec.kind {
	case recShared:
		if i := in.u32(); i >= 0 && i < len(r.values.strings) {
			text, shown := f.text(r.values.strings[i])
			r.cells = append(r.cells, cell{column, text, !shown})
		}
	case recLabel, recRich:
		if text, ok := in.text(in.u16()); ok {
			text, shown := f.text(text)
			r.cells = append(r.cells, cell{column, text, !shown})
		}
	case recNumber:
		r.add(column, style, in.f64())
	case recRK:
		r.add(column, style, rkNumber(uint32(in.u32())))
	case recTruth:
		value, wrong := in.u8(), in.u8()
		r.truth(column, value, wrong == 1)
	case recFormula:
		raw := in.take(8)
		switch {
		case raw == nil:
		case raw[6] != 0xFF || raw[7] != 0xFF:
			r.add(column, style, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
		case raw[0] == 0:
			r.result, r.style = &cell{column: column}, style
		case raw[0] == 1 || raw[0] == 2:
			r.truth(column, int(raw[2]), raw[0] == 2)
		}
	}
}

func (r *oldSheetReader) add(column, style int, n float64) {
	text, shown := r.values.number(r.values.format(style), n, general(n))
	r.cells = append(r.cells, cell{column, text, !shown})
}

// faults are what a formula says that has no value.
var faults = map[int]string{0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

func (r *oldSheetReader) truth(column, value int, fault bool) {
	text := truth(value != 0)
	if fault {
		text = faults[value]
	}
	r.cells = append(r.cells, cell{column: column, text: text})
}

// format is that of a style.
func (v *values) format(style int) format {
	if style < 0 || style >= len(v.formats) {
		return format{}
	}
	return v.formats[style]
}

// rkNumber is a number that is kept in four bytes.
func rkNumber(rk uint32) float64 {
	n := math.Float64frombits(uint64(rk&^3) << 32)
	if rk&2 != 0 {
		n = float64(int32(rk) >> 2)
	}
	if rk&1 != 0 {
		n /= 100
	}
	return n
}

// stringParts reads a record, which others may continue.
type stringParts struct {
	parts  [][]byte
	at     int // in the first of them
	failed bool
}

// take is the next n bytes of the part, nil where it has no more.
func (s *stringParts) take(n int) []byte {
	for len(s.parts) > 1 && s.at >= len(s.parts[0]) {
		s.parts, s.at = s.parts[1:], 0
	}
	if s.failed || len(s.parts) == 0 || n < 0 || s.at+n > len(s.parts[0]) {
		s.failed = true
		return nil
	}
	s.at += n
	return s.parts[0][s.at-n : s.at]
}

func (s *stringParts) u8() int {
	if b := s.take(1); b != nil {
		return int(b[0])
	}
	return 0
}

func (s *stringParts) u16() int {
	if b := s.take(2); b != nil {
		return int(binary.LittleEndian.Uint16(b))
	}
	return 0
}

func (s *stringParts) u32() int {
	if b := s.take(4); b != nil {
		return int(binary.LittleEndian.Uint32(b))
	}
	return 0
}

func (s *stringParts) f64() float64 {
	if b := s.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

// skip leaves bytes out, over the ends of parts.
func (s *stringParts) skip(n int) {
	for n > 0 && !s.failed {
		if len(s.parts) > 0 && s.at < len(s.parts[0]) {
			step := min(n, len(s.parts[0])-s.at)
			s.at, n = s.at+step, n-step
			continue
		}
		if len(s.parts) < 2 {
			s.failed = true
			return
		}
		s.parts, s.at = s.parts[1:], 0
	}
}

// text is a text of so many letters, which a byte says the form of: of one or
// two bytes each, with looks and ways to say it behind. Where the text goes on in
// another part, such a byte stands there again.
func (s *stringParts) text(letters int) (string, bool) {
	form := s.u8()
	runs, hints := 0, 0
	if form&8 != 0 {
		runs = s.u16()
	}
	if form&4 != 0 {
		hints = s.u32()
	}
	units := make([]uint16, 0, min(letters, 1<<12))
	for len(units) < letters && !s.failed {
		if len(s.parts) > 1 && s.at >= len(s.parts[0]) {
			s.parts, s.at = s.parts[1:], 0
			form = s.u8()
		}
		if form&1 != 0 {
			units = append(units, uint16(s.u16()))
		} else {
			units = append(units, uint16(s.u8()))
		}
	}
	if s.failed {
		return "", false
	}
	s.skip(4*runs + hints)
	return string(utf16.Decode(units)), true
}
