package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

const (
	maxRowLabel = 3 // words of a column's name up to which the value under it may stand for the row
	maxRowValue = 5 // words of a value up to which it is said right after its column's name
)

// Readable puts a table row, "name: value; name: value", as a sentence: the
// first value stands for the row, with its name before it where it is only a
// number, and each further column's name is said before its value. "Materiale:
// Film; Lånetid: 14 dage" becomes "Film: lånetid 14 dage." Other texts come
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
	var cells []string
	for cell := range strings.SplitSeq(rest, "; ") {
		cells = append(cells, sayCell(cell))
	}
	out := value + ": " + strings.Join(cells, "; ")
	if r, _ := utf8.DecodeLastRuneInString(out); unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' {
		out += "."
	}
	return out
}

// sayCell says a cell: "Lånetid: 14 dage" becomes "lånetid 14 dage".
func sayCell(cell string) string {
	name, value, ok := strings.Cut(cell, ": ")
	if !ok {
		return cell
	}
	if first, _, _ := strings.Cut(name, " "); !danish.Acronym(first) {
		r, n := utf8.DecodeRuneInString(name)
		name = string(unicode.ToLower(r)) + name[n:]
	}
	if len(strings.Fields(value)) > maxRowValue || strings.Contains(name, ",") {
		return name + ": " + value
	}
	return name + " " + value
}
