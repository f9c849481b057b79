package verify

import (
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// support is a source, analysed once for all sentences of an answer.
type support struct {
	text  string // with title and headings
	units []statement
	all   danish.Terms    // of the whole source, its headings included
	names map[string]bool // words that the source writes as names: capital letter, not at a sentence's start
	first map[string]bool // words that begin a sentence; false where they stand in lower case as well
}

// statement is a sentence, list item or table row of a source.
type statement struct {
	text    string // as it stands in the source
	key     string // its letters and digits
	words   []danish.Word
	own     danish.Terms // of its words
	around  danish.Terms // of its words, the headings and the sentence that introduces it
	beside  danish.Terms // of the sentences before and after it in its paragraph
	facts   []fact
	context []fact // of the headings and the sentence that introduces it
	clauses []clause
	head    bool // the title and the headings
}

// clause is a part of a sentence between commas.
type clause struct {
	words []danish.Word
	forms []string // of each word, see formsOf
	held  danish.Terms
}

// newSupport analyses a source.
func newSupport(x danish.Analyser, s Source) *support {
	e := &support{text: s.Title + "\n" + strings.Join(s.Section, "\n") + "\n" + s.Text, all: danish.Terms{}, names: map[string]bool{}, first: map[string]bool{}}
	head := newStatement(x, s.Title+"\n"+strings.Join(s.Section, "\n"))
	e.all.Add(head.words)
	text := s.Text
	if n := len(s.Section); n > 0 {
		text = strings.TrimPrefix(text, s.Section[n-1]+"\n")
	}
	var lead *statement
	var list []string // the sentence that introduces a list, and its items
	for _, line := range strings.Split(text, "\n") {
		item := documents.IsItem(line) || numberedItem(line)
		if !item {
			e.join(x, head, list)
			list = nil
		}
		first := len(e.units)
		for _, sentence := range danish.Sentences(documents.TrimItem(line)) {
			u := newStatement(x, sentence)
			u.under(head)
			if item && lead != nil {
				u.under(*lead)
			}
			e.note(u)
			e.units = append(e.units, u)
			if !item {
				lead = &u
				list = []string{sentence}
			}
		}
		if item {
			list = append(list, documents.TrimItem(line))
		}
		e.beside(first)
	}
	e.join(x, head, list)
	head.head = true
	e.units = append(e.units, head)
	return e
}

// under puts a statement under a heading or the sentence that introduces it.
func (u *statement) under(h statement) {
	u.around.Add(h.words)
	u.context = append(slices.Clone(u.context), h.facts...)
}

// beside notes the neighbours of the statements of a paragraph.
func (e *support) beside(first int) {
	for i := first; i < len(e.units); i++ {
		if i > first {
			e.units[i].beside.Add(e.units[i-1].words)
		}
		if i+1 < len(e.units) {
			e.units[i].beside.Add(e.units[i+1].words)
		}
	}
}

// shortItem is how many words the items of a list may have that is read as one
// sentence with what introduces it.
const shortItem = 6

// join adds a list of short items as one statement.
func (e *support) join(x danish.Analyser, head statement, list []string) {
	if len(list) < 3 {
		return
	}
	for _, item := range list[1:] {
		if len(strings.Fields(item)) > shortItem {
			return
		}
	}
	u := newStatement(x, list[0]+" "+strings.Join(list[1:], " og "))
	u.under(head)
	e.units = append(e.units, u)
}

func numberedItem(line string) bool {
	_, rest, ok := strings.Cut(strings.TrimSpace(line), ". ")
	_, err := strconv.Atoi(strings.TrimSuffix(line[:len(line)-len(rest)], ". "))
	return ok && err == nil
}

func (e *support) note(u statement) {
	e.all.Add(u.words)
	for i, w := range u.words {
		switch _, seen := e.first[w.Text]; {
		case !capital(w.Raw):
			e.first[w.Text] = false
		case i > 0:
			e.names[w.Text] = true
		case !seen:
			e.first[w.Text] = true
		}
	}
}

func newStatement(x danish.Analyser, text string) statement {
	u := statement{text: text, key: danish.Letters(text), words: x.Words(text, false), own: danish.Terms{}, around: danish.Terms{}, beside: danish.Terms{}}
	u.own.Add(u.words)
	u.around.Add(u.words)
	u.facts = facts(text, u.words)
	u.clauses = clauses(text, u.words)
	return u
}

// clauses cuts a sentence at its commas; a part that says nothing by
// itself, such as ", stk. 1,", stays with the one before it.
func clauses(text string, words []danish.Word) []clause {
	var out []clause
	from, inAside := 0, false
	for i := range words {
		last := i+1 == len(words)
		if !last && !strings.ContainsAny(text[words[i].End:words[i+1].Start], ",;") && !goesOn(words, i+1) {
			continue
		}
		part := words[from : i+1]
		from = i + 1
		aside := asides[part[0].Text]
		join := aside || inAside || part[0].Text == "at"
		inAside = aside
		if len(out) > 0 && (!says(part) || join) {
			prev := &out[len(out)-1]
			prev.words = append(slices.Clone(prev.words), part...)
			prev.held.Add(part)
			continue
		}
		c := clause{words: part, held: danish.Terms{}}
		c.held.Add(part)
		out = append(out, c)
	}
	for i := range out {
		out[i].forms = formsOf(out[i].words)
	}
	return out
}

// goesOn tells whether a second verb begins at word i: "gælder i Danmark og
// skal ikke først gennemføres".
func goesOn(words []danish.Word, i int) bool {
	and := words[i].Text == "og" || words[i].Text == "men"
	return and && i+1 < len(words) && (words[i+1].Verb || finite[words[i+1].Text])
}

var finite = danish.WordSet(`skal kan maa boer er var har havde bliver blev vil`)

// asides begin a remark between commas that the clause goes on after.
var asides = danish.WordSet(`isaer herunder blandt fx f jf dvs bortset`)

// says tells whether words hold one that means something by itself.
func says(words []danish.Word) bool {
	return slices.ContainsFunc(words, content)
}

// content tells whether a word means something by itself.
func content(w danish.Word) bool {
	_, ref := referenceKinds[w.Text]
	return !w.Stop && w.Value == "" && !ref && len(w.Text) > 1 && !polarityWord(w) && !(len(w.Raw) == 3 && w.Raw[1] == '-')
}
