package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// group is a run of lines with no blank line or page break between them.
type group struct {
	lines []Line
	kind  documents.Kind
	class headingClass
	cells [][]string // Row: one slice a line
	head  bool       // Row: the first row names the columns
	runOn bool       // Heading: its section's text follows without a blank line
	start bool       // begins a page
	wide  int        // width of the widest line, while groups are split
}

func (g group) texts() []string { return Texts(g.lines) }
func (g group) text() string    { return strings.Join(g.texts(), " ") }
func (g group) widest() (w int) {
	for _, l := range g.lines {
		w = max(w, l.width())
	}
	return w
}

// Chunks turns lines into chunks, with headings and their levels.
func Chunks(lines []Line) []Chunk {
	width := usualWidth(lines)
	var groups []group
	for _, g := range splitGroups(lines, width) {
		groups = append(groups, splitGroup(g, width)...)
	}
	dropLoneStars(groups)
	markLoneHeadings(groups)
	levels := headingLevels(groups)
	var chunks []Chunk
	for i, g := range groups {
		chunks = append(chunks, chunksOf(g, levels[i])...)
	}
	NestLevels(chunks)
	return chunks
}

func chunksOf(g group, level int) []Chunk {
	page := g.lines[0].page
	if g.kind == documents.Row {
		var rows []Chunk
		for i, cells := range g.cells {
			rows = append(rows, Chunk{Kind: documents.Row, Cells: cells, Head: g.head && i == 0, Page: page})
		}
		return rows
	}
	return []Chunk{{Kind: g.kind, Level: level, Lines: g.texts(), Page: page}}
}

// splitGroups cuts at blank lines, page starts and list bullets, and makes the
// lines of unwrapped text groups of their own.
func splitGroups(lines []Line, width int) []group {
	var groups []group
	for _, l := range lines {
		n := len(groups)
		text, isItem := itemText(l, groups)
		if n == 0 || l.gap > 0 || l.start || isItem || breaksAfter(groups[n-1], l, width) {
			groups = append(groups, group{kind: documents.Paragraph, start: l.start})
			n++
		}
		if isItem {
			groups[n-1].kind = documents.Item
			l.mark, l.text = strings.TrimSuffix(l.text, text), text
		}
		groups[n-1].lines = append(groups[n-1].lines, l)
		groups[n-1].wide = max(groups[n-1].wide, l.width())
	}
	return groups
}

// itemText cuts a bullet off. A dash, star or number counts as one only where
// an item can begin, since wrapped text may have it first on a line by chance.
func itemText(l Line, before []group) (string, bool) {
	text, ok := Bullet(l.text)
	if !ok {
		return l.text, false
	}
	first, _ := utf8.DecodeRuneInString(l.text)
	weak := strings.ContainsRune("-–—*·", first) || text == l.text
	if !weak || l.gap > 0 || l.start || len(before) == 0 {
		return text, true
	}
	last := before[len(before)-1]
	end := last.lines[len(last.lines)-1].text
	if last.kind == documents.Item || strings.HasSuffix(end, ":") || danish.EndsSentence(end) {
		return text, true
	}
	return l.text, false
}

// breaksAfter reports whether l begins a paragraph though no blank line says so.
func breaksAfter(g group, l Line, width int) bool {
	last := g.lines[len(g.lines)-1]
	if width == 0 {
		return !underline.MatchString(l.text)
	}
	first, _ := utf8.DecodeRuneInString(l.text)
	ends := danish.EndsSentence(last.text) || strings.HasSuffix(last.text, ":")
	wide := g.wide
	if len(g.lines) < 4 {
		wide = max(wide, min(width, 60))
	}
	return ends && unicode.IsUpper(first) && wide-last.width() > max(wide/3, 12)
}

// splitGroup finds tables, underlined headings and headings run together with
// their text.
func splitGroup(g group, width int) []group {
	if g.kind == documents.Item {
		return []group{numberedHeading(g)}
	}
	if before, rows, after, ok := cutTable(g); ok {
		var out []group
		if len(before.lines) > 0 {
			out = append(out, splitGroup(before, width)...)
		}
		out = append(out, rows)
		if len(after.lines) > 0 {
			out = append(out, splitGroup(after, width)...)
		}
		return out
	}
	if head, rest, ok := cutUnderlined(g); ok {
		if len(rest.lines) == 0 {
			return []group{head}
		}
		return append([]group{head}, splitGroup(rest, width)...)
	}
	if entry, ok := cutContact(g); ok {
		return entry
	}
	return cutRunOn(g, width)
}

