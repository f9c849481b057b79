package pages

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a piece of text that is shown in one way.
type Span struct {
	Text string
	Kind string // "", "strong", "em", "code" or "mark"
}

// delimiters are the marks of the Markdown that is understood, the longer before the shorter.
var delimiters = []struct{ mark, kind string }{{"**", "strong"}, {"`", "code"}, {"*", "em"}}

// inline cuts a sentence into spans by a small part of Markdown: **bold**,
// *italic* and `code`, not nested. All else, such as tags and links, stays the
// text that it is. web/static/inline.js does the same in the browser.
func inline(text string) []Span {
	var out []Span
	plain := 0
	for i := 0; i < len(text); {
		s, size := delimited(text, i)
		if size == 0 {
			i++
			continue
		}
		if i > plain {
			out = append(out, Span{Text: text[plain:i]})
		}
		out = append(out, s)
		i += size
		plain = i
	}
	if plain < len(text) {
		out = append(out, Span{Text: text[plain:]})
	}
	return out
}

// delimited is the marked span that begins at i and its length with its marks, 0 for none.
func delimited(text string, i int) (Span, int) {
	for _, d := range delimiters {
		inner, ok := strings.CutPrefix(text[i:], d.mark)
		if !ok {
			continue
		}
		end := strings.Index(inner, d.mark)
		if end <= 0 || strings.TrimSpace(inner[:end]) != inner[:end] || strings.Contains(inner[:end], "*") && d.kind != "code" {
			return Span{}, 0
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(inner[end+len(d.mark):])
		if inWord(before) || inWord(after) {
			return Span{}, 0 // a sign of its own, as in 2*3*4
		}
		return Span{inner[:end], d.kind}, end + 2*len(d.mark)
	}
	return Span{}, 0
}

// inWord tells whether a character is part of a word or another mark.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '*' || r == '`' }
