package tables

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/danish"
)

// Days as spreadsheets count them.
const (
	days1904  = 1462      // from the beginning of one way of counting to that of the other
	lastDay   = 2_958_465 // 31 December 9999
	leapError = 60        // the day that the first spreadsheets took 1900 to have
)

// dayOf is the day and time that a number stands for.
func dayOf(n float64, since1904 bool) (time.Time, bool) {
	if since1904 {
		n += days1904
	}
	if n < 0 || n > lastDay+1 {
		return time.Time{}, false
	}
	if n < leapError {
		n++
	}
	days, part := math.Modf(n)
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*24*3600*1000)) * time.Millisecond), true
}

// numberOf is the number that stands for a day and time.
func numberOf(t time.Time, since1904 bool) float64 {
	n := t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	if since1904 {
		n -= days1904
	}
	return n
}

// day writes a day or a time as its format shows it, in Danish. It is false for
// a number that is none.
func (s section) day(n float64, since1904 bool) (string, bool) {
	at, ok := dayOf(n, since1904)
	if !ok && !s.elapsed() {
		return "", false
	}
	tokens := s.tokens
	markMinutes(tokens)
	if tokens[lastDate(tokens)].text[0] != 's' || !fractions(tokens) {
		at = at.Round(time.Second)
	}
	w := dayWriter{at: at, n: n, tokens: tokens}
	from, to := span(tokens, "ymd")
	whole := has(tokens, "y") && has(tokens, "m") && has(tokens, "d") && dayOnly(tokens[from:to+1])
	for i := 0; i < len(tokens); i++ {
		switch {
		case whole && i == from:
			w.b.WriteString(danish.WrittenDate(at))
			i = w.clock(to)
		default:
			w.token(i)
		}
	}
	return w.b.String(), true
}

// dayWriter writes the tokens of a section that shows a day or a time.
type dayWriter struct {
	at     time.Time
	n      float64
	tokens []token
	b      strings.Builder
}

// clock writes the time that follows a whole day as "kl. 9.30", where there is
// one, and returns the last token that it has written.
func (w *dayWriter) clock(last int) int {
	first := last + 1
	for first < len(w.tokens) && w.tokens[first].kind == tokenLiteral && strings.Trim(w.tokens[first].text, " T,") == "" {
		first++
	}
	if first == len(w.tokens) || w.tokens[first].kind != tokenDate || w.tokens[first].text[0] != 'h' {
		return last
	}
	end := first
	for end+1 < len(w.tokens) && strings.IndexByte("d.a0", w.tokens[end+1].kind) >= 0 || end+1 < len(w.tokens) && strings.Trim(w.tokens[end+1].text, ": ") == "" {
		end++
	}
	hour, minute, second := w.at.Clock()
	if hour+minute+second == 0 {
		return end
	}
	fmt.Fprintf(&w.b, " kl. %d.%02d", hour, minute)
	if has(w.tokens[first:end+1], "s") {
		fmt.Fprintf(&w.b, ".%02d", second)
	}
	return end
}

// token writes one by itself.
func (w *dayWriter) token(i int) {
	t := w.tokens[i]
	switch t.kind {
	case tokenDate:
		w.b.WriteString(w.datePart(t.text))
	case tokenElapsed:
		unit := map[byte]float64{'h': 24, 'm': 24 * 60, 's': 24 * 3600}[t.text[0]]
		fmt.Fprintf(&w.b, "%0*.0f", len(t.text), math.Floor(w.n*unit+1e-6))
	case tokenPoint:
		if i+1 < len(w.tokens) && w.tokens[i+1].kind == tokenDigit {
			fmt.Fprintf(&w.b, ",%d", w.at.Nanosecond()/100_000_000)
			return
		}
		w.b.WriteByte('.')
	case tokenLiteral:
		w.b.WriteString(w.literal(i))
	case tokenFraction, tokenComma:
		w.b.WriteString(t.text)
	}
}

