package tables

import (
	"math"
	"strconv"
	"strings"
)

// generalDigits is how many digits a number without a format shows.
const generalDigits = 11

// general writes a number without a format: its digits, with a comma.
func general(n float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', generalDigits, 64), 64)
	if err != nil || math.Abs(n) >= 1e15 { // its digits tell it from others
		short = n
	}
	return strings.Replace(strconv.FormatFloat(short, 'f', -1, 64), ".", ",", 1)
}

// written writes a number that is not negative.
func (s section) written(n float64) string {
	shape := s.shape()
	n *= math.Pow(100, float64(shape.percents))
	n /= math.Pow(1000, float64(shape.thousands))
	if shape.general {
		return s.around(general(n))
	}
	whole, decimals := rounded(n, shape.decimals)
	w := numberWriter{shape: shape, whole: strings.TrimLeft(whole, "0"), decimals: decimals}
	return w.write(s.tokens)
}

// shape is what a section's places say of a number.
type shape struct {
	first, last int  // tokens of the whole number's first and last place; -1 without any
	places      int  // for digits of the whole number
	point       int  // token of the decimal point; behind all where there is none
	decimals    int  // places behind it
	grouped     bool // thousands are parted
	thousands   int  // that the number is divided by
	percents    int
	general     bool // digits as they are: a power, a fraction, no place at all
}

func (s section) shape() shape {
	out := shape{first: -1, last: -1, point: len(s.tokens)}
	for i, t := range s.tokens {
		switch t.kind {
		case tokenDigit:
			switch {
			case out.point < i:
				out.decimals++
			default:
				if out.first < 0 {
					out.first = i
				}
				out.last = i
				out.places++
			}
		case tokenPoint:
			out.point = min(out.point, i)
		case tokenPercent:
			out.percents++
		case tokenPower, tokenFraction, tokenGeneral, tokenText:
			out.general = true
		}
	}
	end := out.last
	for i, t := range s.tokens {
		switch {
		case t.kind == tokenDigit:
			end = i
		case t.kind == tokenComma && i > out.first && i < out.last:
			out.grouped = true
		}
	}
	for i, t := range s.tokens { // commas behind the last place of either part
		if behind := i > out.last && i < out.point || i > end; t.kind == tokenComma && behind && out.first >= 0 {
			out.thousands++
		}
	}
	return out
}

// around writes digits in place of all places of the section.
func (s section) around(digits string) string {
	var b strings.Builder
	done := false
	for _, t := range s.tokens {
		switch t.kind {
		case tokenLiteral, tokenPercent:
			if t.text == "%" {
				b.WriteByte(' ')
			}
			b.WriteString(t.text)
		case tokenComma:
		default:
			if !done {
				b.WriteString(digits)
			}
			done = true
		}
	}
	return b.String()
}

// rounded is n with so many decimals, half upwards as in the sheet.
func rounded(n float64, decimals int) (whole, fraction string) {
	short := n
	if v, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
		short = v
	}
	digits := strconv.FormatFloat(short, 'f', -1, 64)
	whole, fraction, _ = strings.Cut(digits, ".")
	if len(fraction) <= decimals {
		return whole, fraction + strings.Repeat("0", decimals-len(fraction))
	}
	up := fraction[decimals] >= '5'
	all := []byte("0" + whole + fraction[:decimals])
	for i := len(all) - 1; up && i >= 0; i-- {
		if up = all[i] == '9'; up {
			all[i] = '0'
		} else {
			all[i]++
		}
	}
	return string(all[:len(all)-decimals]), string(all[len(all)-decimals:])
}

// numberWriter puts digits into places.
type numberWriter struct {
	shape    shape
	whole    string // without leading zeros
	decimals string
}

func (w numberWriter) write(tokens []token) string {
	var b strings.Builder
	place, decimal := 0, 0
	pending := "" // zeros that only a digit after them makes visible
	for i, t := range tokens {
		switch {
		case t.kind == tokenDigit && i < w.shape.point:
			b.WriteString(w.digits(place, t.text))
			place++
		case t.kind == tokenDigit:
			digit := w.decimals[decimal : decimal+1]
			decimal++
			if digit == "0" && t.text != "0" {
				pending += digit
				continue
			}
			if decimal == len(pending)+1 { // the first that is seen
				b.WriteByte(',')
			}
			b.WriteString(pending + digit)
			pending = ""
		case t.kind == tokenLiteral:
			b.WriteString(t.text)
		case t.kind == tokenPercent:
			b.WriteString(" %")
		}
	}
	return b.String()
}

// digits are those of the number's place-th place; the first has all that no
// place is left for.
func (w numberWriter) digits(place int, sign string) string {
	after := w.shape.places - 1 - place // places behind this one
	from, to := len(w.whole)-after-1, len(w.whole)-after
	if place == 0 {
		from = 0
	}
	if to <= 0 {
		if sign != "0" {
			return ""
		}
		return "0" + w.groupMark(after)
	}
	var b strings.Builder
	for i := max(from, 0); i < to; i++ {
		b.WriteByte(w.whole[i])
		b.WriteString(w.groupMark(len(w.whole) - 1 - i))
	}
	return b.String()
}

// groupMark is the point behind a digit that so many follow.
func (w numberWriter) groupMark(after int) string {
	if w.shape.grouped && after > 0 && after%3 == 0 {
		return "."
	}
	return ""
}
