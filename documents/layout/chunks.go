// Package layout makes blocks of lines that nothing marks but their looks, for
// the readers of plain text, PDF and badly marked office files. Start with
// [Split], [Chunks] and [Blocks].
package layout

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/hyphens"
)

// What the readers of plain text and PDF share: both find lines first, gather
// them into chunks and turn chunks into Blocks here.

// Chunk is a Block to be: its lines are not yet joined to running text.
type Chunk struct {
	Kind  documents.Kind
	Level int
	Lines []string
	Cells []string
	Head  bool
	Page  int
	Look  int // headings that look the same share it
}

const (
	MaxHeadingRunes = 140
	MaxHeadingLines = 5
)

// Blocks joins the lines of chunks, mends their words and drops empty ones.
func Blocks(chunks []Chunk, words *hyphens.Vocabulary) []documents.Block {
	blocks := make([]documents.Block, 0, len(chunks))
	for _, c := range joinBroken(chunks) {
		b := documents.Block{Kind: c.Kind, Level: c.Level, Head: c.Head, Page: c.Page}
		if c.Kind == documents.Row {
			for _, cell := range c.Cells {
				b.Cells = append(b.Cells, words.Join(strings.Split(cell, "\n")))
			}
		} else {
			b.Text = words.Join(c.Lines)
		}
		if b.Text != "" || len(b.Cells) > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// joinBroken puts a paragraph or item together again that a column or page
// break has cut: it ends in the middle of a sentence and the next one goes on.
func joinBroken(chunks []Chunk) []Chunk {
	out := chunks[:0:0]
	for _, c := range chunks {
		if n := len(out); n > 0 && continues(out[n-1], c) {
			out[n-1].Lines = append(out[n-1].Lines, c.Lines...)
			continue
		}
		out = append(out, c)
	}
	return out
}

// NestLevels makes the headings' levels an outline without gaps: a heading is
// one deeper than the nearest one above that outranks it.
func NestLevels(chunks []Chunk) {
	var open []int
	for i := range chunks {
		c := &chunks[i]
		if c.Kind != documents.Heading {
			continue
		}
		for len(open) > 0 && open[len(open)-1] >= c.Level {
			open = open[:len(open)-1]
		}
		open = append(open, c.Level)
		c.Level = min(len(open), 6)
	}
}

// continues reports whether b goes on with a.
func continues(a, b Chunk) bool {
	if a.Kind == documents.Heading && b.Kind == documents.Heading {
		return splitHeading(a, b)
	}
	cutHeading := b.Kind == documents.Heading && a.Kind != documents.Heading && len(a.Lines) > 0 && danish.EndsInHyphen(a.Lines[len(a.Lines)-1])
	if (b.Kind != documents.Paragraph && !cutHeading) || (a.Kind != documents.Paragraph && a.Kind != documents.Item) || len(a.Lines) == 0 || len(b.Lines) == 0 {
		return false
	}
	text := strings.Join(a.Lines[max(0, len(a.Lines)-8):], " ")
	if danish.EndsSentence(text) || strings.HasSuffix(text, ":") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b.Lines[0])
	if unicode.IsLower(first) {
		return len(a.Lines) > 1 || IsProse(text) || danish.EndsInHyphen(text) || strings.HasSuffix(text, ",")
	}
	return len(a.Lines) > 2 && HasSentenceBreak(text) && len(b.Lines) > 1 &&
		danish.EndsSentence(b.Lines[len(b.Lines)-1]) && unicode.IsUpper(first)
}

// splitHeading reports whether a column's end has cut one heading in two.
func splitHeading(a, b Chunk) bool {
	first, _ := utf8.DecodeRuneInString(b.Lines[0])
	return unicode.IsLower(first) && a.Look == b.Look && len(a.Lines)+len(b.Lines) <= MaxHeadingLines
}

var (
	bulletPattern = regexp.MustCompile(`^([•■▪◾◼□▫●○◦‣►▸➢➤✓✔·∙⁃*–—-])(\s+|\t)(\S.*)$`)
	gluedBullet   = regexp.MustCompile(`^([•■▪◾◼●‣►➢➤])(\S.*)$`)
	numberPattern = regexp.MustCompile(`^(\(?(?:\d{1,3}|[a-zæøå]|[ivx]{1,4})[.)])\s+(\S.*)$`)
	depthPattern  = regexp.MustCompile(`^(?:§\s*)?(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(\S.*)$`)
	chapterStart  = regexp.MustCompile(`^(?i:kapitel|afsnit|bilag|del|chapter|appendix)\s+(\d{1,3}|[IVX]+|[A-Z])\b`)
	monthPattern  = regexp.MustCompile(`^\d{1,2}\. ?` + danish.MonthPattern + `\b`)
	AddressLike   = regexp.MustCompile(`(?i)https?://|www\.|\S@\S+\.`)
	PageLike      = regexp.MustCompile(`^(?i:side|s\.|page)?\s*[-–]?\s*\d{1,4}\s*[-–]?(\s*(?i:af|of|/)\s*\d{1,4})?$`)
)

// Bullet cuts the bullet off a list item. A number stays, for it is text.
func Bullet(line string) (text string, ok bool) {
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

// Numbering returns the depth of a heading's number: 1 for "2 Data", 2 for
// "2.1 Data", 0 without one.
func Numbering(text string) int {
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

var sentenceBreak = regexp.MustCompile(`[\p{L}\d)"”»%]{2}[.!?]["”»)]? +["”»(]?\p{Lu}`)

// HasSentenceBreak reports whether a sentence ends and another begins inside text.
func HasSentenceBreak(text string) bool { return sentenceBreak.MatchString(text) }

// IsProse reports whether text reads as sentences and not as a label.
func IsProse(text string) bool {
	return danish.EndsSentence(text) && strings.Count(text, " ") >= 2 || HasSentenceBreak(text)
}

// HeadingText reports whether text, by itself, could be a heading: short, begun
// like a title, and neither a sentence nor a lead-in, address or page number.
func HeadingText(text string) bool {
	n := utf8.RuneCountInString(text)
	if n == 0 || n > MaxHeadingRunes || !beginsTitle(text) || HasSentenceBreak(text) {
		return false
	}
	if strings.HasSuffix(text, "?") {
		return n <= 90 && !strings.Contains(text, ". ")
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(".,;:!…-–&*", last) || AddressLike.MatchString(text) || PageLike.MatchString(text) {
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
var openWords = danish.WordSet(`og eller samt i på til af for fra med ved om under over mellem efter før mod at en et den det de som der
er har kan skal vil bliver blive være hvor når hvis men fx bl.a. herunder via inden uden hos gennem sin sit sine deres`)

func endsOpen(text string) bool {
	return openWords[strings.ToLower(danish.LastToken(text))]
}

// OnlyTitle is the first heading where it stands alone on the top level, and so
// names the whole document; "" where the headings are its chapters.
func OnlyTitle(blocks []documents.Block) string {
	title := ""
	for i, b := range blocks {
		switch {
		case b.Kind != documents.Heading || b.Level > 1:
			continue
		case title != "" || i > 2:
			return ""
		}
		title = b.Text
	}
	return title
}
