package rank

import (
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// Compare tells how far each of the texts shows each concept of a query, from
// 0 (not at all) to 1 (by the word itself).
func (m *Matcher) Compare(lex *danish.Lexicon, texts []string) [][]float64 {
	out := make([][]float64, len(texts))
	for i, t := range texts {
		out[i] = m.shares(lex.Terms(t))
	}
	return out
}

func (m *Matcher) shares(terms []danish.Term) []float64 {
	found := m.nothing()
	for _, t := range terms {
		for _, s := range m.find(t.Hash) {
			m.note(&found[s.concept], s, 1)
		}
	}
	out := make([]float64, len(found))
	for i := range found {
		_, out[i] = m.gain(&found[i], m.q.Concepts[i], m.p.K1)
	}
	return out
}

// verbImportance is the weight of a verb beside a noun in judging an answer.
const verbImportance = 0.5

// Importance is the weight of each concept of a query in judging whether a
// text answers it: rare words weigh more than frequent ones, and words that
// the materials do not hold at all most, with the weight unknown.
func Importance(q *query.Query, unknown float64) []float64 {
	out := make([]float64, len(q.Concepts))
	for i, c := range q.Concepts {
		w := max(c.Rare, c.PartIDF())
		if !c.Known {
			w = unknown
		}
		out[i] = c.Weight * max(w, 0.5)
		// A follow-up's verb may be all that it asks anew.
		if c.Verb && !q.FollowUp {
			out[i] *= verbImportance
		}
	}
	return out
}

// Counted tells whether a number stands by a concept in a text: before it with
// at most four words between, or right after it.
func (m *Matcher) Counted(lex *danish.Lexicon, concept int, text string) bool {
	numbers := map[int]bool{}
	pos := -1
	for _, t := range danish.Tokenize(text) {
		if t.Hyphen {
			continue
		}
		pos++
		if _, ok := danish.NumberOf(t); ok || t.Number {
			numbers[pos] = true
		}
	}
	for _, t := range lex.Terms(text) {
		for _, sl := range m.find(t.Hash) {
			if sl.concept == concept && sl.v.Weight >= 0.4 && numberBy(numbers, t.Pos) {
				return true
			}
		}
	}
	return false
}

func numberBy(numbers map[int]bool, pos int) bool {
	for d := -5; d <= 2; d++ {
		if numbers[pos+d] {
			return true
		}
	}
	return false
}
