package pdf

import (
	"math"
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
)

// textPage is a page of text in the engine, asked directly. What it says of the
// look of a character is that of the object that draws it, and is asked once.
type textPage struct {
	*calls
	page    uint64
	objects map[int]uint64 // that draw characters, by index
	looks   map[uint64]*look
}

// look is how an object draws its characters, and where it belongs.
type look struct {
	sight        sight
	size         float64 // 0 where it is not known
	bold, italic bool
	mark         int // number of the marked content that it belongs to; -1 for none
}

// charBox is where a character stands on the page's own paper.
func (p textPage) charBox(index int) (rectangle, error) {
	if !yes(p.ask("FPDFText_GetCharBox", p.page, uint64(index), p.at(0, 8), p.at(1, 8), p.at(2, 8), p.at(3, 8))) {
		return rectangle{}, errCall
	}
	return rectangle{left: p.double(0), right: p.double(1), bottom: p.double(2), top: p.double(3)}, nil
}

// wordBox is where count characters stand that one piece of text draws.
func (p textPage) wordBox(index, count int) (box rectangle, one bool) {
	if p.ask("FPDFText_CountRects", p.page, uint64(index), uint64(count)) != 1 ||
		!yes(p.ask("FPDFText_GetRect", p.page, 0, p.at(0, 8), p.at(1, 8), p.at(2, 8), p.at(3, 8))) {
		return rectangle{}, false
	}
	return rectangle{left: p.double(0), top: p.double(1), right: p.double(2), bottom: p.double(3)}, true
}

// angle is that of a character in radians, clockwise on the page's own paper.
func (p textPage) angle(index int) (float64, bool) {
	angle := float32Of(p.ask("FPDFText_GetCharAngle", p.page, uint64(index)))
	return angle, angle != -1
}

// origin is where the pen stood for a character.
func (p textPage) origin(index int) (x, y float64, ok bool) {
	ok = yes(p.ask("FPDFText_GetCharOrigin", p.page, uint64(index), p.at(0, 8), p.at(1, 8)))
	return p.double(0), p.double(1), ok
}

// unicode is a character as the engine knows it.
func (p textPage) unicode(index int) rune {
	return rune(p.ask("FPDFText_GetUnicode", p.page, uint64(index))) //nolint:gosec // it is a 32-bit number
}

// unmapped reports whether the engine gives a character's code in its font for
// want of a sign that it stands for.
func (p textPage) unmapped(index int) bool {
	return yes(p.ask("FPDFText_HasUnicodeMapError", p.page, uint64(index)))
}

// made reports whether the engine made a space of a gap.
func (p textPage) made(index int) bool {
	return yes(p.ask("FPDFText_IsGenerated", p.page, uint64(index)))
}

// look is that of a character.
func (p textPage) look(index int) *look {
	object, known := p.objects[index]
	if !known {
		object = p.ask("FPDFText_GetTextObject", p.page, uint64(index))
		p.objects[index] = object
	}
	if l := p.looks[object]; l != nil && object != 0 {
		return l
	}
	l := &look{size: p.size(index), mark: -1, sight: p.sight(object, index)}
	l.bold, l.italic = p.style(index)
	if object != 0 {
		l.mark = int(int32(p.ask("FPDFPageObj_GetMarkedContentID", object))) //nolint:gosec // it is a 32-bit number
	}
	p.looks[object] = l
	return l
}

func (p textPage) size(index int) float64 {
	size := math.Float64frombits(p.ask("FPDFText_GetFontSize", p.page, uint64(index)))
	if !yes(p.ask("FPDFText_GetMatrix", p.page, uint64(index), p.at(0, 4))) {
		return size
	}
	return math.Round(2*size*math.Hypot(p.float(2), p.float(3))) / 2
}

// Bits of a font's flags, PDF 32000-1, table 123.
const (
	flagItalic    = 1 << 6
	flagForceBold = 1 << 18
)

func (p textPage) style(index int) (bold, italic bool) {
	weight := int32(uint32(p.ask("FPDFText_GetFontWeight", p.page, uint64(index)))) //nolint:gosec // it is a 32-bit number
	bold = weight >= 600
	name, flags := p.font(index)
	name = strings.ToLower(name)
	italic = flags&flagItalic != 0 || strings.Contains(name, "italic") || strings.Contains(name, "oblique")
	return bold || flags&flagForceBold != 0 || boldName(name), italic
}

// font is the name of a character's font, and its flags.
func (p textPage) font(index int) (name string, flags uint32) {
	const most = roomBytes - 8
	length := uint32(p.ask("FPDFText_GetFontInfo", p.page, uint64(index), p.at(2, 4), most, p.at(0, 4))) //nolint:gosec // it is a 32-bit number
	if length == 0 {
		return "", 0
	}
	flags = p.word(0)
	if raw, ok := p.module.Memory().Read(p.room+8, length-1); ok && length <= most {
		name = string(raw)
	}
	return name, flags
}

// sight is how an object draws a character; 0 for an object that is not known.
func (p textPage) sight(object uint64, index int) sight {
	mode := enums.FPDF_TEXTRENDERMODE_FILL
	if object != 0 {
		mode = enums.FPDF_TEXT_RENDERMODE(int32(uint32(p.ask("FPDFTextObj_GetTextRenderMode", object)))) //nolint:gosec // it is a 32-bit number
	}
	switch mode {
	case enums.FPDF_TEXTRENDERMODE_INVISIBLE, enums.FPDF_TEXTRENDERMODE_CLIP:
		return laid
	case enums.FPDF_TEXTRENDERMODE_FILL, enums.FPDF_TEXTRENDERMODE_FILL_CLIP:
	default:
		return inked // its outline is drawn
	}
	if !yes(p.ask("FPDFText_GetFillColor", p.page, uint64(index), p.at(0, 4), p.at(1, 4), p.at(2, 4), p.at(3, 4))) {
		return inked
	}
	switch red, green, blue, opacity := p.word(0), p.word(1), p.word(2), p.word(3); {
	case opacity == 0:
		return unseen
	case red >= whitest && green >= whitest && blue >= whitest:
		return white
	}
	return inked
}