// numberedHeading turns "2.1 Baggrund" back from an item into a candidate.
func numberedHeading(g group) group {
	text := g.text()
	if Numbering(text) > 0 && len(g.lines) <= 2 && HeadingText(text) && utf8.RuneCountInString(text) < 80 {
		g.kind = documents.Paragraph
	}
	return g
}

// cutUnderlined takes a heading with a line of === or --- below it. Other rules
// made of signs are dropped: they hold no text.
func cutUnderlined(g group) (head, rest group, ok bool) {
	for i, l := range g.lines {
		if i > 2 || !underline.MatchString(l.text) {
			continue
		}
		head = group{lines: g.lines[:i], kind: documents.Heading, start: g.start, class: classDashes}
		if l.text[0] == '=' {
			head.class = classEquals
		}
		rest = group{lines: g.lines[i+1:], kind: documents.Paragraph}
		if i == 0 {
			return rest, group{}, len(rest.lines) > 0
		}
		return head, rest, true
	}
	return g, group{}, false
}

// cutRunOn takes headings that stand right above their text. Several may stand
// above each other.
func cutRunOn(g group, width int) []group {
	var out []group
	for len(out) < 3 {
		n := runOnLines(g, width, len(out) > 0)
		if n == 0 {
			break
		}
		head := group{lines: g.lines[:n], kind: documents.Heading, start: g.start, runOn: true, class: classRunOn}
		out = append(out, head)
		g = group{lines: g.lines[n:], kind: documents.Paragraph}
	}
	return append(out, g)
}

// runOnLines counts the lines at g's beginning that are a heading of the rest.
func runOnLines(g group, width int, again bool) int {
	wide := g.widest()
	if len(g.lines) < 4 {
		wide = max(wide, min(width, 60))
	}
	for n := 1; n < len(g.lines) && n <= MaxHeadingLines; n++ {
		last, next := g.lines[n-1], g.lines[n]
		if n > 1 && !continuesTitle(last.text) {
			return 0
		}
		if danish.EndsSentence(last.text) && !strings.HasSuffix(last.text, "?") {
			return 0
		}
		if !beginsSentence(next.text) {
			continue
		}
		slack := wide - last.width() - 1 - utf8.RuneCountInString(danish.FirstToken(next.text))
		if slack < 0 || (again && slack < wide/4) {
			return 0
		}
		if HeadingText(strings.Join(Texts(g.lines[:n]), " ")) && bodyFollows(g.lines[n:]) {
			return n
		}
		return 0
	}
	return 0
}

// continuesTitle reports whether a line can be a heading's second or later one.
func continuesTitle(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return !unicode.IsUpper(first) || eLetterWord.MatchString(line)
}

func beginsSentence(line string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, `"”»(§ `))
	return unicode.IsUpper(first) || unicode.IsDigit(first) || eLetterWord.MatchString(line)
}

// bodyFollows reports whether lines are sentences, maybe after another heading.
func bodyFollows(lines []Line) bool {
	text := strings.Join(Texts(lines), " ")
	return len(text) > 30 && (danish.EndsSentence(text) || strings.HasSuffix(text, ":") || HasSentenceBreak(text) || len(lines) > 3)
}

// dropLoneStars makes a single "* …" a paragraph: it is a footnote, not a list.
func dropLoneStars(groups []group) {
	for i := range groups {
		g := &groups[i]
		near := (i > 0 && groups[i-1].kind == documents.Item) || (i+1 < len(groups) && groups[i+1].kind == documents.Item)
		afterLead := i > 0 && strings.HasSuffix(groups[i-1].text(), ":")
		if first := &g.lines[0]; g.kind == documents.Item && !near && !afterLead && strings.HasPrefix(first.mark, "*") {
			g.kind = documents.Paragraph
			first.text = first.mark + first.text
		}
	}
}
