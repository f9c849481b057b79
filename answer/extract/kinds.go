package extract

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

var (
	hasDigit  = regexp.MustCompile(`\d`)
	hasNumber = regexp.MustCompile(`\d|\b(?:to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tyve|hundrede|tusind|halvdelen|tredjedel|fjerdedel|ingen)\b`)
	hasName   = regexp.MustCompile(`\p{Lu}[\p{L}.-]+ (?:(?:og|af|for|i) )?\p{Lu}[\p{L}-]+|\p{L}(?:ministeriet|styrelsen|tilsynet|rådet|kommune|regionen?|udvalg|bestyrelse|sekretariat|regeringen|taskforcen|KL|ledelsen|myndighede[rn])|\b[A-ZÆØÅ]{2,}\b`)
	hasPlace  = regexp.MustCompile(`\b(?:[Ii]|[Pp]å|[Hh]os|[Vv]ed|[Uu]nder|[Tt]il) (?:\w+ )?\p{Lu}\p{L}+|\p{L}+\.(?:dk|eu|com)\b|[Rr]egion|[Kk]ommune`)
	hasReason = regexp.MustCompile(`(?i)\b(?:fordi|derfor|da|for at|skyldes|årsag|grund|så|hensyn|formål|ellers|kræver|betyder|nødvendig\w*|forudsætter|sikre)\b`)
)

// shows tells whether a text holds the kind of answer that is asked for.
func shows(kind query.Kind, text string) bool {
	switch kind {
	case query.KindNumber:
		return hasNumber.MatchString(strings.ToLower(text))
	case query.KindDate:
		return danish.SaysWhen(text)
	case query.KindSpan:
		return danish.SaysHowLong(text) || danish.SaysPoint(text)
	case query.KindPerson:
		return hasName.MatchString(text)
	case query.KindPlace:
		return hasPlace.MatchString(text)
	case query.KindReason:
		return hasReason.MatchString(text)
	}
	return true
}

// strict are the kinds of answer that a text either holds or not, so that a
// passage without them does not answer.
func strict(kind query.Kind) bool {
	return kind == query.KindNumber || kind == query.KindDate || kind == query.KindSpan || kind == query.KindPerson
}
