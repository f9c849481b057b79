package hyphens

import (
	"strings"
	"unicode/utf8"
)

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
