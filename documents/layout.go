package documents

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What the readers of plain text and PDF share: both find lines first, gather
// them into chunks and turn chunks into Blocks here.

// chunk is a Block to be: its lines are not yet joined to running text.
type chunk struct {
	kind  Kind
	level int
	lines []string
	cells []string
	head  bool
	page  int
	look  int // headings that look the same share it
}

const (
	maxHeadingRunes = 140
	maxHeadingLines = 5
)

// blocksOf joins the lines of chunks, mends their words and drops empty ones.
func blocksOf(chunks []chunk, words *vocabulary) []Block {
	blocks := make([]Block, 0, len(chunks))
	for _, c := range joinBroken(chunks) {
		b := Block{Kind: c.kind, Level: c.level, Head: c.head, Page: c.page}
		if c.kind == Row {
			for _, cell := range c.cells {
				b.Cells = append(b.Cells, words.join([]string{cell}))
			}
		} else {
			b.Text = words.join(c.lines)
		}
		if b.Text != "" || len(b.Cells) > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// joinBroken puts a paragraph or item together again that a column or page
// break has cut: it ends in the middle of a sentence and the next one goes on.
func joinBroken(chunks []chunk) []chunk {
	out := chunks[:0:0]
	for _, c := range chunks {
		if n := len(out); n > 0 && continues(out[n-1], c) {
			out[n-1].lines = append(out[n-1].lines, c.lines...)
			continue
		}
		out = append(out, c)
	}
	return out
}

// nestLevels makes the headings' levels an outline without gaps: a heading is
// one deeper than the nearest one above that outranks it.
func nestLevels(chunks []chunk) {
	var open []int
	for i := range chunks {
		c := &chunks[i]
		if c.kind != Heading {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= c.level {
			open = open[:len(open)-1]
		}
		open = append(open, c.level)
		c.level = min(len(open), 6)
	}
}

// continues reports whether b goes on with a.
func continues(a, b chunk) bool {
	if a.kind == Heading && b.kind == Heading {
		return splitHeading(a, b)
	}
	cutHeading := b.kind == Heading && a.kind != Heading && len(a.lines) > 0 && endsInHyphen(a.lines[len(a.lines)-1])
	if (b.kind != Paragraph && !cutHeading) || (a.kind != Paragraph && a.kind != Item) || len(a.lines) == 0 || len(b.lines) == 0 {
		return false
	}
	text := strings.Join(a.lines[max(0, len(a.lines)-8):], " ")
	if endsSentence(text) || strings.HasSuffix(text, ":") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b.lines[0])
	if unicode.IsLower(first) {
		return len(a.lines) > 1 || isProse(text) || endsInHyphen(text) || strings.HasSuffix(text, ",")
	}
	return len(a.lines) > 2 && hasSentenceBreak(text) && len(b.lines) > 1 &&
		endsSentence(b.lines[len(b.lines)-1]) && unicode.IsUpper(first)
}

// splitHeading reports whether a column's end has cut one heading in two.
func splitHeading(a, b chunk) bool {
	first, _ := utf8.DecodeRuneInString(b.lines[0])
	return unicode.IsLower(first) && a.look == b.look && len(a.lines)+len(b.lines) <= maxHeadingLines
}

var (
	bulletPattern = regexp.MustCompile(`^([•■▪◾◼□▫●○◦‣►▸➢➤✓✔·∙⁃*–—-])(\s+|\t)(\S.*)$`)
	gluedBullet   = regexp.MustCompile(`^([•■▪◾◼●‣►➢➤])(\S.*)$`)
	numberPattern = regexp.MustCompile(`^(\(?(?:\d{1,3}|[a-zæøå]|[ivx]{1,4})[.)])\s+(\S.*)$`)
	depthPattern  = regexp.MustCompile(`^(?:§\s*)?(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(\S.*)$`)
	chapterStart  = regexp.MustCompile(`^(?i:kapitel|afsnit|bilag|del|chapter|appendix)\s+(\d{1,3}|[IVX]+|[A-Z])\b`)
	monthPattern  = regexp.MustCompile(`^\d{1,2}\. ?(?i:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)\b`)
	addressLike   = regexp.MustCompile(`(?i)https?://|www\.|\S@\S+\.`)
	pageLike      = regexp.MustCompile(`^(?i:side|s\.|page)?\s*[-–]?\s*\d{1,4}\s*[-–]?(\s*(?i:af|of|/)\s*\d{1,4})?$`)
)

// bullet cuts the bullet off a list item. A number stays, for it is text.
func bullet(line string) (text string, ok bool) {
	if m := bulletPattern.FindStringSubmatch(line); m != nil {
		return m[3], true
	}
	if m := gluedBullet.FindStringSubmatch(line); m != nil {
		return m[2], true
	}
	if numberPattern.MatchString(line) && !monthPattern.MatchString(line) {
		return line, true
	}
	return line, false
}

// numbering returns the depth of a heading's number: 1 for "2 Data", 2 for
// "2.1 Data", 0 without one.
func numbering(text string) int {
	if chapterStart.MatchString(text) {
		return 1
	}
	m := depthPattern.FindStringSubmatch(text)
	if m == nil || monthPattern.MatchString(text) {
		return 0
	}
	first, _ := utf8.DecodeRuneInString(m[2])
	if !unicode.IsUpper(first) {
		return 0
	}
	return 1 + strings.Count(m[1], ".")
}

// endsSentence reports whether text ends in a final mark, with or without a
// closing quote or bracket.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, ` "'”’»)]*`+"\u201c")
	return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") ||
		strings.HasSuffix(text, "?") || strings.HasSuffix(text, "…")
}

var sentenceBreak = regexp.MustCompile(`[\p{L}\d)"”»%]{2}[.!?]["”»)]? +["”»(]?\p{Lu}`)

// hasSentenceBreak reports whether a sentence ends and another begins inside text.
func hasSentenceBreak(text string) bool { return sentenceBreak.MatchString(text) }

// isProse reports whether text reads as sentences and not as a label.
func isProse(text string) bool {
	return endsSentence(text) && strings.Count(text, " ") >= 2 || hasSentenceBreak(text)
}

// headingText reports whether text, by itself, could be a heading: short, begun
// like a title, and neither a sentence nor a lead-in, address or page number.
func headingText(text string) bool {
	n := utf8.RuneCountInString(text)
	if n == 0 || n > maxHeadingRunes || !beginsTitle(text) || hasSentenceBreak(text) {
		return false
	}
	if strings.HasSuffix(text, "?") {
		return n <= 90 && !strings.Contains(text, ". ")
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(".,;:!…-–&*", last) || addressLike.MatchString(text) || pageLike.MatchString(text) {
		return false
	}
	return !endsOpen(text) && !monthPattern.MatchString(text)
}

// beginsTitle reports whether text begins with a capital, or with a number or
// quote that words follow.
func beginsTitle(text string) bool {
	trimmed := strings.TrimLeft(text, `"'”»(§ `)
	first, _ := utf8.DecodeRuneInString(trimmed)
	if unicode.IsDigit(first) {
		letters := 0
		for _, r := range trimmed {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		return letters >= 3
	}
	return unicode.IsUpper(first) || eLetterWord.MatchString(trimmed)
}

// eLetterWord matches words such as "e-Boks" and "eIDAS" that begin titles.
var eLetterWord = regexp.MustCompile(`^[ei]-?\p{Lu}`)

// openWords end a line whose sentence or title goes on.
var openWords = wordSet(`og eller samt i på til af for fra med ved om under over mellem efter før mod at en et den det de som der
er har kan skal vil bliver blive være hvor når hvis men fx bl.a. herunder via inden uden hos gennem sin sit sine deres`)

func endsOpen(text string) bool {
	return openWords[strings.ToLower(lastToken(text))]
}
