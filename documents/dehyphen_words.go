package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// conjunctions follow a suspended hyphen: "vand- og energiforbrug".
var conjunctions = wordSet("og eller samt og/eller til henholdsvis hhv men")

// ordinary are short Danish words that are never the tail of a cut word, also
// where a document has them once only: "i gang" is no cut "igang".
var ordinary = wordSet(`ad af al alle alt altid at bag bort blev blive bliver da dag de dem den der deres det dette
dig din dit dog du efter eller en end ene er et for fordi fra frem fri før få gang gik går gør ham han har have her
hos hun hen hjem hver hvis hvor hvad i ikke igen ind inden ingen jeg jo kan kun land langt lige lov man med mellem men mens
mere mest mig min mod mig må ned ned nej noget nogen nok nu ny nye når og også om omkring op oven orden os over på samme sammen sig
sin siden skal slet som stand sted stede steder stor så tid tide til tro ud uden under ved vej vejen vi via vil vis
være væk vær år`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// inflections are Danish endings, longest first.
var inflections = strings.Fields("ernes erne enes endes ende eren eres ene ets ens ers en et er es te ne e s t r")

// stem takes the inflections off a lower-case word and leaves five letters or more.
func stem(word string) string {
	for {
		shorter := withoutEnding(word)
		if shorter == word {
			return word
		}
		word = shorter
	}
}

func withoutEnding(word string) string {
	for _, ending := range inflections {
		if rest, ok := strings.CutSuffix(word, ending); ok && utf8.RuneCountInString(rest) >= 5 {
			return rest
		}
	}
	return word
}

func isHyphen(r rune) bool { return r == '-' || r == hyphen || r == hardHyphen }

func endsInHyphen(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isHyphen(r) || r == softHyphen
}

func endsInLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

func endsInDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}

func endsInLetterOrDigit(s string) bool { return endsInLetter(s) || endsInDigit(s) }

// isWord reports whether s is letters only.
func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return false
		}
	}
	return s != ""
}

// isUpperWord reports whether s has two letters or more, all of them capitals.
func isUpperWord(s string) bool {
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

// trimToWord cuts what is neither letter nor digit off both ends.
func trimToWord(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
}

func removeSoft(s string) string {
	return strings.ReplaceAll(s, string(softHyphen), "")
}

func lastToken(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

func firstToken(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}

func lastWord(s string) string  { return trimToWord(lastToken(s)) }
func firstWord(s string) string { return trimToWord(firstToken(s)) }
