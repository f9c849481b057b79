package query

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// pronouns are folded words that point back to what was said before.
var pronouns = danish.WordSet(`den det de dem der denne dette disse deres dens dets han hun ham hende hans hendes it they them their its
	that those these he she his her sidstnaevnte foerstnaevnte samme`)

// openers begin a question that goes on from the one before.
var openers = danish.WordSet(`og men ellers ogsaa saa and but also then what`)

// leans tells whether a question leans on the one before it, by its words where that is all there is.
func (l Leaning) leans(words []string, q *Query, before string) bool {
	if l != nil {
		if leans, known := l(q.Text, before); known {
			return leans
		}
	}
	return leansByWords(words, q)
}

// before is the question that the next may lean on: the last, with the one before
// it where it leaned on that itself; "" where there is none.
func (l Leaning) before(history []Turn) string {
	n := len(history)
	if n == 0 {
		return ""
	}
	last := Lately(history[n-1].Question)
	if n > 1 && l != nil {
		if first := Lately(history[n-2].Question); first != "" {
			if leans, _ := l(last, first); leans {
				return first + " " + last
			}
		}
	}
	return last
}

// lastRunes is on how many characters of a long question, at its end, the next may
// lean: there it asks.
const lastRunes = 200

// Lately is what the next question may lean on of one: all of it or, of a long
// one, the end, from the beginning of a word.
func Lately(question string) string {
	text := danish.Clean(question)
	runes := []rune(text)
	if len(runes) <= lastRunes {
		return text
	}
	_, words, _ := strings.Cut(string(runes[len(runes)-lastRunes:]), " ")
	return words
}

// leansByWords tells by its words whether a question needs the conversation to
// be understood: it goes on from it ("og …", "hvad med …"), points back with a pronoun and says
// little itself, or names next to nothing.
func leansByWords(words []string, q *Query) bool {
	if len(words) == 0 {
		return false
	}
	strong, said := 0, 0
	for _, c := range q.Concepts {
		if c.Weight >= 0.9 && !c.Verb {
			said++
		}
		if c.Weight >= 1 && c.Known {
			strong++
		}
	}
	text := strings.Join(words, " ")
	switch {
	case said == 0:
		return true
	case strings.HasPrefix(text, "hvad med ") || strings.HasPrefix(text, "what about ") || strings.HasPrefix(text, "og ") || strings.HasPrefix(text, "and "):
		return true
	case strings.HasPrefix(text, "det ") || openers[words[0]] && words[0] != "what":
		return strong <= 2
	}
	last := words[len(words)-1]
	pointing := pronouns[last] && last != "der" && last != "samme" || slices.ContainsFunc(words, func(w string) bool {
		return w == "ellers" || w == "denne" || w == "disse" || w == "dem" || w == "deres" || w == "they" || w == "their" || w == "them"
	})
	if pointing {
		return strong <= 2
	}
	return strong <= 1 && slices.ContainsFunc(words, func(w string) bool { return pronouns[w] && w != "der" })
}

// among tells whether a question chooses among what was said before: "hvem af
// dem", "which of these".
func among(words []string) bool {
	for i, w := range words[:max(0, len(words)-1)] {
		if next := words[i+1]; w == "af" && (next == "dem" || next == "disse") || w == "of" && (next == "them" || next == "these" || next == "those") {
			return true
		}
	}
	return false
}

// carry adds the concepts of the last turns that the question leaves unsaid:
// those of the question before it, and, lighter, the names of its answer.
func (p *Parser) carry(q *Query, history []Turn) {
	last := history[len(history)-1]
	q.Said = danish.Clean(last.Answer)
	q.Among = among(danish.Folded(danish.Tokenize(q.Text)))
	weight := p.Params.Carried
	toks := danish.Tokenize(danish.Clean(last.Question))
	added := p.addCarried(q, p.concepts(toks, danish.English(danish.Folded(toks))), weight, false)
	p.addCarried(q, p.concepts(danish.Tokenize(danish.Clean(last.Answer)), false), weight*0.5, true)
	if added == 0 && len(history) > 1 {
		before := danish.Tokenize(danish.Clean(history[len(history)-2].Question))
		p.addCarried(q, p.concepts(before, danish.English(danish.Folded(before))), weight*0.6, false)
	}
	if q.Kind == KindAny && added > 0 {
		q.Kind = KindOf(danish.Folded(toks))
	}
}

// addCarried takes over the concepts a question lacks; of an answer's, only
// its first and rarest.
func (p *Parser) addCarried(q *Query, from []Concept, weight float64, answer bool) int {
	n := 0
	if answer {
		slices.SortStableFunc(from, func(a, b Concept) int { return int(100 * (b.Rare - a.Rare)) })
		from = from[:min(len(from), 6)]
	}
	for _, c := range from {
		if !c.Known || c.number && answer || slices.ContainsFunc(q.Concepts, func(o Concept) bool { return o.same(c) }) {
			continue
		}
		c.Weight *= weight
		c.Carried = true
		q.Concepts = append(q.Concepts, c)
		n++
	}
	return n
}
