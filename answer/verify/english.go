package verify

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// danishOnly are number words of Danish that are other words in English.
var danishOnly = danish.WordSet(`to fire tres ti ni syv firs`)

var (
	englishGroup   = regexp.MustCompile(`(\d),(\d{3})\b`)
	englishDecimal = regexp.MustCompile(`(\d)\.(\d{1,2})\b`)
)

// danishNumbers writes the numbers of an English sentence in Danish notation.
func danishNumbers(s string) string {
	s = englishDecimal.ReplaceAllString(s, "$1\x00$2")
	s = englishGroup.ReplaceAllString(s, "$1.$2")
	return strings.ReplaceAll(s, "\x00", ",")
}
