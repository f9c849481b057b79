package guard

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Kinds of private data that are masked.
const (
	MaskCPR   = "cpr"   // Danish civil registration number
	MaskEmail = "email" // e-mail address
	MaskPhone = "phone" // phone number
	MaskCard  = "card"  // payment card number
)

// mask is one kind of private data.
type mask struct {
	kind string
	mark string // what stands in its place
	find *regexp.Regexp
	is   func(match, before string) bool // of a number: whether it is private, by itself and by the text before it
}

// masks are tried in this order: a longer number is never cut into a shorter
// one of another kind.
var masks = []mask{
	{MaskEmail, "[e-mailadresse]", regexp.MustCompile(`[\p{L}\p{N}._%+'-]+ ?(?:@|\(at\)|\[at\]) ?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}`), nil},
	{MaskCard, "[kortnummer]", regexp.MustCompile(`\d(?:[ \-–.]?\d){12,18}`), card},
	{MaskCPR, "[CPR-nummer]", regexp.MustCompile(`\d{2}[ .\-–/]?\d{2}[ .\-–/]?\d{2} ?[\-–—−‑‐/.]? ?\d{4}`), cpr},
	{MaskPhone, "[telefonnummer]", regexp.MustCompile(`(?:\+|00) ?\d{1,3}(?:[ \-.]?\(?\d{1,4}\)?){2,6}|\d{8}|\d{2}(?:[ .\-–]\d{2}){3}|\d{4}[ \-–]\d{4}`), phone},
}

// Mask replaces private data in text (CPR numbers, e-mail addresses, phone and
// card numbers) by a mark that names its kind, and returns the kinds that were
// found, each once, sorted. A text without any comes back as it is. CPR
// numbers are known by a valid date of birth, with or without the modulus-11
// check, which numbers from 2007 on need not pass (cpr.dk, "Personnumre uden
// kontrolciffer"); card numbers by the Luhn check (ISO/IEC 7812-1).
func Mask(text string) (masked string, kinds []string) {
	for _, m := range masks {
		found := false
		if text, found = m.replace(text); found {
			kinds = append(kinds, m.kind)
		}
	}
	slices.Sort(kinds)
	return text, kinds
}

// replace puts the mark in the place of all that the mask finds in text.
func (m mask) replace(text string) (string, bool) {
	var b strings.Builder
	done := 0
	for from := 0; from < len(text); {
		at := m.find.FindStringIndex(text[from:])
		if at == nil {
			break
		}
		start, end := from+at[0], from+at[1]
		if m.is != nil && (!whole(text, start, end) || !m.is(text[start:end], text[:start])) {
			from = start + max(1, run(text[start:])) // a private number may begin at the next group of digits
			continue
		}
		b.WriteString(text[done:start])
		b.WriteString(m.mark)
		done, from = end, end
	}
	if done == 0 {
		return text, false
	}
	return b.String() + text[done:], true
}

// run is the length of the digits that s begins with.
func run(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789")) }

// whole tells whether text[from:to] is no part of a longer number or word.
func whole(text string, from, to int) bool {
	before := strings.TrimRight(text[:from], "-–/.,")
	after := strings.TrimLeft(text[to:], "-–/,.")
	return !endsInDigit(before) && !beginsWithDigit(after) &&
		(len(before) < from || !endsInLetter(before)) && (len(after) < len(text)-to || !beginsWithLetter(after))
}

func endsInDigit(s string) bool     { return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' }
func beginsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func endsInLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

func beginsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

// tail is as much of what stands before a number as may say what it is.
func tail(before string) string { return before[max(0, len(before)-40):] }

// digits are the digits of a match.
func digits(match string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, match)
}

var saysCPR = regexp.MustCompile(`(?i)(?:cpr|personnummer|person-?nr)\P{L}{0,4}(?:nummer|nr)?\P{L}{0,4}(?:er|is|:)?\P{L}{0,3}$`)

// cpr tells whether ten digits begin with a date of birth (DDMMYY); 60 is added
// to the day in substitute numbers. Where the text says that it is a CPR
// number, any ten digits are one.
func cpr(match, before string) bool {
	d := digits(match)
	if saysCPR.MatchString(tail(before)) {
		return true
	}
	day := int(d[0]-'0')*10 + int(d[1]-'0')
	if day > 60 {
		day -= 60
	}
	month := int(d[2]-'0')*10 + int(d[3]-'0')
	year := 2000 + int(d[4]-'0')*10 + int(d[5]-'0') // leap years recur alike in each century but 1900
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return day > 0 && month > 0 && month < 13 && t.Day() == day
}

// card tells whether digits are a payment card's: an issuer of banking or
// travel and the Luhn check.
func card(match, _ string) bool {
	d := digits(match)
	if d[0] < '2' || d[0] > '6' {
		return false
	}
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

var (
	saysNumber = regexp.MustCompile(`(?i)(?:cvr|ean|p-?nr|p-?nummer|j\.?\s?nr|journalnr|journalnummer|sagsnr|sagsnummer|isbn|celex)\P{L}{0,4}(?:nummer|nr)?\P{L}{0,3}$`)
	years      = regexp.MustCompile(`^(?:19|20)\d\d\D?(?:19|20)\d\d$`)
	isoDate    = regexp.MustCompile(`^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$`)
)

// phone tells whether digits are a phone number: with a country's prefix, or a
// Danish one of eight digits, which begins with 2 to 9. Years, dates,
// round numbers and those that the text calls by another name are none.
func phone(match, before string) bool {
	d := digits(match)
	if match[0] == '+' || strings.HasPrefix(match, "00") {
		return len(d) >= 9 && len(d) <= 17
	}
	return d[0] >= '2' && !strings.HasSuffix(d, "000") && !years.MatchString(match) && !isoDate.MatchString(match) && !saysNumber.MatchString(tail(before))
}

// Unmarked is a masked text without the marks, for the search.
func Unmarked(text string) string {
	for _, m := range masks {
		text = strings.ReplaceAll(text, m.mark, " ")
	}
	return text
}