// literal is a text between the parts of a day: signs beside a month that is
// written as a word become those of running text.
func (w *dayWriter) literal(i int) string {
	text := w.tokens[i].text
	if i == 0 || i+1 == len(w.tokens) || strings.Trim(text, "-/ ") != "" {
		return text
	}
	before, after := w.tokens[i-1], w.tokens[i+1]
	switch {
	case after.kind == tokenDate && strings.HasPrefix(after.text, "mmm") && before.kind == tokenDate && before.text[0] == 'd' && len(before.text) < 3:
		return ". "
	case before.kind == tokenDate && strings.HasPrefix(before.text, "mmm"), after.kind == tokenDate && strings.HasPrefix(after.text, "mmm"):
		return " "
	}
	return text
}

func (w *dayWriter) datePart(code string) string {
	switch code[0] {
	case 'y':
		return w.at.Format("2006")
	case 'm':
		switch len(code) {
		case 1, 2:
			return fmt.Sprintf("%0*d", len(code), w.at.Month())
		}
		return danish.MonthName(w.at.Month())
	case 'd':
		if len(code) > 2 {
			return danish.WeekdayName(w.at.Weekday())
		}
		return fmt.Sprintf("%0*d", len(code), w.at.Day())
	case 'h':
		return fmt.Sprintf("%0*d", min(len(code), 2), w.at.Hour())
	case 'n':
		return fmt.Sprintf("%0*d", min(len(code), 2), w.at.Minute())
	}
	return fmt.Sprintf("%0*d", min(len(code), 2), w.at.Second())
}

// markMinutes writes an m that means minutes, after hours or before seconds, as n.
func markMinutes(tokens []token) {
	before := -1
	for i, t := range tokens {
		if t.kind != tokenDate && t.kind != tokenElapsed {
			continue
		}
		if before >= 0 {
			p := &tokens[before]
			if t.kind == tokenDate && t.text[0] == 'm' && len(t.text) < 3 && p.text[0] == 'h' {
				tokens[i].text = strings.Repeat("n", len(t.text))
			}
			if t.text[0] == 's' && p.kind == tokenDate && p.text[0] == 'm' {
				p.text = strings.Repeat("n", len(p.text))
			}
		}
		before = i
	}
}

func (s section) elapsed() bool {
	for _, t := range s.tokens {
		if t.kind == tokenElapsed {
			return true
		}
	}
	return false
}

// lastDate is the last token of a day or a time.
func lastDate(tokens []token) (last int) {
	for i, t := range tokens {
		if t.kind == tokenDate || t.kind == tokenElapsed {
			last = i
		}
	}
	return last
}

// fractions reports whether parts of a second are shown.
func fractions(tokens []token) bool {
	last := lastDate(tokens)
	return last+2 < len(tokens) && tokens[last+1].kind == tokenPoint && tokens[last+2].kind == tokenDigit
}

// span is from the first token of the letters to the last; a day of the week is
// not part of it.
func span(tokens []token, letters string) (from, to int) {
	from = -1
	for i, t := range tokens {
		if t.kind == tokenDate && strings.IndexByte(letters, t.text[0]) >= 0 && (t.text[0] != 'd' || len(t.text) < 3) {
			if from < 0 {
				from = i
			}
			to = i
		}
	}
	return max(from, 0), to
}

func has(tokens []token, letter string) bool {
	for _, t := range tokens {
		if t.kind == tokenDate && t.text[0] == letter[0] && (letter != "d" || len(t.text) < 3) {
			return true
		}
	}
	return false
}

// dayOnly reports whether tokens hold the parts of a day and signs between them.
func dayOnly(tokens []token) bool {
	for _, t := range tokens {
		switch {
		case t.kind == tokenDate && strings.IndexByte("ymd", t.text[0]) >= 0 && (t.text[0] != 'd' || len(t.text) < 3):
		case strings.IndexByte("l./,", t.kind) >= 0 && strings.Trim(t.text, " -/.,") == "":
		default:
			return false
		}
	}
	return true
}
