package danish

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token is one word, number or sign of a text.
type Token struct {
	Text       string // as folded by fold; numbers as canonical digits: "30000", "40,6"
	Raw        string // as it stands in the text
	Start, end int    // byte offsets in the text
	Number     bool
	Hyphen     bool // a piece of a hyphenated word
	Light      bool // of little weight in the question
}

// Tokenize cuts text into tokens, in order. "30.000" and "30 000" are one
// number, "%" is the word procent, "AI-forordningen" gives the whole word and
// its pieces, "og/eller" two words.
func Tokenize(text string) []Token {
	return AppendTokens(make([]Token, 0, len(text)/6+4), text) // Danish words, with what stands between them, are a little longer
}

// AppendTokens appends the tokens of a text, see [Tokenize], so that what reads
// many texts one after the other needs room for the longest alone.
func AppendTokens(out []Token, text string) []Token {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsDigit(r):
			end, canon := scanNumber(text, i)
			out = append(out, Token{Text: canon, Raw: text[i:end], Start: i, end: end, Number: true})
			i = end
		case unicode.IsLetter(r):
			end := scanWord(text, i)
			out = appendWord(out, text, i, end)
			i = end
		default:
			if w := sign(r); w != "" {
				out = append(out, Token{Text: w, Raw: text[i : i+size], Start: i, end: i + size})
			}
			i += size
		}
	}
	return out
}

func sign(r rune) string {
	switch r {
	case '%':
		return "procent"
	case '§':
		return "paragraf"
	case '€':
		return "euro"
	}
	return ""
}

// scanWord returns the end of the word at i: letters, digits and the marks
// inside a word (hyphen, soft hyphen, apostrophe), and abbreviations' inner
// stops ("f.eks").
func scanWord(text string, i int) int {
	end := i
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '\u00ad' {
			end += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[end+size:])
		inside := r == '-' || r == '‑' || r == '‐' || r == '\'' || r == '’'
		if inside && (unicode.IsLetter(next) || unicode.IsDigit(next)) && end > i {
			end += size
			continue
		}
		break
	}
	return end
}

// appendWord adds the word text[i:end] and, where it is hyphenated, its pieces.
func appendWord(out []Token, text string, i, end int) []Token {
	raw := text[i:end]
	if !strings.ContainsFunc(raw, inner) {
		return append(out, Token{Text: Fold(raw), Raw: raw, Start: i, end: end})
	}
	clean := strings.Map(func(r rune) rune {
		if r == '\u00ad' {
			return -1
		}
		if r == '‑' || r == '‐' {
			return '-'
		}
		if r == '’' {
			return '\''
		}
		return r
	}, raw)
	whole, pieces := joinPieces(clean)
	out = append(out, Token{Text: Fold(whole), Raw: raw, Start: i, end: end})
	if len(pieces) < 2 {
		return out
	}
	for _, p := range pieces {
		if f := Fold(p); f != "" {
			out = append(out, Token{Text: f, Raw: p, Start: i, end: end, Hyphen: true})
		}
	}
	return out
}

// inner tells whether a character stands inside words without being a letter.
func inner(r rune) bool {
	return r == '-' || r == '\'' || r == '‑' || r == '‐' || r == '’' || r == '\u00ad'
}

// joinPieces gives a hyphenated word written together, and its pieces; an
// apostrophe's ending ("AI's", "pc'en") is dropped.
func joinPieces(word string) (string, []string) {
	if k := strings.IndexByte(word, '\''); k > 0 && utf8.RuneCountInString(word[k+1:]) <= 3 {
		word = word[:k]
	}
	pieces := strings.FieldsFunc(word, func(r rune) bool { return r == '-' || r == '\'' })
	return strings.Join(pieces, ""), pieces
}

// Whole are tokens without the pieces of hyphenated ones.
func Whole(toks []Token) []Token {
	return slices.DeleteFunc(slices.Clone(toks), func(t Token) bool { return t.Hyphen })
}

// Folded are the folded words of tokens, hyphenated ones once.
func Folded(toks []Token) []string {
	out := make([]string, 0, len(toks))
	for _, t := range toks {
		if !t.Hyphen {
			out = append(out, t.Text)
		}
	}
	return out
}

// StartsUpper tells whether a word begins with a capital.
func StartsUpper(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r)
	}
	return false
}
