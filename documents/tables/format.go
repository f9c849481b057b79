package tables

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// format says how the numbers of a cell are shown: the code of spreadsheets, as
// `#,##0.00 "kr."`, by its sections. The zero value is General.
type format struct{ sections []section }

// section is one part of a format's code, between semicolons.
type section struct {
	tokens []token
	limit  *limit // nil where the section goes by its place
	date   bool   // it shows days or times
}

// limit is a section's own condition, as [>=1000].
type limit struct {
	operator string
	value    float64
}

// Kinds of tokens.
const (
	tokenLiteral  = 'l' // text that is shown as it is
	tokenDigit    = '0' // the place of a digit: 0, # or ?
	tokenPoint    = '.'
	tokenComma    = ','
	tokenPercent  = '%'
	tokenDate     = 'd' // a run of one of ymdhs
	tokenElapsed  = 'e' // such a run in brackets
	tokenHalf     = 'a' // AM/PM
	tokenPower    = 'E'
	tokenFraction = '/'
	tokenText     = '@'
	tokenGeneral  = 'G'
)

type token struct {
	kind byte
	text string
}

// maxFormat bounds the length of a format's code, in bytes.
const maxFormat = 1000

// parseFormat reads the code of a format.
func parseFormat(code string) format {
	if code = strings.TrimSpace(code); code == "" || len(code) > maxFormat || strings.EqualFold(code, "General") {
		return format{}
	}
	f := format{sections: []section{{}}}
	for code != "" {
		now := &f.sections[len(f.sections)-1]
		if code[0] == ';' {
			f.sections = append(f.sections, section{})
			code = code[1:]
			continue
		}
		t, size := now.next(code)
		if t.kind != 0 {
			now.tokens = append(now.tokens, t)
		}
		now.date = now.date || t.kind == tokenDate || t.kind == tokenElapsed
		code = code[size:]
	}
	return f
}

// next is the token that code begins with, of kind 0 where it shows nothing.
func (s *section) next(code string) (token, int) {
	first, size := utf8.DecodeRuneInString(code)
	switch first {
	case '"':
		text, _, _ := strings.Cut(code[1:], `"`)
		return token{tokenLiteral, text}, min(len(text)+2, len(code))
	case '\\', '_', '*':
		_, after := utf8.DecodeRuneInString(code[size:])
		if first == '\\' {
			return token{tokenLiteral, code[size : size+after]}, size + after
		}
		if n := len(s.tokens); n > 0 && strings.HasSuffix(s.tokens[n-1].text, "-") {
			return token{}, size + after // a minus stands at its number
		}
		return token{tokenLiteral, " "}, size + after // room as wide as a letter, or that fills the cell
	case '[':
		inside, _, _ := strings.Cut(code[1:], "]")
		return s.bracket(inside), min(len(inside)+2, len(code))
	case '0', '#', '?':
		return token{tokenDigit, code[:1]}, 1
	case '.', ',', '%', '/', '@':
		return token{code[0], code[:1]}, 1
	}
	for _, word := range []struct {
		text string
		kind byte
	}{{"General", tokenGeneral}, {"Standard", tokenGeneral}, {"AM/PM", tokenHalf}, {"A/P", tokenHalf}, {"E+", tokenPower}, {"E-", tokenPower}} {
		if len(code) >= len(word.text) && strings.EqualFold(code[:len(word.text)], word.text) {
			return token{word.kind, code[:len(word.text)]}, len(word.text)
		}
	}
	if run := dateRun(code); run != "" {
		return token{tokenDate, strings.ToLower(run)}, len(run)
	}
	return token{tokenLiteral, code[:size]}, size
}

// dateRun is the run of one letter of ymdhs at the beginning of code.
func dateRun(code string) string {
	lower := code[0] | 0x20
	if strings.IndexByte("ymdhs", lower) < 0 {
		return ""
	}
	n := 1
	for n < len(code) && code[n]|0x20 == lower {
		n++
	}
	return code[:n]
}

// bracket reads what stands in brackets: time that has gone by, a condition, a
// currency; a colour and a way of counting show nothing.
func (s *section) bracket(inside string) token {
	if inside == "" {
		return token{}
	}
	if run := dateRun(inside); run == inside {
		return token{tokenElapsed, strings.ToLower(run)}
	}
	if currency, ok := strings.CutPrefix(inside, "$"); ok {
		text, _, _ := strings.Cut(currency, "-")
		return token{tokenLiteral, text}
	}
	operator := inside[:len(inside)-len(strings.TrimLeft(inside, "<>="))]
	if value, err := strconv.ParseFloat(inside[len(operator):], 64); err == nil && operator != "" {
		s.limit = &limit{operator, value}
	}
	return token{}
}

func (l *limit) holds(n float64) bool {
	switch l.operator {
	case "<":
		return n < l.value
	case "<=":
		return n <= l.value
	case ">":
		return n > l.value
	case ">=":
		return n >= l.value
	case "<>":
		return n != l.value
	}
	return n == l.value
}

// number writes n as a Danish reader would read it in the sheet. Shown is false
// where the format hides it.
func (f format) number(n float64, since1904 bool) (text string, shown bool) {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return "", true
	}
	s, signed := f.sectionOf(n)
	switch {
	case s == nil:
		return general(n), true
	case len(s.tokens) == 0:
		return "", n == 0
	case s.date:
		if text, ok := s.day(n, since1904); ok {
			return text, true
		}
		return general(n), true
	}
	text = s.written(math.Abs(n))
	if signed && n < 0 && strings.ContainsAny(text, "123456789") {
		text = "-" + strings.TrimSpace(text)
	}
	return text, true
}

// sectionOf is the section that shows n, nil for General. Signed says that the
// minus is not the section's own to show.
func (f format) sectionOf(n float64) (s *section, signed bool) {
	numbers := f.sections[:min(len(f.sections), 3)]
	if last := len(numbers) - 1; last >= 0 && numbers[last].holdsText() {
		numbers = numbers[:last]
	}
	for i := range numbers {
		if l := numbers[i].limit; l != nil && l.holds(n) {
			return &numbers[i], !strings.HasPrefix(l.operator, "<") || l.value > 0
		}
	}
	for i := range numbers {
		switch l := numbers[i].limit; {
		case l != nil:
		case len(numbers) == 1, i == 0 && (n > 0 || n == 0 && len(numbers) < 3):
			return &numbers[i], true
		case i == 1 && (n < 0 || numbers[0].limit != nil):
			return &numbers[i], numbers[0].limit != nil
		case i == 2:
			return &numbers[i], true
		}
	}
	return nil, true
}

// text writes a cell's text, as `"Nr. "@` wants it. Shown is as in number.
func (f format) text(s string) (text string, shown bool) {
	last := len(f.sections) - 1
	if last < 3 && (last < 0 || !f.sections[last].holdsText()) {
		return s, true
	}
	if len(f.sections[last].tokens) == 0 {
		return "", false
	}
	var b strings.Builder
	for _, t := range f.sections[last].tokens {
		switch t.kind {
		case tokenText, tokenGeneral:
			b.WriteString(s)
		case tokenLiteral:
			b.WriteString(t.text)
		}
	}
	if b.Len() == 0 {
		return s, true
	}
	return b.String(), true
}

func (s section) holdsText() bool {
	for _, t := range s.tokens {
		if t.kind == tokenText {
			return true
		}
	}
	return false
}
