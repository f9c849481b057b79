package office

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// docxReader turns the parts that hold text into blocks. Paragraphs and tables
// may stand within paragraphs (text boxes) and cells, hence the stacks.
type docxReader struct {
	empty   int // empty paragraphs since the last one with text
	styles  docxStyles
	numbers *docxNumbers

	out   []officeBlock
	notes []officeBlock // footnotes and endnotes
	title string        // text of the first paragraph with the style of a title
	room  int           // bytes of text that may still come
	pageCount

	path       xmlPath
	skip       int // open elements within one that is left out
	paragraphs []*docxParagraph
	tables     []*docxTable
	boxes      []docxFrame // what is open around each open text box
	floating   []officeBlock
	run        docxRun
	ticked     bool // the open box of a form

	unseen   map[int]string // text that is hidden, white on white or too small, by page
	contents map[int]string // the list of contents
	running  map[int]string // heads and feet of slides
}

func newDOCXReader(limits documents.Limits) docxReader {
	return docxReader{styles: docxStyles{}, pageCount: pageCount{page: 1}, room: limits.TextBytes, unseen: map[int]string{}, contents: map[int]string{}, running: map[int]string{}}
}

// docxFrame keeps what a text box interrupts.
type docxFrame struct {
	tables []*docxTable
	run    docxRun
}

type docxParagraph struct {
	style   string
	preset  documents.Block // where its place says what it is; Text is put before its own
	numbers docxNumPr
	outline int
	page    int
	text    strings.Builder
	letters int
	bold    int
	sizes   map[float64]int // letters by size

	styleBold bool
	styleSize float64
	shaded    bool // it stands on a colour
}

// docxRun is how the text that follows looks.
type docxRun struct {
	bold   *bool
	size   float64
	font   string
	hidden bool
	white  bool
	shaded bool // it stands on a colour
}

// leftOut are elements whose text is not the document's: deletions, copies for
// older programs, field codes, prompts to fill in.
var leftOut = map[string]bool{
	"del": true, "moveFrom": true, "Fallback": true, "instrText": true, "delText": true, "rt": true,
	"pPrChange": true, "rPrChange": true, "tblPrChange": true, "tcPrChange": true, "trPrChange": true, "sectPr": true,
}

func (r *docxReader) Start(e parts.Element) error {
	r.path.push(e.Name.Local)
	if r.skip > 0 || (leftOut[e.Name.Local] && !r.isMark(e.Name.Local)) || emptyNote(e) {
		r.skip++
		return nil
	}
	switch e.Name.Local {
	case "p":
		r.open(&docxParagraph{sizes: map[float64]int{}, page: 0})
	case "r":
		r.run = docxRun{}
	case "tbl", "tr", "tc", "gridSpan", "vMerge", "tblHeader", "txbxContent":
		return r.tableStart(e)
	case "br", "cr", "tab", "noBreakHyphen", "lastRenderedPageBreak", "sym", "checkBox":
		return r.sign(e)
	default:
		r.property(e)
	}
	return nil
}

// isMark tells del and moveFrom in properties: there they mark the paragraph's
// end, not text.
func (r *docxReader) isMark(name string) bool {
	return (name == "del" || name == "moveFrom") && (r.path.parent() == "rPr" || r.path.parent() == "trPr")
}

// emptyNote tells the lines that are drawn above footnotes.
func emptyNote(e parts.Element) bool {
	if e.Name.Local != "footnote" && e.Name.Local != "endnote" {
		return false
	}
	kind := parts.Attr(e, "type")
	return kind != "" && kind != "normal"
}

func (r *docxReader) open(p *docxParagraph) {
	p.styleBold, p.styleSize = r.styles.look("")
	r.paragraphs = append(r.paragraphs, p)
	r.run = docxRun{}
}

// now is the innermost open paragraph, nil between paragraphs.
func (r *docxReader) now() *docxParagraph {
	if len(r.paragraphs) == 0 {
		return nil
	}
	return r.paragraphs[len(r.paragraphs)-1]
}

// property takes what is said of the paragraph or the run.
func (r *docxReader) property(e parts.Element) {
	p := r.now()
	if p == nil {
		return
	}
	value := parts.Attr(e, "val")
	if r.path.parent() == "checkBox" && (e.Name.Local == "default" || e.Name.Local == "checked") {
		r.ticked = isOn(e)
	}
	switch e.Name.Local {
	case "pStyle":
		p.style = value
		p.styleBold, p.styleSize = r.styles.look(value)
	case "numId":
		p.numbers.id = value
	case "ilvl":
		p.numbers.level = smallInt(value)
	case "outlineLvl":
		if n := atoi(value); n >= 0 && n < 9 {
			p.outline = n + 1
		}
	}
	if r.path.parent() == "pPr" && e.Name.Local == "shd" {
		p.shaded = coloured(e)
	}
	if r.path.parent() != "rPr" || r.path.in("pPr") {
		return // the paragraph mark's own looks
	}
	switch e.Name.Local {
	case "color":
		r.run.white = strings.EqualFold(value, "FFFFFF")
	case "shd":
		r.run.shaded = coloured(e)
	case "highlight":
		r.run.shaded = value != "" && value != "none" && value != "white"
	case "b":
		on := isOn(e)
		r.run.bold = &on
	case "rFonts":
		r.run.font = cmp.Or(parts.Attr(e, "ascii"), parts.Attr(e, "hAnsi"))
	case "sz":
		r.run.size = halfPoints(value)
	case "vanish", "webHidden":
		r.run.hidden = e.Name.Local == "vanish" && isOn(e)
	}
}

