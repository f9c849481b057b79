package danish

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// scanNumber reads the number at text[i] in Danish notation and returns its
// end and canonical form: thousands joined, a decimal comma. "30.000" and
// "30 000" give "30000"; "40,6" stays; "2024/1689" gives "2024" and leaves the
// rest; dates such as "2.2.2025" give their digits one by one.
func scanNumber(text string, i int) (int, string) {
	end := digits(text, i)
	canon := text[i:end]
	for len(canon) <= 3 || end-i > len(canon) {
		sep, size := utf8.DecodeRuneInString(text[end:])
		if sep != '.' && sep != ' ' && sep != '\u00a0' && sep != '\u202f' {
			break
		}
		next := digits(text, end+size)
		if next-(end+size) != 3 || sep == '.' && dotted(text, next) {
			break
		}
		canon += text[end+size : next]
		end = next
	}
	if end+1 < len(text) && text[end] == ',' {
		if next := digits(text, end+1); next > end+1 && next-end <= 4 {
			if frac := strings.TrimRight(text[end+1:next], "0"); frac != "" {
				canon += "," + frac
			}
			return next, canon
		}
	}
	return wordTail(text, end, canon)
}

// dotted tells whether another dotted group follows that is not three digits,
// as in a date.
func dotted(text string, i int) bool {
	return i+1 < len(text) && text[i] == '.' && digits(text, i+1) > i+1 && digits(text, i+1)-(i+1) != 3
}

// wordTail takes letters that stand right after digits into the token ("5G",
// "2030s", "27a").
func wordTail(text string, end int, canon string) (int, string) {
	stop := end
	for stop < len(text) {
		r, size := utf8.DecodeRuneInString(text[stop:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		stop += size
	}
	return stop, canon + Fold(text[end:stop])
}

func digits(text string, i int) int {
	for i < len(text) && text[i] >= '0' && text[i] <= '9' {
		i++
	}
	return i
}

// scales are the words that multiply the number before them.
var scales = map[string]float64{
	"tusind": 1e3, "tusinde": 1e3, "t": 0,
	"mio": 1e6, "million": 1e6, "millioner": 1e6, "millions": 1e6,
	"mia": 1e9, "milliard": 1e9, "milliarder": 1e9, "billion": 0,
}

// numberWords are the small Danish and English numbers in words.
var numberWords = map[string]int{
	"nul": 0, "en": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10,
	"elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18,
	"nitten": 19, "tyve": 20, "tredive": 30, "fyrre": 40, "halvtreds": 50, "tres": 60, "halvfjerds": 70, "firs": 80,
	"halvfems": 90, "hundrede": 100, "tusind": 1000,
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "eighty": 80, "hundred": 100,
}

// NumberOf is the value of a token that is a number or a number word other
// than an article ("en", "et").
func NumberOf(t Token) (float64, bool) {
	if t.Number {
		v, err := strconv.ParseFloat(strings.Replace(t.Text, ",", ".", 1), 64)
		return v, err == nil
	}
	if t.Text == "en" || t.Text == "et" {
		return 0, false
	}
	v, ok := numberWords[t.Text]
	return float64(v), ok
}

// Scaled gives the canonical term of a number that a scale word follows, such
// as "50 mio." or "tredive tusind", and "" where there is none.
func Scaled(t Token, next string) string {
	f, ok := scales[next]
	if !ok || f == 0 {
		return ""
	}
	v, ok := NumberOf(t)
	if !ok {
		return ""
	}
	return strconv.FormatFloat(v*f, 'f', -1, 64)
}
