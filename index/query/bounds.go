package query

import (
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// What one question may cost, with what it leans on. A question that people
// write has a few dozen different words and misspells two or three; what goes
// beyond is read as if it were not there.
const (
	maxConcepts = 120 // different words that are looked up for one text
	maxRespelt  = 16  // unknown words for which near spellings are sought: they are what costs
	maxLetters  = 80  // of a word; the longest in Danish laws have some 50
)

// allowance is what a question may still cost.
type allowance struct {
	respelt int
	shown   map[string]float64 // what [Parser.shows] said of a word
}

func newAllowance() *allowance {
	return &allowance{respelt: maxRespelt, shown: map[string]float64{}}
}

// with is the parser for one question.
func (p *Parser) with(left *allowance) *Parser {
	own := *p
	own.left = left
	return &own
}

// mayRespell takes one of the near spellings that may be sought.
func (p *Parser) mayRespell() bool {
	p.left.respelt--
	return p.left.respelt >= 0
}

// bounded are the tokens of a text that are looked up: each word where it stands
// first, no overlong ones, and no more than maxConcepts different ones.
func bounded(toks []danish.Token) []danish.Token {
	seen := map[string]bool{}
	out := make([]danish.Token, 0, len(toks))
	for _, t := range toks {
		if utf8.RuneCountInString(t.Text) > maxLetters {
			continue
		}
		if !seen[t.Text] && len(seen) == maxConcepts {
			break
		}
		seen[t.Text] = true
		out = append(out, t)
	}
	return out
}
