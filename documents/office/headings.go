package office

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/hyphens"
	"github.com/digitaskforce/taskforce/documents/layout"
)

// Documents made without heading styles: headings are told by their looks, and
// lines pasted from a PDF are joined to paragraphs.

// officeLook is what sets a heading's level: the bigger and bolder, the higher.
type officeLook struct {
	size float64
	bold bool
}

func (b officeBlock) look() officeLook {
	return officeLook{b.size, b.letters > 0 && b.bold == b.letters}
}

// inferHeadings makes headings of short paragraphs that are set bolder or
// bigger than the text and stand above some. It leaves a document alone that
// has headings of its own besides a title.
func inferHeadings(blocks []officeBlock) {
	top := 0
	for _, b := range blocks {
		if b.Kind == documents.Heading {
			if b.Level > 1 || top > 0 {
				return
			}
			top = 1
		}
	}
	body := bodyOfficeLook(blocks)
	var looks []officeLook
	var found []int
	for i := range slices.Backward(blocks) {
		if !standsOut(blocks, i, body) {
			continue
		}
		found = append(found, i)
		blocks[i].Kind = documents.Heading // so that the one above sees it
		if look := blocks[i].look(); !slices.Contains(looks, look) {
			looks = append(looks, look)
		}
	}
	slices.SortFunc(looks, func(a, b officeLook) int {
		if c := cmp.Compare(b.size, a.size); c != 0 {
			return c
		}
		if a.bold != b.bold && a.bold {
			return -1
		}
		return 1
	})
	for _, i := range found {
		blocks[i].Level = min(top+slices.Index(looks, blocks[i].look())+1, 6)
	}
}

// bodyOfficeLook is how most letters are set.
func bodyOfficeLook(blocks []officeBlock) officeLook {
	letters := map[officeLook]int{}
	for _, b := range blocks {
		if b.Kind == documents.Paragraph || b.Kind == documents.Item {
			letters[b.look()] += b.letters
		}
	}
	var body officeLook
	for look, n := range letters {
		if best := letters[body]; n > best || (n == best && look.size < body.size) {
			body = look
		}
	}
	return body
}

// standsOut reports whether blocks[i] is set as a heading of what follows it.
func standsOut(blocks []officeBlock, i int, body officeLook) bool {
	b := blocks[i]
	look := b.look()
	if b.Kind != documents.Paragraph || b.letters == 0 || utf8.RuneCountInString(b.Text) > 120 || strings.ContainsRune(".,;:", lastRune(b.Text)) {
		return false
	}
	if look.size <= body.size*1.08 && (!look.bold || body.bold || look.size < body.size) {
		return false
	}
	if i+1 >= len(blocks) {
		return false
	}
	next := blocks[i+1]
	return next.Kind != documents.Paragraph || next.look() != look
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// mendBrokenLines handles a file in which every line of a PDF has become a
// paragraph: it is read as text. Other files give nil.
func mendBrokenLines(blocks []officeBlock) []documents.Block {
	const enough = 20
	broken, plain, size := 0, 0, 0
	for _, b := range blocks {
		if b.Kind == documents.Heading || b.Kind == documents.Row {
			return nil
		}
		if first, _ := utf8.DecodeRuneInString(b.Text); unicode.IsLower(first) && b.Kind == documents.Paragraph {
			broken++
		}
		plain++
		size += utf8.RuneCountInString(b.Text)
	}
	if plain < enough || broken*5 < plain*2 || size > 120*plain {
		return nil
	}
	var text strings.Builder
	for i, b := range blocks {
		if i > 0 && b.Page > blocks[i-1].Page {
			text.WriteByte('\f')
		}
		text.WriteString(strings.Repeat("\n", min(b.gap, 3)) + strings.Repeat(" ", min(b.indent, 40)))
		text.WriteString(b.Text)
		text.WriteByte('\n')
	}
	lines, _ := layout.Split(danish.Normalise(text.String()))
	return layout.Blocks(layout.Chunks(lines), hyphens.New(layout.Texts(lines)))
}
