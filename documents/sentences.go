package documents

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Sentence is a sentence of a passage, or what a list's item or a table's row says.
type Sentence struct {
	Text   string
	Line   int  // number of its line in the body, from 0
	Listed bool // the line is a list's item or a table's row
	First  bool // of its line
}

// Sentences cuts a passage, in order, but for the own heading that it begins
// with and for lines that name its source. What a document says of itself has none.
func (p Passage) Sentences() []Sentence {
	if p.Self() {
		return nil
	}
	var out []Sentence
	for n, line := range strings.Split(p.Body(), "\n") {
		if NamesSource(line) {
			continue
		}
		listed := IsItem(line) || strings.Contains(line, ": ") && strings.Contains(line, "; ")
		for i, s := range danish.Sentences(TrimItem(line)) {
			out = append(out, Sentence{Text: s, Line: n, Listed: listed, First: i == 0})
		}
	}
	return out
}
