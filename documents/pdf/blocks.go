package pdf

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// pdfLook is what sets a heading's level: the bigger and bolder, the higher.
type pdfLook struct {
	size         float64
	bold, italic bool
}

func (l pdfLine) look() pdfLook { return pdfLook{l.size, l.bold, l.italic} }

// pdfGroup is a run of lines that belong together by place and looks.
type pdfGroup struct {
	lines []pdfLine
	kind  documents.Kind
	look  pdfLook
	tag   tag
}

func (g pdfGroup) texts() []string { return pdfTexts(g.lines) }
func (g pdfGroup) text() string    { return strings.Join(g.texts(), " ") }

// pdfChunks groups the lines of a document and tells headings, items and rows.
func pdfChunks(lines []pdfLine, pages int) []layout.Chunk {
	mendTags(lines)
	body := bodyLook(lines)
	pitch := usualPitch(lines)
	tagged := trustTags(lines, pages, body)
	groups := groupLines(lines, body, pitch, tagged)
	for i := range groups {
		if groups[i].kind == documents.Paragraph && !tagged && isPDFHeading(groups, i, body) {
			groups[i].kind = documents.Heading
		}
	}
	levels := lookLevels(groups)
	var chunks []layout.Chunk
	margin := 0.0
	for i, g := range groups {
		c := layout.Chunk{Kind: g.kind, Lines: g.texts(), Page: g.lines[0].page}
		switch g.kind {
		case documents.Heading:
			c.Lines[0] = gluedNumber.ReplaceAllString(c.Lines[0], "$1 $2")
			if tagged {
				c.Level, c.Look = g.tag.level+1, g.tag.level+1 // the title is 0
				break
			}
			c.Level = levels[g.look]
			c.Look = c.Level
			if depth := layout.Numbering(g.text()); depth > 1 && c.Level > 0 {
				c.Level += 10 * (depth - 1) // below its own number's parent, whatever its looks
			}
		case documents.Item:
			if i == 0 || groups[i-1].kind != documents.Item {
				margin = g.lines[0].x0
			}
			if c.Level = itemDepth(g.lines[0], margin); g.tag.item() {
				c.Level = g.tag.level
			}
			if c.Lines[0], _ = layout.Bullet(c.Lines[0]); len(c.Lines) == 1 && onlyBullet(c.Lines[0]) {
				continue
			}
		case documents.Row:
			chunks = append(chunks, rowChunks(g)...)
			continue
		}
		chunks = append(chunks, c)
	}
	layout.NestLevels(chunks)
	return chunks
}

