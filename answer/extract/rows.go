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
// number, and each further column's name is said before its value; short values
// before a long one stand in brackets. "Materiale: Film; Lånetid: 14 dage"
// becomes "Film: lånetid 14 dage." Other texts come back as they are.
func Readable(text string) string {
	name, value, rest := rowOf(text)
	if rest == "" {
		return text
	}
	if !strings.ContainsFunc(value, unicode.IsLetter) && !strings.HasPrefix(value, "§") {
		value = name + " " + value
	}
	cells := strings.Split(rest, "; ")
	short := 0
	for short < len(cells) && brief(cells[short]) {
		short++
	}
	for i, cell := range cells {
		cells[i] = sayCell(cell)
	}
	out := value + ": "
	if short > 0 && short < len(cells) {
		out = value + " (" + strings.Join(cells[:short], ", ") + "), "
		cells = cells[short:]
	}
	out += strings.Join(cells, "; ")
	if r, _ := utf8.DecodeLastRuneInString(out); unicode.IsLetter(r) || unicode.IsDigit(r) || r == ')' {
		out += "."
	}
	return out
}

// rowOf cuts a table row into its first column's name, the value under it, which
// stands for the row, and the rest, which is "" where the text is none.
func rowOf(text string) (name, value, rest string) {
	first, rest, ok := strings.Cut(text, "; ")
	name, value, named := strings.Cut(first, ": ")
	if !ok || !named || !strings.Contains(rest, ": ") || len(strings.Fields(name)) > maxRowLabel || strings.ContainsAny(name, ".?!") && name != "Nr." {
		return "", "", ""
	}
	return name, value, rest
}

// brief tells whether a cell is said right after its column's name.
func brief(cell string) bool {
	name, value, ok := strings.Cut(cell, ": ")
	return ok && len(strings.Fields(value)) <= maxRowValue && len(strings.Fields(name)) <= maxRowLabel && !strings.Contains(name, ",")
}

// sayCell says a cell: "Lånetid: 14 dage" becomes "lånetid 14 dage".
func sayCell(cell string) string {
	name, value, ok := strings.Cut(cell, ": ")
	if !ok {
		return cell
	}
	between := ": "
	if brief(cell) {
		between = " "
	}
	if first, _, _ := strings.Cut(name, " "); !danish.Acronym(first) {
		r, n := utf8.DecodeRuneInString(name)
		name = string(unicode.ToLower(r)) + name[n:]
	}
	return name + between + value
}

// tabular tells whether two units are rows of one table.
func (e *Extractor) tabular(i, j int) bool {
	a, b := e.Units[i], e.Units[j]
	name, _, _ := rowOf(a.Text)
	other, _, _ := rowOf(b.Text)
	return a.Item && b.Item && a.list() == b.list() && name != "" && name == other
}

// beside leaves out the other rows of the best unit's table where that is the
// row which the question names by what stands for it: they are about something else.
func (e *Extractor) beside(picked []int, best int) []int {
	if !e.named(best) {
		return picked
	}
	var out []int
	for _, i := range picked {
		if i == best || !e.tabular(i, best) || e.named(i) {
			out = append(out, i)
		}
	}
	return out
}

// named tells whether the question holds all words of what stands for a row.
func (e *Extractor) named(i int) bool {
	_, value, _ := rowOf(e.Units[i].Text)
	words := danish.Tokenize(value)
	asked := map[string]bool{}
	for _, t := range danish.Tokenize(e.q.Text) {
		asked[danish.Canonical(t.Text)] = true
	}
	for _, t := range words {
		if !asked[danish.Canonical(t.Text)] {
			return false
		}
	}
	return len(words) > 0
}
