package documents

import (
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
)

// IsItem tells whether a line of a passage is a list item.
func IsItem(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "- ") }

// TrimItem is a line without the sign of an item.
func TrimItem(line string) string {
	return strings.TrimPrefix(strings.TrimSpace(line), "- ")
}

// longestNumber is how many digits the number of an item has at most; more are a year.
const longestNumber = 3

// CutNumber takes the number of a list item, "1. " or "1) ", off the beginning
// of a line, and tells whether there was one: "1. januar" is a date.
func CutNumber(line string) (rest string, item bool) {
	number := len(line) - len(strings.TrimLeftFunc(line, unicode.IsDigit))
	if number == 0 || number > longestNumber {
		return line, false
	}
	rest = line[number:]
	if !strings.HasPrefix(rest, ". ") && !strings.HasPrefix(rest, ") ") {
		return line, false
	}
	rest = strings.TrimSpace(rest[1:])
	next, _, _ := strings.Cut(rest, " ")
	if danish.Month(danish.Letters(next)) > 0 {
		return line, false
	}
	return rest, true
}
