package pdf

import (
	"cmp"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// frame is the part of a page that is shown, and how the page is turned for it.
type frame struct {
	left, bottom, right, top float64 // of what is shown, as the page's own units count
	quarters                 int     // that the page is turned clockwise
}

// frameOf asks for the frame of a page.
func frameOf(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT, page references.FPDF_PAGE, i int) (frame, error) {
	byReference := requests.Page{ByReference: &page}
	f := frame{}
	if r, err := instance.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: byReference}); err == nil {
		f.quarters = int(r.PageRotation) & 3
	}
	if box, err := instance.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: byReference}); err == nil && box.Rect.Right > box.Rect.Left {
		f.left, f.bottom = float64(box.Rect.Left), float64(box.Rect.Bottom)
		f.right, f.top = float64(box.Rect.Right), float64(box.Rect.Top)
		return f, nil
	}
	size, err := instance.FPDF_GetPageSizeByIndex(&requests.FPDF_GetPageSizeByIndex{Document: doc, Index: i})
	if err != nil {
		return f, err
	}
	f.right, f.top = size.Width, size.Height
	if f.quarters%2 == 1 {
		f.right, f.top = f.top, f.right
	}
	return f, nil
}

// size is that of the page as it is shown.
func (f frame) size() (width, height float64) {
	width, height = f.right-f.left, f.top-f.bottom
	if f.quarters%2 == 1 {
		return height, width
	}
	return width, height
}

// point is where a point of the page is shown, from below left.
func (f frame) point(x, y float64) (float64, float64) {
	switch f.quarters {
	case 1:
		return y - f.bottom, f.right - x
	case 2:
		return f.right - x, f.top - y
	case 3:
		return f.top - y, x - f.left
	}
	return x - f.left, y - f.bottom
}

// box is where a box of the page is shown.
func (f frame) box(left, bottom, right, top float64) (x0, y0, x1, y1 float64) {
	x0, y0 = f.point(left, bottom)
	x1, y1 = f.point(right, top)
	return math.Min(x0, x1), math.Min(y0, y1), math.Max(x0, x1), math.Max(y0, y1)
}

// turn is how a line of text is turned clockwise on the page as it is shown.
// The zero value is upright.
type turn struct {
	degrees       int     // from 0, in steps of five
	width, height float64 // of the page as it is shown; 0 where upright
}

// turned is the turn of a character with an angle in radians, clockwise on the
// page's own paper.
func (f frame) turned(angle float64) turn {
	const step = 5
	degrees := int(math.Round(angle*180/math.Pi/step))*step + 90*f.quarters
	if degrees = ((degrees % 360) + 360) % 360; degrees == 0 {
		return turn{}
	}
	width, height := f.size()
	return turn{degrees, width, height}
}

// point is where a point stands once the line is set upright.
func (t turn) point(x, y float64) (float64, float64) {
	switch t.degrees {
	case 0:
		return x, y
	case 90:
		return t.height - y, x
	case 180:
		return t.width - x, t.height - y
	case 270:
		return y, t.width - x
	}
	sin, cos := math.Sincos(float64(t.degrees) * math.Pi / 180)
	return x*cos - y*sin, x*sin + y*cos
}

// box is where a character's box stands once its line is set upright. Of a box
// that was drawn around a slanting character, only the middle is right.
func (t turn) box(x0, y0, x1, y1 float64) (left, bottom, right, top float64) {
	if t.degrees%90 != 0 {
		x, y := t.point((x0+x1)/2, (y0+y1)/2)
		half := math.Min(x1-x0, y1-y0) / 3
		return x - half, y - half, x + half, y + half
	}
	left, bottom = t.point(x0, y0)
	right, top = t.point(x1, y1)
	return math.Min(left, right), math.Min(bottom, top), math.Max(left, right), math.Max(bottom, top)
}

// sheet is the page's height once lines that are turned so are set upright.
func (t turn) sheet(f frame) float64 {
	width, height := f.size()
	if t.degrees == 90 || t.degrees == 270 {
		return width
	}
	return height
}

// turnedLayout lays out the runs of each turn by themselves, those of which
// the page has most first.
func turnedLayout(runs []pdfRun, number int, f frame) []pdfLine {
	byTurn := map[turn][]pdfRun{}
	letters := map[turn]int{}
	var turns []turn
	for _, r := range runs {
		t := r.turn()
		if byTurn[t] == nil {
			turns = append(turns, t)
		}
		byTurn[t] = append(byTurn[t], r)
		letters[t] += len(r.text)
	}
	slices.SortStableFunc(turns, func(a, b turn) int { return cmp.Compare(letters[b], letters[a]) })
	var lines []pdfLine
	columns := 0
	for _, t := range turns {
		for _, l := range pageLayout(byTurn[t], number, t.sheet(f)) {
			l.column += columns
			lines = append(lines, l)
		}
		if n := len(lines); n > 0 {
			columns = lines[n-1].column + 1
		}
	}
	return lines
}

// turn is that of the run's characters.
func (run *pdfRun) turn() turn {
	if len(run.chars) == 0 {
		return turn{}
	}
	return run.chars[0].turn
}
