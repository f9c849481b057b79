package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Conjunctions follow a suspended hyphen: "vand- og energiforbrug".
var Conjunctions = WordSet("og eller samt og/eller til henholdsvis hhv men")

// Ordinary are short Danish words that are never the tail of a cut word, also
// where a document has them once only: "i gang" is no cut "igang".
var Ordinary = setOf("short-words.txt")

func WordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

func IsHyphen(r rune) bool { return r == '-' || r == Hyphen || r == HardHyphen }

func EndsInHyphen(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return IsHyphen(r) || r == SoftHyphen
}

func EndsInLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

func EndsInDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}

func EndsInLetterOrDigit(s string) bool { return EndsInLetter(s) || EndsInDigit(s) }

// IsWord reports whether s is letters only.
func IsWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return s != ""
}

// IsUpperWord reports whether s has two letters or more, all of them capitals.
func IsUpperWord(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 2
}

// TrimToWord cuts what is neither letter nor digit off both ends.
func TrimToWord(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func RemoveSoft(s string) string {
	return strings.ReplaceAll(s, string(SoftHyphen), "")
}

func LastToken(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

func FirstToken(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

func LastWord(s string) string  { return TrimToWord(LastToken(s)) }
func FirstWord(s string) string { return TrimToWord(FirstToken(s)) }