// gluedNumber matches a heading's number whose gap was too small for a space.
var gluedNumber = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2}){0,4}\.)(\p{Lu})`)

// onlyBullet reports whether a list item has no text.
func onlyBullet(text string) bool {
	rest, ok := layout.Bullet(text + " x")
	return ok && rest == "x"
}

func itemDepth(l pdfLine, margin float64) int {
	return 1 + min(max(int((l.x0-margin)/math.Max(l.size, 6)+0.3), 0), 3)
}

// bodyLook is the look that most letters of the document have.
func bodyLook(lines []pdfLine) pdfLook {
	count := map[pdfLook]int{}
	for _, l := range lines {
		count[l.look()] += utf8.RuneCountInString(l.text)
	}
	var best pdfLook
	for look, n := range count {
		if n > count[best] || (n == count[best] && look.size < best.size) {
			best = look
		}
	}
	return best
}

// usualPitch is the usual distance of two lines of a paragraph, in font sizes.
func usualPitch(lines []pdfLine) float64 {
	var ratios []float64
	for i := 1; i < len(lines); i++ {
		a, b := lines[i-1], lines[i]
		if a.column != b.column || a.page != b.page || a.size != b.size || a.size <= 0 {
			continue
		}
		if r := (a.base - b.base) / a.size; r > 0.5 && r < 2.5 {
			ratios = append(ratios, r)
		}
	}
	if len(ratios) == 0 {
		return 1.3
	}
	slices.Sort(ratios)
	return ratios[len(ratios)*4/10]
}

func groupLines(lines []pdfLine, body pdfLook, pitch float64, tagged bool) []pdfGroup {
	var groups []pdfGroup
	edge := columnEdges(lines)
	for i := 0; i < len(lines); i++ {
		if rows := rowsAt(lines[i:]); rows > 0 {
			groups = append(groups, pdfGroup{lines: lines[i : i+rows], kind: documents.Row})
			i += rows - 1
			continue
		}
		if rows := tableAt(lines[i:]); rows > 0 {
			table := slices.Clone(lines[i : i+rows])
			if n := len(groups); n > 0 && groups[n-1].kind == documents.Paragraph && len(groups[n-1].lines) == 1 {
				if head, ok := headerRow(groups[n-1].lines[0], table[0]); ok {
					table = append([]pdfLine{head}, table...)
					groups = groups[:n-1]
				}
			}
			groups = append(groups, pdfGroup{lines: table, kind: documents.Row})
			i += rows - 1
			continue
		}
		l := lines[i]
		if !tagged && (l.tag.heading() || looksLikeHeading(l, body)) {
			l.tag = tag{}
		}
		if n := len(groups); n == 0 || groups[n-1].kind == documents.Row || parts(groups[n-1], l, edge, pitch) {
			g := pdfGroup{kind: documents.Paragraph, look: l.look(), tag: l.tag}
			if l.tag.heading() || l.tag.item() {
				g.kind = l.tag.kind
			} else if text, ok := layout.Bullet(l.text); ok && (text != l.text || !looksLikeHeading(l, body)) {
				g.kind = documents.Item
			}
			groups = append(groups, g)
		}
		g := &groups[len(groups)-1]
		g.lines = append(g.lines, l)
	}
	return groups
}

func looksLikeHeading(l pdfLine, body pdfLook) bool {
	return stands(l.look(), body) && layout.HeadingText(l.text) && !strings.HasPrefix(l.text, "–")
}

type columnKey struct{ page, column int }
type edges struct{ left, right float64 }

func columnEdges(lines []pdfLine) map[columnKey]edges {
	found := map[columnKey]edges{}
	for _, l := range lines {
		key := columnKey{l.page, l.column}
		e, ok := found[key]
		if !ok {
			e = edges{l.x0, l.x1}
		}
		found[key] = edges{math.Min(e.left, l.x0), math.Max(e.right, l.x1)}
	}
	return found
}

// parts reports whether l begins a new group after g.
func parts(g pdfGroup, l pdfLine, edge map[columnKey]edges, pitch float64) bool {
	last := g.lines[len(g.lines)-1]
	if apart, known := tagsPart(last.tag, l.tag); known {
		return apart
	}
	if last.page != l.page || last.column != l.column {
		return true
	}
	if math.Abs(last.size-l.size) > 0.6 || last.bold != l.bold || last.italic != l.italic {
		return !(g.kind == documents.Item && math.Abs(last.size-l.size) <= 0.6)
	}
	if labelled(last) || labelled(l) {
		return true
	}
	distance := (last.base - l.base) / math.Max(last.size, 1)
	if distance > math.Max(pitch*1.3, pitch+0.25) || distance < 0 {
		return true
	}
	if text, ok := layout.Bullet(l.text); ok && (text != l.text || g.kind == documents.Item || danish.EndsSentence(last.text) || strings.HasSuffix(last.text, ":")) {
		return true
	}
	return endsParagraph(g, last, l, edge[columnKey{l.page, l.column}])
}

// labelled reports whether a line is a field of a form: its label and what is
// filled in beside it.
func labelled(l pdfLine) bool {
	return len(l.cells) > 1 && strings.HasSuffix(l.cells[0].text, ":")
}

// endsParagraph tells a new paragraph without more space above it by the line
// before, which stops early, or by its own indent.
func endsParagraph(g pdfGroup, last, l pdfLine, e edges) bool {
	first, _ := utf8.DecodeRuneInString(l.text)
	if !danish.EndsSentence(last.text) || unicode.IsLower(first) {
		return false
	}
	indented := l.x0-last.x0 > 0.8*l.size && l.x0-e.left > 0.8*l.size && g.kind != documents.Item
	return indented || e.right-last.x1 > 0.35*(e.right-e.left)
}

func countLetters(text string) (n int) {
	for _, r := range text {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func isUpperLetter(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}
