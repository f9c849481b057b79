package pdf

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// stands reports whether a look stands out from the body's.
func stands(look, body pdfLook) bool {
	return look.size >= body.size*1.12 || (look.bold && !body.bold && look.size >= body.size*0.95)
}

func isPDFHeading(groups []pdfGroup, i int, body pdfLook) bool {
	g := groups[i]
	text := g.text()
	if len(g.lines) > layout.MaxHeadingLines || utf8.RuneCountInString(text) > layout.MaxHeadingRunes || countLetters(text) < 3 {
		return false
	}
	if gapped(g.lines[0]) || layout.HasSentenceBreak(text) || layout.PageLike.MatchString(text) || layout.AddressLike.MatchString(text) {
		return false
	}
	if !stands(g.look, body) {
		return len(g.lines) <= 2 && i+1 < len(groups) && layout.HeadingText(text) && (layout.Numbering(text) > 0 ||
			danish.IsUpperWord(text) && countLetters(text) > 3 || standsAlone(groups, i))
	}
	if g.look.size >= body.size*1.12 {
		return !danish.EndsSentence(text) || strings.HasSuffix(text, "?") || utf8.RuneCountInString(text) < 40
	}
	return layout.HeadingText(text) || (strings.HasSuffix(text, ":") && utf8.RuneCountInString(text) < 60)
}

// gapped reports whether a line is names that stand side by side, as in a drawing or
// at the top of a table: a heading has a gap after its number alone, and that of its line.
func gapped(l pdfLine) bool {
	names := slices.Clone(l.cells)
	for len(names) > 0 && (isMark(names[0].text) || countLetters(names[0].text) == 0) {
		names = names[1:]
	}
	return len(names) > 1 && layout.Numbering(l.text) == 0 && !strings.ContainsFunc(names[0].text, unicode.IsDigit)
}

var captions = regexp.MustCompile(`^(?i:figur|tabel|kilde|note|billede|foto|fig\.)\b`)

// standsAlone reports whether a group in the body's look is a heading by its
// place: a title between a text that is finished and one that begins.
func standsAlone(groups []pdfGroup, i int) bool {
	if captions.MatchString(groups[i].text()) || !strings.Contains(groups[i].text(), " ") {
		return false
	}
	next := groups[i+1]
	after := next.text()
	first, _ := utf8.DecodeRuneInString(after)
	if next.kind != documents.Paragraph || len(next.lines) < 2 || !layout.IsProse(after) || !unicode.IsUpper(first) {
		return false
	}
	return i == 0 || groups[i-1].kind == documents.Item || groups[i-1].kind == documents.Heading || danish.EndsSentence(groups[i-1].text())
}

// lookLevels numbers the looks of headings from 1, the biggest first. Sizes
// within four per cent are one: they are rounded, not meant.
func lookLevels(groups []pdfGroup) map[pdfLook]int {
	levels := map[pdfLook]int{}
	var looks []pdfLook
	for _, g := range groups {
		if g.kind == documents.Heading && !slices.Contains(looks, g.look) {
			looks = append(looks, g.look)
		}
	}
	slices.SortFunc(looks, func(a, b pdfLook) int {
		return cmp.Or(cmp.Compare(b.size, a.size), cmp.Compare(boolRank(a.bold), boolRank(b.bold)),
			cmp.Compare(boolRank(b.italic), boolRank(a.italic)))
	})
	level := 0
	for i, look := range looks {
		if i == 0 || look.bold != looks[i-1].bold || look.italic != looks[i-1].italic || look.size < looks[i-1].size*0.96 {
			level++
		}
		levels[look] = level
	}
	return levels
}

func boolRank(bold bool) int {
	if bold {
		return 0
	}
	return 1
}
