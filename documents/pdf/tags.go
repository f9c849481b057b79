package pdf

import (
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"github.com/digitaskforce/taskforce/documents"
)

// tag is what a tagged file says that a piece of text is. The zero value says
// nothing.
type tag struct {
	element int            // that it belongs to, unique in the file: the heading, the list item, else the innermost
	kind    documents.Kind // Heading, Item or Paragraph
	level   int            // Heading: as marked, 0 for the title; Item: nesting depth from 1
	cell    cellTag        // of the table that it stands in
}

func (t tag) heading() bool { return t.kind == documents.Heading }
func (t tag) item() bool    { return t.kind == documents.Item }

// Bounds of a file's tags: of one with more, the rest is read by its looks.
const (
	maxTags     = 300_000 // elements
	maxTagDepth = 100
)

// tagger reads the tags of one file's pages.
type tagger struct {
	instance pdfium.Pdfium
	tagged   bool // the file says that it is
	elements int  // that were read
}

func newTagger(instance pdfium.Pdfium, doc references.FPDF_DOCUMENT) *tagger {
	is, err := instance.FPDFCatalog_IsTagged(&requests.FPDFCatalog_IsTagged{Document: doc})
	return &tagger{instance: instance, tagged: err == nil && is.IsTagged}
}

// page gives the tags of a page by the numbers of its marked content.
func (t *tagger) page(page references.FPDF_PAGE) map[int]tag {
	if !t.tagged {
		return nil
	}
	tree, err := t.instance.FPDF_StructTree_GetForPage(&requests.FPDF_StructTree_GetForPage{Page: requests.Page{ByReference: &page}})
	if err != nil {
		return nil
	}
	defer t.instance.FPDF_StructTree_Close(&requests.FPDF_StructTree_Close{StructTree: tree.StructTree}) //nolint:errcheck // only frees memory
	count, err := t.instance.FPDF_StructTree_CountChildren(&requests.FPDF_StructTree_CountChildren{StructTree: tree.StructTree})
	if err != nil {
		return nil
	}
	found := map[int]tag{}
	for i := range count.Count {
		child, err := t.instance.FPDF_StructTree_GetChildAtIndex(&requests.FPDF_StructTree_GetChildAtIndex{StructTree: tree.StructTree, Index: i})
		if err == nil {
			t.walk(child.StructElement, branch{}, found)
		}
	}
	return found
}

// branch is what lies above an element of the tree.
type branch struct {
	tag                    tag
	depth, lists, sections int
	table                  *tableTag // the outermost
	row, column            int
}

// walk reads an element and what lies below it.
func (t *tagger) walk(element references.FPDF_STRUCTELEMENT, above branch, found map[int]tag) {
	if t.elements++; t.elements > maxTags || above.depth > maxTagDepth {
		return
	}
	name := ""
	if kind, err := t.instance.FPDF_StructElement_GetType(&requests.FPDF_StructElement_GetType{StructElement: element}); err == nil {
		name = kind.Type
	}
	here := above.below(name, t.elements)
	if name == "TR" && here.table != nil && here.row == 0 {
		t.walkRow(element, here, found)
		return
	}
	count, err := t.instance.FPDF_StructElement_CountChildren(&requests.FPDF_StructElement_CountChildren{StructElement: element})
	if err != nil {
		return
	}
	for i := range count.Count {
		if mark, err := t.instance.FPDF_StructElement_GetChildMarkedContentID(&requests.FPDF_StructElement_GetChildMarkedContentID{StructElement: element, Index: i}); err == nil && mark.ChildMarkedContentID >= 0 {
			found[mark.ChildMarkedContentID] = here.tag
			continue
		}
		if child, err := t.instance.FPDF_StructElement_GetChildAtIndex(&requests.FPDF_StructElement_GetChildAtIndex{StructElement: element, Index: i}); err == nil {
			t.walk(child.StructElement, here, found)
		}
	}
}

// below is the branch of an element of a type, PDF 32000-1, 14.8.4, and of PDF 2.0.
func (b branch) below(name string, element int) branch {
	b.depth++
	cell := b.tag.cell
	switch name {
	case "Part", "Art", "Sect", "Div":
		b.sections++
	case "Table":
		if b.table == nil {
			b.table = &tableTag{}
		}
	case "TD", "TH":
		if cell.table == nil && b.row > 0 {
			cell = cellTag{b.table, b.row, b.column, name == "TH"}
			b.tag = tag{element: element, kind: documents.Paragraph}
		}
	case "L":
		b.lists++
	case "LI":
		b.tag = tag{element: element, kind: documents.Item, level: max(b.lists, 1)}
	case "Title":
		b.tag = tag{element: element, kind: documents.Heading}
	case "H":
		b.tag = tag{element: element, kind: documents.Heading, level: max(b.sections, 1)}
	default:
		switch level, marked := headingLevel(name); {
		case marked:
			b.tag = tag{element: element, kind: documents.Heading, level: level}
		case b.tag.kind != documents.Heading && b.tag.kind != documents.Item:
			b.tag = tag{element: element, kind: documents.Paragraph}
		}
	}
	b.tag.cell = cell
	return b
}

// headingLevel is that of H1, H2 and so on.
func headingLevel(name string) (int, bool) {
	if len(name) != 2 || name[0] != 'H' || name[1] < '1' || name[1] > '9' {
		return 0, false
	}
	return int(name[1] - '0'), true
}

// tagOf is the tag of a run's character, by its number.
func (p pageReader) tagOf(index int) tag {
	if len(p.tags) == 0 {
		return tag{}
	}
	return p.tags[p.direct.look(index).mark]
}

// splitTagged cuts the runs that go over from one element into another, such as
// from cell to cell in a narrow table.
func (p pageReader) splitTagged(runs []pdfRun) []pdfRun {
	if len(p.tags) == 0 {
		return runs
	}
	var out []pdfRun
	for _, r := range runs {
		words := wordsOf(r.chars)
		if len(words) < 2 || p.tagOf(words[0][0].index) == p.tagOf(words[len(words)-1][0].index) {
			out = append(out, r)
			continue
		}
		out = append(out, p.splitRun(words)...)
	}
	return out
}

// wordsOf cuts characters before each word.
func wordsOf(chars []pdfChar) (words [][]pdfChar) {
	for i, c := range chars {
		if c.r != ' ' && (i == 0 || chars[i-1].r == ' ') {
			words = append(words, nil)
		}
		if n := len(words); n > 0 {
			words[n-1] = append(words[n-1], c)
		}
	}
	return words
}

func (p pageReader) splitRun(words [][]pdfChar) (out []pdfRun) {
	var run pdfRun
	var before tag
	for i, word := range words {
		now := p.tagOf(word[0].index)
		if i > 0 && now != before {
			out, run = append(out, run), pdfRun{}
		}
		before = now
		for _, c := range word {
			run.add(c)
		}
	}
	out = append(out, run)
	for i := range out {
		out[i].text = runText(out[i].chars)
	}
	return slices.DeleteFunc(out, func(r pdfRun) bool { return r.text == "" })
}
