package extract

import (
	"strings"
	"unicode"
)

// maxRowLabel is the number of words of a column's name up to which the value
// under it may stand for the row.
const maxRowLabel = 3

// Readable puts a table row, "name: value; name: value", so that it can be
// read aloud: the first value stands for the row, "value – name: value", with
// its name before it where it is only a number ("Mål 1 – …"). Other texts come
// back as they are.
func Readable(text string) string {
	first, rest, ok := strings.Cut(text, "; ")
	name, value, named := strings.Cut(first, ": ")
	if !ok || !named || !strings.Contains(rest, ": ") || len(strings.Fields(name)) > maxRowLabel || strings.ContainsAny(name, ".?!") && name != "Nr." {
		return text
	}
	if !strings.ContainsFunc(value, unicode.IsLetter) {
		value = name + " " + value
	}
	return value + " – " + rest
}
