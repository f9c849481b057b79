package office

import (
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// slideReader turns one slide, notes page or diagram into blocks. Titles are
// kept apart, since they may stand anywhere in the file.
type slideReader struct {
	notes   bool // a notes page
	diagram bool // every paragraph is an item

	titles []documents.Block
	blocks []documents.Block
	hidden bool

	running strings.Builder // dates, feet and numbers of slides
	field   bool            // within one that the program fills in

	room    int
	path    xmlPath
	skip    int
	holder  string   // kind of placeholder; "" is an ordinary text box
	held    bool     // in a placeholder
	fonts   []string // of the run
	para    strings.Builder
	level   int
	bullet  bool
	marked  bool // the paragraph says whether it has a bullet
	rows    [][]string
	heads   bool // the first row names the columns
	inTable bool
}

func (r *slideReader) Start(e parts.Element) error {
	name := e.Name.Local
	r.path.push(name)
	if r.skip > 0 || name == "Fallback" {
		r.skip++
		return nil
	}
	switch name {
	case "fld":
		r.field = parts.Attr(e, "type") != "" && !strings.HasPrefix(parts.Attr(e, "type"), "text")
	case "sld":
		r.hidden = parts.Attr(e, "show") == "0" || parts.Attr(e, "show") == "false"
	case "sp":
		r.holder, r.held = "", false
	case "ph":
		r.holder, r.held = parts.Attr(e, "type"), true
	case "p":
		r.para.Reset()
		r.level, r.marked, r.bullet = 1, false, false
	case "pPr":
		r.level = smallInt(parts.Attr(e, "lvl")) + 1
	case "buNone":
		r.marked, r.bullet = true, false
	case "buChar", "buAutoNum", "buBlip":
		r.marked, r.bullet = true, true
	case "br", "tab":
		return r.write(" ")
	case "r":
		r.fonts = r.fonts[:0]
	case "latin", "ea", "cs", "sym":
		if r.path.parent() == "rPr" {
			r.fonts = append(r.fonts, parts.Attr(e, "typeface"))
		}
	default:
		return r.table(e)
	}
	return nil
}

func (r *slideReader) table(e parts.Element) error {
	switch e.Name.Local {
	case "tbl":
		r.inTable, r.heads, r.rows = true, false, nil
	case "tblPr":
		r.heads = parts.Attr(e, "firstRow") == "1" || parts.Attr(e, "firstRow") == "true"
	case "tr":
		r.rows = append(r.rows, nil)
		r.room -= documents.BlockCost
	case "tc":
		if r.room -= documents.BlockCost; r.room < 0 {
			return documents.ErrTooMuchText
		}
		if len(r.rows) == 0 {
			return nil
		}
		row := &r.rows[len(r.rows)-1]
		text := ""
		if down := parts.Attr(e, "vMerge"); (down == "1" || down == "true") && len(r.rows) > 1 && len(*row) < len(r.rows[len(r.rows)-2]) {
			text = r.rows[len(r.rows)-2][len(*row)]
			r.room -= len(text)
		}
		*row = append(*row, text)
	}
	return nil
}

func (r *slideReader) Text(s string) error {
	if r.skip > 0 || len(r.path) == 0 || r.path[len(r.path)-1] != "t" {
		return nil
	}
	if r.field {
		r.running.WriteString(s + " ")
		return nil
	}
	return r.write(s)
}

func (r *slideReader) shown(s string) string {
	for _, font := range r.fonts {
		s = withSigns(font, s)
		if sign := signOf(font, loneSign(s)); sign != 0 {
			s = string(sign)
		}
	}
	return s
}

// loneSign is the one character of a run, for which programs write the number
// of a sign without its private area; 0 for letters of English and more of them.
func loneSign(s string) rune {
	c, n := utf8.DecodeRuneInString(s)
	if n != len(s) || c < 0x80 {
		return 0
	}
	return c
}

func (r *slideReader) write(s string) error {
	if r.room -= len(s); r.room < 0 {
		return documents.ErrTooMuchText
	}
	r.para.WriteString(s)
	return nil
}

func (r *slideReader) End(name parts.Name) error {
	r.path.pop()
	if r.skip > 0 {
		r.skip--
		return nil
	}
	switch name.Local {
	case "p":
		if r.room -= documents.BlockCost; r.room < 0 {
			return documents.ErrTooMuchText
		}
		r.paragraph()
	case "tbl":
		for i, cells := range r.rows {
			r.blocks = append(r.blocks, documents.Block{Kind: documents.Row, Cells: cells, Head: i == 0 && r.heads && len(r.rows) > 1})
		}
		r.inTable, r.rows = false, nil
	case "fld":
		r.field = false
	case "sp":
		r.holder, r.held = "", false
	}
	return nil
}

// paragraph puts a finished paragraph where its shape says.
func (r *slideReader) paragraph() {
	text := strings.TrimSpace(r.para.String())
	r.para.Reset()
	if text == "" {
		return
	}
	if r.inTable {
		if n := len(r.rows); n > 0 && len(r.rows[n-1]) > 0 {
			cell := &r.rows[n-1][len(r.rows[n-1])-1]
			*cell = strings.TrimSpace(*cell + " " + text)
		}
		return
	}
	b := documents.Block{Kind: documents.Paragraph, Text: text}
	switch r.holder {
	case "ctrTitle", "title":
		r.heading(text)
		return
	case "dt", "ftr", "sldNum", "hdr":
		r.running.WriteString(text + " ")
		return
	}
	listed := r.held && (r.holder == "" || r.holder == "body" || r.holder == "obj") && !r.notes
	if r.diagram || (r.marked && r.bullet) || (!r.marked && listed) {
		b.Kind, b.Level = documents.Item, r.level
	}
	r.blocks = append(r.blocks, b)
}

// heading joins the lines of a slide's title. That of a title slide stands
// above those of the others.
func (r *slideReader) heading(text string) {
	level := 2
	if r.holder == "ctrTitle" {
		level = 1
	}
	if n := len(r.titles); n > 0 {
		r.titles[n-1].Text += " " + text
		return
	}
	r.titles = append(r.titles, documents.Block{Kind: documents.Heading, Level: level, Text: text})
}

// inferTitle makes a heading of the first text of a slide that marks no title,
// where it reads as one and other text follows.
func (r *slideReader) inferTitle() {
	if len(r.titles) > 0 || len(r.blocks) < 2 {
		return
	}
	first := r.blocks[0]
	if first.Kind == documents.Paragraph && utf8.RuneCountInString(first.Text) <= maxSlideTitle && layout.HeadingText(documents.CleanText(first.Text)) {
		first.Kind, first.Level = documents.Heading, 2
		r.titles, r.blocks = []documents.Block{first}, r.blocks[1:]
	}
}

// maxSlideTitle is how many runes the title of a slide has at most.
const maxSlideTitle = 90
