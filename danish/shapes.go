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
var Ordinary = WordSet(`ad af al alle alt altid at bag bort blev blive bliver da dag de dem den der deres det dette
dig din dit dog du efter eller en end ene er et for fordi fra frem fri før få gang gik går gør ham han har have her
hos hun hen hjem hver hvis hvor hvad i ikke igen ind inden ingen jeg jo kan kun land langt lige lov man med mellem men mens
mere mest mig min mod mig må ned ned nej noget nogen nok nu ny nye når og også om omkring op oven orden os over på samme sammen sig
sin siden skal slet som stand sted stede steder stor så tid tide til tro ud uden under ved vej vejen vi via vil vis
være væk vær år`)

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
