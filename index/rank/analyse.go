package rank

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Analysed is what the index holds of one passage.
type Analysed struct {
	Words      int
	Text, head []danish.Term
	asked      []danish.Term // of the questions that it is known to answer; the position is the question's number
	Joined     string        // the terms as the engine takes them, each followed by a space: those of the text and of the headings once for every time they occur, those of what is asked once
	Terms      int           // how many the engine takes
}

// Analyse makes a passage's terms.
func Analyse(lex *danish.Lexicon, p documents.Passage) Analysed {
	body := labelsOnce(p.Body())
	out := Analysed{Words: len(strings.Fields(body))}
	toks := danish.Tokenize(body)
	out.Text = append(lex.AppendTerms(nil, toks), marks(toks)...)
	depth := 0
	for i := len(p.Section) - 1; i >= 0; i-- {
		out.head = append(out.head, at(depth, lex.Terms(p.Section[i]))...)
		depth++
	}
	if len(p.Section) == 0 || p.Section[0] != p.Title {
		out.head = append(out.head, at(max(depth, 1), lex.Terms(p.Title))...)
	}
	for i, a := range p.Asked {
		from := len(out.asked)
		toks = danish.AppendTokens(toks[:0], a.Question)
		out.asked = lex.AppendTerms(out.asked, toks)
		at(i, out.asked[from:])
	}
	out.join()
	return out
}

// at sets the position of terms: the depth of a heading, the number of a question.
func at(pos int, terms []danish.Term) []danish.Term {
	for i := range terms {
		terms[i].Pos = pos
	}
	return terms
}

// join writes the terms that the engine takes.
func (d *Analysed) join() {
	var b strings.Builder
	d.each(func(t danish.Term) {
		b.WriteString(t.Text)
		b.WriteByte(' ')
		d.Terms++
	})
	d.Joined = b.String()
}

// each goes through the terms that the engine takes.
func (d Analysed) each(take func(danish.Term)) {
	for _, run := range [][]danish.Term{d.Text, d.head} {
		for _, t := range run {
			if !strings.HasPrefix(t.Text, markSign) {
				take(t)
			}
		}
	}
	seen := map[uint32]bool{}
	for _, t := range d.asked {
		if !seen[t.Hash] {
			seen[t.Hash] = true
			take(t)
		}
	}
}
