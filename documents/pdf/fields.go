package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/danish"
)

// fieldValue is what was filled in where the file does not draw it.
type fieldValue struct {
	text                     string
	left, bottom, right, top float64
}

// maxAnnotations bounds those of one page.
const maxAnnotations = 2000

// Bits of an annotation's flags, PDF 32000-1, table 165.
const hiddenAnnotation = 1<<1 | 1<<5 // hidden, or not to be viewed

// readFields makes what was filled in or written onto a page part of its text:
// the values of forms, free text and stamps. It returns the values that the
// file has no drawing of.
func readFields(instance pdfium.Pdfium, page references.FPDF_PAGE) []fieldValue {
	sheet := requests.Page{ByReference: &page}
	count, err := instance.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: sheet})
	if err != nil {
		return nil
	}
	var values []fieldValue
	drawn := false
	for i := range min(count.Count, maxAnnotations) {
		annotation, err := instance.FPDFPage_GetAnnot(&requests.FPDFPage_GetAnnot{Page: sheet, Index: i})
		if err != nil {
			continue
		}
		value, isDrawn := readField(instance, annotation.Annotation)
		drawn = drawn || isDrawn
		if value.text != "" {
			values = append(values, value)
		}
		instance.FPDFPage_CloseAnnot(&requests.FPDFPage_CloseAnnot{Annotation: annotation.Annotation}) //nolint:errcheck // only frees memory
	}
	if drawn {
		_, _ = instance.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: sheet, Usage: requests.FPDFPage_FlattenUsageNormalDisplay})
	}
	return values
}

// readField tells whether an annotation holds text that is drawn, or returns
// its text where it has no drawing.
func readField(instance pdfium.Pdfium, annotation references.FPDF_ANNOTATION) (value fieldValue, drawn bool) {
	kind, err := instance.FPDFAnnot_GetSubtype(&requests.FPDFAnnot_GetSubtype{Annotation: annotation})
	if err != nil {
		return value, false
	}
	key := "V"
	switch kind.Subtype {
	case enums.FPDF_ANNOT_SUBTYPE_WIDGET:
	case enums.FPDF_ANNOT_SUBTYPE_FREETEXT, enums.FPDF_ANNOT_SUBTYPE_STAMP:
		key = "Contents"
	default:
		return value, false
	}
	flags, err := instance.FPDFAnnot_GetFlags(&requests.FPDFAnnot_GetFlags{Annotation: annotation})
	if err == nil && int(flags.Flags)&hiddenAnnotation != 0 {
		return value, false
	}
	if has, err := instance.FPDFAnnot_HasKey(&requests.FPDFAnnot_HasKey{Annotation: annotation, Key: "AP"}); err == nil && has.HasKey {
		return value, true
	}
	text, err := instance.FPDFAnnot_GetStringValue(&requests.FPDFAnnot_GetStringValue{Annotation: annotation, Key: key})
	if err != nil {
		return value, false
	}
	rect, err := instance.FPDFAnnot_GetRect(&requests.FPDFAnnot_GetRect{Annotation: annotation})
	if err != nil {
		return value, false
	}
	return fieldValue{strings.Join(strings.Fields(danish.Normalise(text.Value)), " "),
		float64(rect.Rect.Left), float64(rect.Rect.Bottom), float64(rect.Rect.Right), float64(rect.Rect.Top)}, false
}

// fieldSize is the size in points that a value is taken to have at most.
const fieldSize = 11

// fieldRuns are values that are not drawn as runs at their places.
func (f frame) fieldRuns(values []fieldValue) []pdfRun {
	var runs []pdfRun
	for _, v := range values {
		r := pdfRun{text: v.text}
		r.x0, r.y0, r.x1, r.y1 = f.box(v.left, v.bottom, v.right, v.top)
		r.size = min(fieldSize, r.y1-r.y0)
		r.base = r.y0 + (r.y1-r.y0-r.size)/2 + 0.2*r.size
		runs = append(runs, r)
	}
	return runs
}
