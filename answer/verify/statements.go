package verify

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// support is a source, analysed once for all sentences of an answer.
type support struct {
	n     int
	key   string          // the letters of all statements
	units []*statement    // as they stand; the last are the headings
	all   danish.Terms    // of the whole source, its headings included
	names map[string]bool // words with a capital that begin no sentence
	lists []int           // how many items each list or table has
}

// statement is a sentence, a list item with the sentence that introduces it,
// or a table row with its column names.
type statement struct {
	n     int // of the source
	text  string
	key   string // its letters and digits
	words []danish.Word
	each  []danish.Terms // of each word
	own   danish.Terms
	lead  *statement   // introduces it, nil where nothing does
	above danish.Terms // of the headings
	facts []fact
	row   bool
	whole *statement // the row that a cell is of
	head  bool       // the title and the headings
}

// newSupport analyses a source.
func newSupport(x danish.Analyser, s Source) *support {
	e := &support{n: s.N, all: danish.Terms{}, names: map[string]bool{}}
	head := newStatement(x, s.N, s.Title+"\n"+strings.Join(s.Section, "\n"))
	head.head = true
	e.all.Add(head.words)
	if !documents.OfItself(s.Section) {
		e.read(x, s, head)
	}
	for _, u := range e.units {
		e.key += u.key
	}
	e.units = append(e.units, head)
	return e
}

// read cuts the text of a source into statements.
func (e *support) read(x danish.Analyser, s Source, head *statement) {
	text := s.Text
	if n := len(s.Section); n > 0 {
		text = strings.TrimPrefix(text, s.Section[n-1]+"\n")
	}
	var lead *statement
	items, rows := 0, 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if documents.NamesSource(line) {
			continue
		}
		said, numbered := documents.CutNumber(documents.TrimItem(line))
		item, row := documents.IsItem(line) || numbered, isRow(line)
		if !item && items > 0 || !row && rows > 0 {
			e.lists = append(e.lists, max(items, rows))
			items, rows = 0, 0
		}
		switch {
		case item:
			items++
		case row:
			rows++
			u := row1(x, s.N, line)
			e.note(u, head)
			e.cells(x, u, head)
			continue
		}
		for _, sentence := range danish.Sentences(said) {
			u := newStatement(x, s.N, sentence)
			if item {
				u.lead = lead
			} else {
				lead = u
			}
			e.note(u, head)
		}
	}
	e.lists = append(e.lists, max(items, rows))
}

// isRow tells whether a line is a table row as passages hold it.
func isRow(line string) bool {
	first, _, ok := strings.Cut(line, ": ")
	return ok && strings.Contains(line, "; ") && !strings.ContainsAny(first, ".,;")
}

func row1(x danish.Analyser, n int, line string) *statement {
	u := newStatement(x, n, line)
	u.row = true
	return u
}

// cells adds each cell of a row with its column's name under the first cell.
func (e *support) cells(x danish.Analyser, row, head *statement) {
	parts := strings.Split(row.text, "; ")
	_, first, _ := strings.Cut(parts[0], ": ")
	for _, p := range parts[1:] {
		u := row1(x, e.n, first+"; "+p)
		u.whole, u.text, u.key = row, row.text, "" // the reader sees the row
		e.note(u, head)
	}
}

func (e *support) note(u, head *statement) {
	u.above = head.own
	e.units = append(e.units, u)
	e.all.Add(u.words)
	for i, w := range u.words {
		if i > 0 && capital(w.Raw) {
			e.names[w.Text] = true
		}
	}
}

// at is the text of the statement that holds the i-th letter of the source.
func (e *support) at(i int) string {
	for _, u := range e.units {
		if i < len(u.key) {
			return u.text
		}
		i -= len(u.key)
	}
	return ""
}

func newStatement(x danish.Analyser, n int, text string) *statement {
	u := &statement{n: n, text: text, key: danish.Letters(text), words: x.Words(text, false), own: danish.Terms{}}
	u.own.Add(u.words)
	u.each = make([]danish.Terms, len(u.words))
	for i, w := range u.words {
		u.each[i] = danish.Terms{}
		u.each[i].Add([]danish.Word{w})
	}
	u.facts = facts(text, u.words)
	return u
}
