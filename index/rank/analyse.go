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
}

// Analyse makes a passage's terms.
func Analyse(lex *danish.Lexicon, p documents.Passage) Analysed {
	body := labelsOnce(p.Body())
	out := Analysed{Words: len(strings.Fields(body))}
	toks := danish.Tokenize(body)
	out.Text = append(lex.GroupTerms(toks), marks(toks)...)
	depth := 0
	for i := len(p.Section) - 1; i >= 0; i-- {
		out.head = append(out.head, atDepth(lex.WithGroups(p.Section[i]), depth)...)
		depth++
	}
	if len(p.Section) == 0 || p.Section[0] != p.Title {
		out.head = append(out.head, atDepth(lex.WithGroups(p.Title), max(depth, 1))...)
	}
	return out
}

func atDepth(terms []danish.Term, depth int) []danish.Term {
	for i := range terms {
		terms[i].Pos = depth
	}
	return terms
}

// Terms is how many terms the engine takes.
func (d Analysed) Terms() int {
	n := 0
	for _, run := range [][]danish.Term{d.Text, d.head} {
		for _, t := range run {
			if !strings.HasPrefix(t.Text, markSign) {
				n++
			}
		}
	}
	return n
}

// Joined writes the terms as the engine takes them: each once for every time
// it occurs, of the text and of the headings.
func (d Analysed) Joined() string {
	var b strings.Builder
	for _, run := range [][]danish.Term{d.Text, d.head} {
		for _, t := range run {
			if strings.HasPrefix(t.Text, markSign) {
				continue
			}
			b.WriteString(t.Text)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
