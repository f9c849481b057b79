package pdf

import (
	"context"

	"github.com/ledongthuc/pdf"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/pdf/signs"
)

// glyphs tells what glyphs stand for by their names, which the engine does not
// give. The file is opened for them with the first that is asked for.
type glyphs struct {
	ctx   context.Context
	in    documents.Input
	asked bool
	pages []map[glyph]string
}

// glyph is a code in a font of a page.
type glyph struct {
	font string
	code rune
}

// text is what a glyph stands for; "" where its name does not tell.
func (g *glyphs) text(page int, at glyph) string {
	if !g.asked {
		g.asked = true
		g.pages, _ = aside(g.ctx, g.in, func(_ context.Context, reader *pdf.Reader) (pages []map[glyph]string, _ error) {
			for _, page := range plainPages(reader, g.in.Limits.Pages) {
				named := map[glyph]string{}
				nameGlyphs(page.Resources(), maxFormDepth, named)
				pages = append(pages, named)
			}
			return pages, nil
		})
	}
	if page >= len(g.pages) {
		return ""
	}
	return g.pages[page][glyph{fontName(at.font), at.code}]
}

// maxFormDepth bounds forms within forms, which may hold themselves.
const maxFormDepth = 3

// nameGlyphs reads the names of the glyphs of the fonts in resources, and of
// those in the forms there. Of two fonts of one name in which a code stands for
// different signs, the engine does not say which it means.
func nameGlyphs(resources pdf.Value, depth int, named map[glyph]string) {
	for _, key := range resources.Key("Font").Keys() {
		font := resources.Key("Font").Key(key)
		name, code := fontName(font.Key("BaseFont").Name()), rune(0)
		differences := font.Key("Encoding").Key("Differences")
		for i := range differences.Len() {
			item := differences.Index(i)
			if item.Kind() == pdf.Integer {
				code = rune(item.Int64()) //nolint:gosec // what is no code is not asked for
				continue
			}
			at, text := glyph{name, code}, signs.Glyph(item.Name())
			if former, known := named[at]; known && former != text {
				text = ""
			}
			named[at] = text
			code++
		}
	}
	if depth == 0 {
		return
	}
	for _, key := range resources.Key("XObject").Keys() {
		nameGlyphs(resources.Key("XObject").Key(key).Key("Resources"), depth-1, named)
	}
}

// fontName is a font's name without the letters that tell its subset.
func fontName(name string) string {
	const subset = len("ABCDEF+")
	if len(name) > subset && name[subset-1] == '+' {
		return name[subset:]
	}
	return name
}

// spell puts what glyphs stand for that the engine knows by their code alone,
// and returns the signs that follow the first of each, by its index. Plain signs
// are not asked for: nearly all of a page are, and each question costs.
func (p pageReader) spell(runes []rune) map[int][]rune {
	joined := map[int][]rune{}
	for i := range runes {
		if plain := runes[i] >= ' ' && runes[i] <= '~'; plain || !p.direct.unmapped(i) {
			continue
		}
		font, _ := p.direct.font(i)
		if text := []rune(p.instance.glyphs.text(p.number, glyph{font, p.direct.unicode(i)})); len(text) > 0 {
			runes[i], joined[i] = text[0], text[1:]
		}
	}
	return joined
}

// expand puts the signs of a glyph that has several behind its first, each with
// its box, as the engine does with those that it knows.
func expand(chars []pdfChar, joined map[int][]rune) []pdfChar {
	if len(joined) == 0 {
		return chars
	}
	var out []pdfChar
	for _, c := range chars {
		out = append(out, c)
		for _, r := range joined[c.index] {
			next := c
			next.r = r
			out = append(out, next)
		}
	}
	return out
}
