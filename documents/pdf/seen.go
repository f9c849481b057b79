package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/documents"
)

// What nobody sees on a page.
const (
	smallestSize = 1.5    // points of the smallest text that can be seen at all
	whitest      = 250    // of 255: every part of a colour that is white on paper
	maxObjects   = 50_000 // of a page that are looked at for what lies under white text, and for pictures
	scanned      = 0.5    // of the page that a picture covers where it is a scan with its text laid under it
)

// sight is how a run is drawn.
type sight int

const (
	inked  sight = iota
	white        // seen only on something that is not white
	unseen       // without colour, or too small
	laid         // without ink: text that was recognised in a picture, or hidden
)

// seen parts the runs that can be seen from the others, which become losses.
func (p pageReader) seen(runs []pdfRun, number int) ([]pdfRun, []documents.Loss) {
	var kept []pdfRun
	lost := map[string][]string{}
	var ground *background
	for _, r := range runs {
		kind := ""
		how := p.sightOf(r)
		if ground == nil && (how == white || how == laid) {
			ground = p.background()
		}
		switch {
		case how == unseen, how == laid && ground.pictures < scanned, how == white && !ground.under(p.shownBox(r)):
			kind = documents.LostUnseen
		case p.outside(r):
			kind = documents.LostOutside
		default:
			kept = append(kept, r)
			continue
		}
		lost[kind] = append(lost[kind], r.text)
	}
	var losses []documents.Loss
	for _, kind := range []string{documents.LostUnseen, documents.LostOutside} {
		if texts := lost[kind]; len(texts) > 0 {
			losses = append(losses, documents.NewLoss(kind, number, strings.Join(texts, " ")))
		}
	}
	return kept, losses
}

// sightOf looks at the run's first, middle and last character: a run that is
// seen anywhere is seen.
func (p pageReader) sightOf(r pdfRun) sight {
	if r.size > 0 && r.size < smallestSize && r.y1-r.y0 < smallestSize {
		return unseen
	}
	var visible []int
	for _, c := range r.chars {
		if c.r != ' ' {
			visible = append(visible, c.index)
		}
	}
	if len(visible) == 0 {
		return inked
	}
	least := laid
	for _, index := range []int{visible[len(visible)/2], visible[0], visible[len(visible)-1]} {
		if how := p.direct.look(index).sight; how == inked {
			return inked
		} else if how < least {
			least = how
		}
	}
	return least
}

// rectangle is a box on the page's own paper.
type rectangle struct{ left, bottom, right, top float64 }

// shownBox is where the run's middle character stands on the page's own paper.
func (p pageReader) shownBox(r pdfRun) rectangle {
	for i := range r.chars {
		if c := r.chars[(len(r.chars)/2+i)%len(r.chars)]; c.r != ' ' {
			if box, err := p.direct.charBox(c.index); err == nil {
				return box
			}
		}
	}
	return rectangle{}
}

// outside reports whether a run stands wholly outside what is shown of the page.
func (p pageReader) outside(r pdfRun) bool {
	width, height := p.frame.size()
	if t := r.turn(); t.degrees == 90 || t.degrees == 270 {
		width, height = height, width
	} else if t.degrees%180 != 0 {
		return false
	}
	const slack = 1
	return r.x1 < slack || r.y1 < slack || r.x0 > width-slack || r.y0 > height-slack
}

// background is what lies under the text of a page.
type background struct {
	coloured []rectangle // what is not white
	pictures float64     // share of the page that its biggest picture covers
}

// under reports whether something that is not white lies under a box.
func (b *background) under(box rectangle) bool {
	x, y := (box.left+box.right)/2, (box.bottom+box.top)/2
	for _, c := range b.coloured {
		if c.left <= x && x <= c.right && c.bottom <= y && y <= c.top {
			return true
		}
	}
	return false
}

// background looks at the objects of the page. Of one that has too many, the
// first count: what they do not show to be seen is left out and told, so that
// nothing hides among many.
func (p pageReader) background() *background {
	b := &background{}
	sheet := requests.Page{ByReference: &p.sheet}
	count, err := p.instance.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: sheet})
	if err != nil {
		return b
	}
	width, height := p.frame.size()
	for i := range min(count.Count, maxObjects) {
		o, err := p.instance.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: sheet, Index: i})
		if err != nil {
			continue
		}
		kind, ok := p.ground(o.PageObject)
		if !ok {
			continue
		}
		at, err := p.instance.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject})
		if err != nil {
			continue
		}
		r := rectangle{float64(at.Left), float64(at.Bottom), float64(at.Right), float64(at.Top)}
		b.coloured = append(b.coloured, r)
		if kind == enums.FPDF_PAGEOBJ_IMAGE || kind == enums.FPDF_PAGEOBJ_FORM {
			b.pictures = max(b.pictures, (r.right-r.left)*(r.top-r.bottom)/max(width*height, 1))
		}
	}
	return b
}

// ground tells whether an object lays something other than white on the page.
func (p pageReader) ground(object references.FPDF_PAGEOBJECT) (enums.FPDF_PAGEOBJ, bool) {
	kind, err := p.instance.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object})
	if err != nil {
		return 0, false
	}
	if kind.Type != enums.FPDF_PAGEOBJ_PATH {
		return kind.Type, kind.Type == enums.FPDF_PAGEOBJ_IMAGE || kind.Type == enums.FPDF_PAGEOBJ_SHADING || kind.Type == enums.FPDF_PAGEOBJ_FORM
	}
	mode, err := p.instance.FPDFPath_GetDrawMode(&requests.FPDFPath_GetDrawMode{PageObject: object})
	if err != nil || mode.FillMode == enums.FPDF_FILLMODE_NONE {
		return kind.Type, false
	}
	c, err := p.instance.FPDFPageObj_GetFillColor(&requests.FPDFPageObj_GetFillColor{PageObject: object})
	return kind.Type, err != nil || c.FillColor.A > 0 && (c.FillColor.R < whitest || c.FillColor.G < whitest || c.FillColor.B < whitest)
}
