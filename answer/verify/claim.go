package verify

import (
	"math"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Thresholds of verification, measured on labelled sentences (docs/answers.md).
const (
	minRepair  = 0.75 // share for giving a sentence without a citation its source
	minLocal   = 0.75 // how near the best rival the statement with a fact must come
	minPlaced  = 0.35 // how near the best statement of all it must come
	minAligned = 0.5  // share of a clause that a source's clause must hold to be compared with it
	nameWeight = 4    // of a name beside another word in finding where the claim stands
	nearBest   = 0.85 // clauses this near the best one count as well
	fairlyNear = 0.7  // the same for clauses that hold an opposite
	outside    = 0.5  // of a word of another clause in finding where a fact stands
	farOutside = 0.2  // and where a name does
	verbNear   = 0.45 // and for clauses of one statement that hold the verb
	sameNear   = 0.8  // for clauses that hold the word itself
)

// claim is a sentence of a model beside the sources that it cites.
type claim struct {
	v       *Verifier
	text    string
	texts   []string // of the cited sources
	words   []danish.Word
	facts   []fact
	clauses []clause
	units   []*statement // of all cited sources
	all     []*support
	weight  []float64 // of each word in finding where the claim stands
}

func (v *Verifier) claim(sentence string, cited []*support) *claim {
	if v.English {
		sentence = danishNumbers(sentence)
	}
	c := &claim{v: v, text: sentence, words: v.Index.Words(sentence, v.English), all: cited}
	if v.English {
		c.words = slices.DeleteFunc(c.words, func(w danish.Word) bool { return w.Value != "" && !w.Digits && danishOnly[w.Text] })
	}
	c.facts = facts(sentence, c.words)
	c.clauses = clauses(sentence, c.words)
	for _, s := range cited {
		c.texts = append(c.texts, s.text)
		for i := range s.units {
			c.units = append(c.units, &s.units[i])
		}
	}
	c.weigh()
	return c
}

// weigh gives each content word its weight: names weigh more, and words that
// many statements hold less.
func (c *claim) weigh() {
	c.weight = make([]float64, len(c.words))
	for i, w := range c.words {
		if !content(w) {
			continue
		}
		n := 0.0
		for _, u := range c.units {
			if w.Near(u.own) {
				n++
			}
		}
		c.weight[i] = 1 / math.Sqrt(max(n, 1))
		if n > 0 && (capital(w.Raw) && !c.startsSentence(i) || office(w)) {
			c.weight[i] *= nameWeight
		}
	}
}

// judge gives the reason why the sources do not carry the claim.
func (c *claim) judge() string {
	switch {
	case c.verbatim():
		return ""
	case c.contents() == 0 && len(c.facts) == 0, len(c.facts) > maxFacts:
		return ReasonUncarried
	case !c.factsHold():
		return ReasonNumber
	case !c.namesHold():
		return ReasonName
	case !quotesHold(c.text, c.texts):
		return ReasonQuote
	case c.v.English:
		return ""
	case c.turned():
		return ReasonNegation
	case c.exceeds() || c.itemAdded():
		return ReasonUncarried
	}
	return ""
}

// verbatim tells whether the claim is a statement of the sources, letter by letter.
func (c *claim) verbatim() bool {
	key := danish.Letters(c.text)
	return slices.ContainsFunc(c.units, func(u *statement) bool { return !u.head && u.key == key })
}

// contents counts the content words.
func (c *claim) contents() int {
	n := 0
	for _, w := range c.words {
		if content(w) {
			n++
		}
	}
	return n
}

// carried is the share of the content words that the sources hold, 1 where
// there are none.
func (c *claim) carried() float64 {
	held, all := 0.0, 0.0
	for _, w := range c.words {
		all += weight(w)
		if weight(w) > 0 && c.holds(w) {
			held += weight(w)
		}
	}
	if all == 0 {
		return 1
	}
	return held / all
}

func (c *claim) holds(w danish.Word) bool {
	return slices.ContainsFunc(c.all, func(s *support) bool { return w.Near(s.all) })
}

// itemAdded tells whether an enumeration holds an item that the sources do not.
func (c *claim) itemAdded() bool {
	short, added := 0, false
	for _, cl := range c.clauses {
		n := 0
		for _, w := range cl.words {
			if content(w) {
				n++
			}
		}
		if n > 2 || slices.ContainsFunc(cl.words, func(w danish.Word) bool { return w.Value != "" }) {
			continue
		}
		short++
		added = added || slices.ContainsFunc(cl.words, func(w danish.Word) bool { return weight(w) == 1 && len(w.Text) > 5 && !c.holds(w) })
	}
	return short >= 3 && added
}

// local is how much of the claim around a place a clause and its statement hold: words near them count double, the clause's own words most.
func (c *claim) local(p place, u *statement, cl *clause) float64 {
	sum := 0.0
	i, to := p.i, p.to
	own := c.clauseOf(i)
	for j, w := range c.words {
		if j >= i && j < to || c.weight[j] == 0 {
			continue
		}
		weight := c.weight[j]
		if own != nil && !within(own, w) {
			weight *= p.outside
		}
		if j >= i-6 && j < to+6 {
			weight *= 2
		}
		sum += weight * max(held(w, cl.held), 0.6*held(w, u.own), 0.5*held(w, u.around), 0.4*held(w, u.beside))
	}
	return sum
}

// clauseOf is the clause that the i-th word stands in.
func (c *claim) clauseOf(i int) *clause {
	for k := range c.clauses {
		if within(&c.clauses[k], c.words[i]) {
			return &c.clauses[k]
		}
	}
	return nil
}

// held is how well terms hold a word: 1 by itself, less by a word like it.
func held(w danish.Word, t danish.Terms) float64 {
	switch {
	case w.In(t):
		return 1
	case w.Near(t):
		return 0.8
	}
	return 0
}

// place asks where the claim's words from i to to stand in the sources.
type place struct {
	i, to int
	holds func(*statement, *clause) bool
	// rivals tells of a clause that it holds another thing of the kind; nil
	// where every clause is one that the words must be held by.
	rivals  func(*statement, *clause) bool
	outside float64 // what a word of another clause of the claim counts
	with    []fact  // facts of another kind in the same clause, which stand where this one does
}

// placed tells whether the words stand in the sources where the rest of the
// claim stands: in a clause that holds nearly as much of it as the best rival,
// and not much less than the best of all.
func (c *claim) placed(p place) bool {
	top, rival, own := 0.0, 0.0, -1.0
	for _, u := range c.units {
		for k := range u.clauses {
			cl := &u.clauses[k]
			s := c.local(p, u, cl) + company(p.with, u, cl)
			top = max(top, s)
			if p.holds(u, cl) {
				own = max(own, s)
			} else if p.rivals == nil || p.rivals(u, cl) {
				rival = max(rival, s)
			}
		}
	}
	return own >= 0 && own >= minLocal*rival && own >= minPlaced*top
}

// company is how much a clause holds of the facts that stand beside one.
func company(with []fact, u *statement, cl *clause) float64 {
	sum := 0.0
	for _, f := range with {
		for _, g := range u.facts {
			if f.same(g) && within(cl, u.words[g.at]) {
				sum += 1.5
				break
			}
		}
	}
	return sum
}

func (c *claim) startsSentence(i int) bool {
	before := strings.TrimRight(c.text[:c.words[i].Start], " \"»“”'(")
	return before == "" || strings.HasSuffix(before, ".") || strings.HasSuffix(before, ":") || strings.HasSuffix(before, ";") || strings.HasSuffix(before, "-")
}

// inQuote tells whether a word stands in a quotation, which is compared as a whole.
func (c *claim) inQuote(w danish.Word) bool {
	for _, m := range danish.Quoted.FindAllStringIndex(c.text, -1) {
		if w.Start >= m[0] && w.End <= m[1] {
			return true
		}
	}
	return false
}