// sign writes what stands for a character, and counts pages.
func (r *docxReader) sign(e parts.Element) error {
	if r.path.in("pPr") {
		return nil // the place of a tab stop
	}
	switch e.Name.Local {
	case "lastRenderedPageBreak":
		if len(r.boxes) == 0 {
			r.page++
		}
		return nil
	case "br":
		r.broken = r.broken || parts.Attr(e, "type") == "page"
	case "noBreakHyphen":
		return r.write("-")
	case "sym":
		return r.write(symbol(e))
	case "checkBox":
		r.ticked = false
		return nil
	}
	return r.write(" ")
}

func (r *docxReader) Text(s string) error {
	if parent := r.path; r.skip > 0 || len(parent) == 0 || parent[len(parent)-1] != "t" {
		return nil // white space between elements, or a property's
	}
	return r.write(s)
}

func (r *docxReader) shown(s string) string { return withSigns(r.run.font, s) }

func (r *docxReader) write(s string) error {
	p := r.now()
	if p == nil {
		return nil
	}
	if r.isUnseen(p) {
		if len(r.unseen[r.page]) < maxUnseen {
			r.unseen[r.page] += s
		}
		return nil
	}
	if r.room -= len(s); r.room < 0 {
		return documents.ErrTooMuchText
	}
	p.text.WriteString(s)
	n := 0
	for _, c := range s {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	if p.page == 0 {
		p.page = r.page
	}
	p.letters += n
	if on := r.run.bold; (on != nil && *on) || (on == nil && p.styleBold) {
		p.bold += n
	}
	size := r.run.size
	if size == 0 {
		size = p.styleSize
	}
	p.sizes[size] += n
	return nil
}

// What is kept of text that nobody sees, and how small it may be.
const (
	maxUnseen = 64 << 10
	minSize   = 1.5 // points
)

// coloured tells a shading that is neither white nor none.
func coloured(e parts.Element) bool {
	fill := parts.Attr(e, "fill")
	return fill != "" && fill != "auto" && !strings.EqualFold(fill, "FFFFFF") || parts.Attr(e, "themeFill") != ""
}

// isUnseen tells text that is hidden, too small, or white where the paper is:
// tables and text boxes may have a colour of their own.
func (r *docxReader) isUnseen(p *docxParagraph) bool {
	white := r.run.white && !r.run.shaded && !p.shaded && len(r.tables) == 0 && len(r.boxes) == 0
	return r.run.hidden || white || r.run.size > 0 && r.run.size < minSize
}

func (r *docxReader) End(name parts.Name) error {
	r.path.pop()
	if r.skip > 0 {
		r.skip--
		return nil
	}
	switch name.Local {
	case "p":
		return r.closeParagraph()
	case "r":
		r.run = docxRun{}
	case "checkBox":
		return r.write(box(r.ticked))
	case "tbl", "tr", "tc", "txbxContent":
		return r.tableEnd(name.Local)
	}
	return nil
}

func (r *docxReader) closeParagraph() error {
	p := r.now()
	if p == nil {
		return nil
	}
	r.paragraphs = r.paragraphs[:len(r.paragraphs)-1]
	if r.room -= documents.BlockCost; r.room < 0 {
		return documents.ErrTooMuchText
	}
	if b, ok := r.blockOf(p); ok {
		r.add(b)
	}
	r.land()
	return nil
}

// land puts what floats beside a paragraph after it.
func (r *docxReader) land() {
	if len(r.paragraphs) > 0 || len(r.boxes) > 0 {
		return
	}
	boxes := r.floating
	r.floating = nil
	for _, b := range boxes {
		r.add(b)
	}
}

// blockOf says what a finished paragraph is.
func (r *docxReader) blockOf(p *docxParagraph) (officeBlock, bool) {
	raw := p.text.String()
	text := strings.TrimSpace(raw)
	if text == "" {
		r.empty++
	}
	if text != "" && r.styles.is(p.style, tocName) {
		r.contents[p.page] += text + " "
		return officeBlock{}, false
	}
	if text == "" {
		return officeBlock{}, false
	}
	b := officeBlock{letters: p.letters, bold: p.bold, style: p.style, gap: r.empty, indent: len(raw) - len(strings.TrimLeft(raw, " "))}
	r.empty = 0
	b.Kind, b.Page = documents.Paragraph, p.page
	for size, n := range p.sizes {
		if best := p.sizes[b.size]; n > best || (n == best && size > b.size) {
			b.size = size
		}
	}
	if p.preset.Kind != "" {
		b.Kind, b.Level, b.Text = p.preset.Kind, p.preset.Level, p.preset.Text+text
		return b, true
	}
	level := r.styles.headingLevel(p.style)
	if p.outline > 0 {
		level = min(p.outline, 6)
	}
	numbers := p.numbers
	if numbers.id == "" {
		if numbers = r.styles.numPr(p.style); numbers.listed() {
			numbers = r.numbers.of(numbers, p.style)
		}
	}
	number := ""
	if numbers.listed() {
		number = r.numbers.next(numbers)
	}
	if number != "" {
		text = number + " " + text
	}
	b.Text = text
	switch {
	case level > 0:
		b.Kind, b.Level = documents.Heading, level
	case r.styles.is(p.style, titleName):
		b.Kind, b.Level = documents.Heading, 1
		if r.title == "" {
			r.title = text
		}
	case numbers.listed():
		b.Kind, b.Level = documents.Item, numbers.level+1
	}
	return b, true
}

// add puts a block where it belongs: into the open cell, beside the open
// paragraph, or into the text.
func (r *docxReader) add(b officeBlock) {
	switch {
	case len(r.tables) > 0:
		r.tables[len(r.tables)-1].add(b)
	case len(r.boxes) > 0:
		r.floating = append(r.floating, b)
	default:
		r.out = append(r.out, b)
	}
}
