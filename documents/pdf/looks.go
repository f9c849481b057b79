package pdf

import (
	"math"
	"strings"

	"github.com/klippa-app/go-pdfium/requests"
)

// describe asks for the font at three places of a run: a line counts as bold
// only when it is so throughout.
func (p pageReader) describe(run *pdfRun) {
	var visible []int
	for _, c := range run.chars {
		if c.r != ' ' {
			visible = append(visible, c.index)
		}
	}
	run.base, run.size = run.y0, (run.y1-run.y0)*1.1
	if len(visible) == 0 {
		return
	}
	middle := visible[len(visible)/2]
	run.tag = p.tagOf(middle)
	if size := p.size(middle); size > 0 {
		run.size = size
	}
	if at, err := p.instance.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: p.page, Index: middle}); err == nil {
		_, run.base = run.chars[0].turn.point(p.frame.point(at.X, at.Y))
	}
	run.bold, run.italic = true, true
	for _, index := range []int{middle, visible[0], visible[len(visible)-1]} {
		if !run.bold && !run.italic {
			break
		}
		bold, italic := p.style(index)
		run.bold, run.italic = run.bold && bold, run.italic && italic
	}
}

func (p pageReader) size(index int) float64 {
	size, err := p.instance.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: p.page, Index: index})
	if err != nil {
		return 0
	}
	m, err := p.instance.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: p.page, Index: index})
	if err != nil {
		return size.FontSize
	}
	return math.Round(2*size.FontSize*math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D))) / 2
}

// Bits of a font's flags, PDF 32000-1, table 123.
const (
	flagItalic    = 1 << 6
	flagForceBold = 1 << 18
)

func (p pageReader) style(index int) (bold, italic bool) {
	weight, err := p.instance.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: p.page, Index: index})
	bold = err == nil && weight.FontWeight >= 600
	font, err := p.instance.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: p.page, Index: index})
	if err != nil {
		return bold, false
	}
	name := strings.ToLower(font.FontName)
	italic = font.Flags&flagItalic != 0 || strings.Contains(name, "italic") || strings.Contains(name, "oblique")
	return bold || font.Flags&flagForceBold != 0 || boldName(name), italic
}

func boldName(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"bold", "black", "heavy", "demi", "-bd", "fed"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
