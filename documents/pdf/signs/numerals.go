// Package signs tells what signs of a page stand for by themselves: glyphs by
// their names, accents, and words that are numbers.
package signs

import (
	"regexp"
	"strconv"
	"strings"
)

// numeral matches what may be a number: digits, or a word that may be a Roman one.
var numeral = regexp.MustCompile(`\d+|\pL+`)

// Unnumbered is a text with its numbers left aside.
func Unnumbered(text string) string {
	return numeral.ReplaceAllStringFunc(text, func(word string) string {
		if _, ok := number(word); ok {
			return "#"
		}
		return word
	})
}

// PageCounts are the ways in which a text of numbers may hold that of its page:
// each number in turn as its distance from the page, the others left aside. One
// that is the same on other pages counts them.
func PageCounts(text string, page int) (ways []string) {
	for _, at := range numeral.FindAllStringIndex(text, -1) {
		if n, ok := number(text[at[0]:at[1]]); ok {
			ways = append(ways, Unnumbered(text[:at[0]])+"#"+strconv.Itoa(n-page)+Unnumbered(text[at[1]:]))
		}
	}
	return ways
}

// number reads a number in digits or in Roman numerals.
func number(word string) (int, bool) {
	if n, err := strconv.Atoi(word); err == nil {
		return n, true
	}
	if upper := strings.ToUpper(word); word != upper && word != strings.ToLower(word) {
		return 0, false
	}
	return roman(strings.ToUpper(word))
}

var romanForm = regexp.MustCompile(`^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$`)

// roman reads a number in Roman numerals.
func roman(word string) (n int, ok bool) {
	if word == "" || !romanForm.MatchString(word) {
		return 0, false
	}
	values := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100, 'D': 500, 'M': 1000}
	for i := range len(word) {
		v := values[word[i]]
		if i+1 < len(word) && values[word[i+1]] > v {
			v = -v
		}
		n += v
	}
	return n, true
}
