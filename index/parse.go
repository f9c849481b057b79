package index

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// Vocabulary tells which terms the passages hold.
type Vocabulary interface {
	// Frequency is the number of passages that hold a term.
	frequency(term string) int
	// near gives the terms within an edit distance of 1 or 2 that begin with prefix.
	near(term string, distance int, prefix string) []similar
}

// Parser makes questions ready for the passages of one index.
type Parser struct {
	lex    *Lexicon
	terms  Vocabulary
	count  int // passages
	params Params
}

// Parse makes a question ready for search. history is the conversation so
// far, oldest first; it is used only where the question leans on it.
func (p *Parser) Parse(question string, history []Turn) *Query {
	text := Clean(question)
	toks := tokenize(text)
	words := folded(toks)
	core := within(toks, text)
	q := &Query{Text: text, Kind: kindOf(folded(core)), English: english(words)}
	q.Concepts = p.concepts(toks, q.English)
	if len(core) < len(toks) {
		p.lighten(q, core)
	}
	q.Focus, q.Counts = focus(toks, q)
	if len(history) > 0 && leans(words, q) {
		q.FollowUp = true
		p.carry(q, history)
	}
	return q
}

// within are the tokens of a text with which it asks.
func within(toks []token, text string) []token {
	from, to := asked(text)
	return slices.DeleteFunc(slices.Clone(toks), func(t token) bool { return t.start < from || t.start >= to })
}

// lighten takes weight from the concepts that none of the tokens names.
func (p *Parser) lighten(q *Query, core []token) {
	for i := range q.Concepts {
		c := &q.Concepts[i]
		first, _, _ := strings.Cut(c.Word, " ")
		stem := p.lex.stem(fold(first))
		if !slices.ContainsFunc(core, func(t token) bool { return t.raw == first || p.lex.stem(t.text) == stem }) {
			c.Weight *= p.params.Aside
		}
	}
}

// focus finds the concept that the question asks for: the word after "hvor
// mange", "hvilken" and the like, with at most one word between.
func focus(toks []token, q *Query) (concept int, counts bool) {
	whole := slices.DeleteFunc(slices.Clone(toks), func(t token) bool { return t.hyphen })
	for i := 1; i < len(whole); i++ {
		two := whole[i-1].text + " " + whole[i].text
		many := two == "hvor mange" || two == "how many"
		which := strings.HasPrefix(whole[i-1].text, "hvilke") || whole[i-1].text == "which" || whole[i-1].text == "what"
		if !many && !which {
			continue
		}
		from := i
		if many {
			from = i + 1
		}
		for _, t := range whole[min(from, len(whole)):min(from+2, len(whole))] {
			if _, counted := numberOf(t); counted {
				continue // "hvilke tre mål": the goals are asked for
			}
			for c := range q.Concepts {
				if strings.HasPrefix(q.Concepts[c].Word, t.raw) && q.Concepts[c].Weight >= 0.9 {
					return c, many
				}
			}
		}
	}
	return -1, false
}

func folded(toks []token) []string {
	out := make([]string, 0, len(toks))
	for _, t := range toks {
		if !t.hyphen {
			out = append(out, t.text)
		}
	}
	return out
}

// concepts finds the things a text asks about, phrases before single words.
func (p *Parser) concepts(toks []token, english bool) []Concept {
	whole := p.apart(toks)
	stems := make([]string, len(whole))
	for i, t := range whole {
		stems[i] = canonical(t.text)
	}
	var out []Concept
	for i := 0; i < len(whole); {
		group, n := p.lex.synonyms.match(stems, i)
		if n > 1 {
			out = append(out, p.phrase(whole[i:i+n], stems[i:i+n], group))
			i += n
			continue
		}
		if c, ok := p.concept(whole, i, english); ok && !slices.ContainsFunc(out, func(o Concept) bool { return o.same(c) }) {
			out = append(out, c)
		}
		i++
	}
	return out
}

// apart are the words of a text, a hyphenated one that nothing is known of as
// its pieces: "AI-literacy" is asked for where the materials write "AI literacy".
// Where they have only another word for the last piece, which says what it is,
// the others weigh little: "it-sælger" is hardly a question about "it".
func (p *Parser) apart(toks []token) []token {
	var out []token
	for i := 0; i < len(toks); {
		pieces := i + 1
		for pieces < len(toks) && toks[pieces].hyphen {
			pieces++
		}
		words := slices.Clone(toks[i+1 : pieces])
		short := slices.ContainsFunc(words, func(t token) bool { return utf8.RuneCountInString(t.text) < 2 })
		if len(words) == 0 || short || p.shows(toks[i]) > 0 {
			words = toks[i : i+1]
		} else if p.shows(words[len(words)-1]) < p.params.Typo {
			for j := range words[:len(words)-1] {
				words[j].light = true
			}
		}
		out = append(out, words...)
		i = pieces
	}
	return out
}

// shows tells how well the materials can show a word: the greatest weight of
// its terms, 0 where they hold none.
func (p *Parser) shows(t token) float64 {
	b := newConceptBuilder(p, t.raw)
	b.word(t, false)
	best := 0.0
	for _, v := range append(b.c.exact, b.c.parts...) {
		best = max(best, v.weight)
	}
	return best
}

func (c Concept) same(o Concept) bool {
	return len(c.exact) > 0 && len(o.exact) > 0 && c.exact[0].term == o.exact[0].term
}

// phrase is the concept of a synonym group's phrase of several words.
func (p *Parser) phrase(toks []token, stems []string, group string) Concept {
	word := toks[0].raw
	for _, t := range toks[1:] {
		word += " " + t.raw
	}
	b := newConceptBuilder(p, word)
	b.group(group, 1)
	for _, st := range stems {
		b.part(st, p.params.OtherPart)
	}
	return b.done()
}

// concept is that of the i-th word; false where the word means nothing alone.
func (p *Parser) concept(toks []token, i int, english bool) (Concept, bool) {
	t := toks[i]
	if t.number {
		b := newConceptBuilder(p, t.raw)
		b.c.number = true
		b.exact(t.text, 1)
		if i+1 < len(toks) {
			if v := scaled(t, toks[i+1].text); v != "" {
				b.exact(v, 1)
			}
		}
		return b.done(), true
	}
	if (stopWords[t.text] || english && englishStop[t.text]) && !acronym(t.raw) {
		return Concept{}, false
	}
	b := newConceptBuilder(p, t.raw)
	b.c.proper = i > 0 && startsUpper(t.raw)
	b.word(t, english)
	if t.hyphen {
		b.c.Verb, b.c.Weight = false, 1 // what is joined by a hyphen is a noun
	}
	if t.light {
		b.c.Weight = p.params.General
	}
	// "Hvilke tre mål": a text that lists things seldom counts them.
	if _, counted := numberOf(t); counted && i > 0 && (toks[i-1].text == "hvilke" || toks[i-1].text == "which") {
		b.c.Weight = p.params.General
	}
	return b.done(), true
}

func startsUpper(w string) bool {
	for _, r := range w {
		return unicode.IsUpper(r)
	}
	return false
}

// idf is the inverse document frequency of BM25 (Robertson and Spärck Jones),
// never negative.
func (p *Parser) idf(df int) float64 {
	if df == 0 {
		return 0
	}
	n := float64(p.count)
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}

// Clean is what a reader sees of a question or an answer, on one line: see
// [documents.Legible]; white space becomes single spaces.
func Clean(text string) string {
	return strings.Join(strings.Fields(danish.Legible(text)), " ")
}
