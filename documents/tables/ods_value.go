package tables

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// openDay writes a day as in running text where it is shown by numbers alone.
func openDay(value, shown string) string {
	if strings.IndexFunc(shown, unicode.IsLetter) >= 0 {
		return shown
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02"} {
		at, err := time.Parse(layout, value)
		if err != nil {
			continue
		}
		code := "yyyy-mm-dd"
		if strings.Contains(shown, ":") {
			code += " hh:mm"
		}
		if text, ok := parseFormat(code).number(numberOf(at, false), false); ok {
			return text
		}
	}
	return shown
}

// shownNumber matches the digits of a number with the signs between them.
var shownNumber = regexp.MustCompile(`\d[\d.,'\x{a0}\x{202f} ]*\d|\d`)

// inDanish writes a number that is shown as in English with the signs of
// Danish. Which of them it is, the number itself tells.
func inDanish(n float64, shown string) string {
	at := shownNumber.FindStringIndex(shown)
	if at == nil {
		return shown
	}
	digits := shown[at[0]:at[1]]
	want := math.Abs(n)
	if strings.Contains(shown, "%") {
		want *= 100
	}
	english, danish := readNumber(digits, ".", ","), readNumber(digits, ",", ".")
	if math.Abs(english-want) >= math.Abs(danish-want) {
		return shown
	}
	return shown[:at[0]] + strings.NewReplacer(".", ",", ",", ".").Replace(digits) + shown[at[1]:]
}

// readNumber reads digits with a sign before the decimals and one between the
// thousands; infinite where they are no number so.
func readNumber(digits, point, group string) float64 {
	for _, sign := range []string{group, "'", "\u00a0", "\u202f", " "} {
		digits = strings.ReplaceAll(digits, sign, "")
	}
	n, err := strconv.ParseFloat(strings.Replace(digits, point, ".", 1), 64)
	if err != nil {
		return math.Inf(1)
	}
	return n
}
