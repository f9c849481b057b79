package query

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// Vocabulary tells which terms the passages hold.
type Vocabulary interface {
	// frequency is the number of passages that hold a term.
	Frequency(term string) int
	// near gives the terms within an edit distance of 1 or 2 that begin with prefix.
	Near(term string, distance int, prefix string) []Similar
}

// Similar is a term of the index near a misspelt one.
type Similar struct {
	Term     string
	Distance int
	Count    int
}

// Parser makes questions ready for the passages of one index.
type Parser struct {
	Lex    *danish.Lexicon
	Terms  Vocabulary
	Count  int // passages
	Params Params
	left   *allowance // of the question that is parsed
}

// Leaning tells whether a question leans on the one before it; known is false
// where that cannot be told.
type Leaning func(question, before string) (leans, known bool)

// Parse makes a question ready for search. history is the conversation so
// far, oldest first; it is used only where the question leans on it, which leaning
// tells; without one, or where it does not know, the question's words do.
func (p *Parser) Parse(question string, history []Turn, leaning Leaning) *Query {
	p = p.with(newAllowance())
	asked := danish.Clean(question)
	text, written := p.spell(asked)
	toks := danish.Tokenize(text)
	words := danish.Folded(toks)
	core := within(toks, text)
	q := &Query{Text: asked, Spelt: text, Kind: KindOf(danish.Folded(core)), English: danish.English(words)}
	q.Concepts = p.concepts(toks, q.English)
	if len(core) < len(toks) {
		p.lighten(q, core)
	}
	q.Focus, q.Counts = focus(toks, q)
	if q.Focus < 0 {
		p.whole(toks, q)
	}
	q.Polar = q.Kind == KindAny && danish.Polar(danish.Folded(core))
	if before := leaning.before(history); before != "" && leaning.leans(words, q, before) {
		q.FollowUp, q.Before = true, before
		p.carry(q, history)
	}
	for i, c := range q.Concepts {
		if w, ok := written[c.Word]; ok {
			q.Concepts[i].Word, q.Concepts[i].Fixed = w, c.Word
		}
	}
	return q
}

// within are the tokens of a text with which it asks.
func within(toks []danish.Token, text string) []danish.Token {
	from, to := danish.Asked(text)
	return slices.DeleteFunc(slices.Clone(toks), func(t danish.Token) bool { return t.Start < from || t.Start >= to })
}

// lighten takes weight from the concepts that none of the tokens names.
func (p *Parser) lighten(q *Query, core []danish.Token) {
	for i := range q.Concepts {
		c := &q.Concepts[i]
		first, _, _ := strings.Cut(c.Word, " ")
		stem := p.Lex.Stem(danish.Fold(first))
		if !slices.ContainsFunc(core, func(t danish.Token) bool { return t.Raw == first || p.Lex.Stem(t.Text) == stem }) {
			c.Weight *= p.Params.Aside
		}
	}
}

// focus finds the concept that the question asks for: the word after "hvor
// mange", "hvilken" and the like, with at most one word between.
func focus(toks []danish.Token, q *Query) (concept int, counts bool) {
	whole := danish.Whole(toks)
	for i := 1; i < len(whole); i++ {
		two := whole[i-1].Text + " " + whole[i].Text
		many := two == "hvor mange" || two == "how many"
		which := strings.HasPrefix(whole[i-1].Text, "hvilke") || whole[i-1].Text == "which" || whole[i-1].Text == "what"
		if !many && !which {
			continue
		}
		from := i
		if many {
			from = i + 1
		}
		for _, t := range whole[min(from, len(whole)):min(from+2, len(whole))] {
			if _, counted := danish.NumberOf(t); counted {
				continue // "hvilke tre mål": the goals are asked for
			}
			for c := range q.Concepts {
				if strings.HasPrefix(q.Concepts[c].Word, t.Raw) && q.Concepts[c].Weight >= 0.9 {
					return c, many
				}
			}
		}
	}
	return -1, false
}

// counting stand before the number of things that are known to be so many:
// "de seks principper".
var counting = danish.WordSet(`de the alle all`)

// whole finds what a question asks a whole list of without "hvilke": "de seks
// principper", "opsummer principperne", "en tjekliste før ibrugtagning".
func (p *Parser) whole(toks []danish.Token, q *Query) {
	words := danish.Whole(toks)
	for i, t := range words {
		from := -1
		switch _, number := danish.NumberOf(t); {
		case number && i > 0 && counting[words[i-1].Text] && (q.Kind == KindAny || q.Kind == KindDefinition || q.Kind == KindList):
			from = i + 1
		case q.Kind == KindList && (strings.HasPrefix(t.Text, "opsummer") || strings.HasPrefix(t.Text, "summari") || t.Text == "naevn" || strings.HasPrefix(t.Text, "oplist")):
			from = i + 1
		case q.Kind == KindList && (t.Text == "tjekliste" || t.Text == "tjeklisten" || t.Text == "checklist"):
			from = i
		}
		if from < 0 {
			continue
		}
		for _, w := range words[from:min(from+3, len(words))] {
			for c := range q.Concepts {
				if strings.HasPrefix(q.Concepts[c].Word, w.Raw) && q.Concepts[c].Weight >= 0.6 {
					q.Kind, q.Focus = KindList, c
					return
				}
			}
		}
	}
}

// concepts finds the things a text asks about, phrases before single words.
func (p *Parser) concepts(toks []danish.Token, english bool) []Concept {
	whole := p.apart(bounded(toks))
	stems := make([]string, len(whole))
	for i, t := range whole {
		stems[i] = danish.Canonical(t.Text)
	}
	var out []Concept
	seen := map[string]bool{}
	for i := 0; i < len(whole); {
		group, n := p.Lex.Synonyms.Match(stems, i)
		if n > 1 {
			out = append(out, p.phrase(whole[i:i+n], stems[i:i+n], group))
			i += n
			continue
		}
		word := whole[i].Text
		again := seen[word] && !whole[i].Number
		seen[word] = true
		if again {
			i++
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
func (p *Parser) apart(toks []danish.Token) []danish.Token {
	var out []danish.Token
	for i := 0; i < len(toks); {
		pieces := i + 1
		for pieces < len(toks) && toks[pieces].Hyphen {
			pieces++
		}
		words := slices.Clone(toks[i+1 : pieces])
		short := slices.ContainsFunc(words, func(t danish.Token) bool { return utf8.RuneCountInString(t.Text) < 2 })
		if len(words) == 0 || short || p.shows(toks[i]) > 0 {
			words = toks[i : i+1]
		} else if p.shows(words[len(words)-1]) < p.Params.Typo {
			for j := range words[:len(words)-1] {
				words[j].Light = true
			}
		}
		out = append(out, words...)
		i = pieces
	}
	return out
}

// shows tells how well the materials can show a word: the greatest weight of
// its terms, 0 where they hold none.
func (p *Parser) shows(t danish.Token) float64 {
	if known, ok := p.left.shown[t.Text]; ok {
		return known
	}
	b := newConceptBuilder(p, t.Raw)
	b.word(t, false)
	best := 0.0
	for _, v := range append(b.c.Exact, b.c.Parts...) {
		best = max(best, v.Weight)
	}
	p.left.shown[t.Text] = best
	return best
}

func (c Concept) same(o Concept) bool {
	return len(c.Exact) > 0 && len(o.Exact) > 0 && c.Exact[0].Term == o.Exact[0].Term
}

// phrase is the concept of a synonym group's phrase of several words.
func (p *Parser) phrase(toks []danish.Token, stems []string, group string) Concept {
	word := toks[0].Raw
	for _, t := range toks[1:] {
		word += " " + t.Raw
	}
	b := newConceptBuilder(p, word)
	b.group(group, 1)
	for _, st := range stems {
		b.part(st, p.Params.OtherPart)
	}
	return b.done()
}

// concept is that of the i-th word; false where the word means nothing alone.
func (p *Parser) concept(toks []danish.Token, i int, english bool) (Concept, bool) {
	t := toks[i]
	if t.Number {
		b := newConceptBuilder(p, t.Raw)
		b.c.number = true
		b.exact(t.Text, 1)
		if i+1 < len(toks) {
			if v := danish.Scaled(t, toks[i+1].Text); v != "" {
				b.exact(v, 1)
			}
		}
		return b.done(), true
	}
	if (danish.StopWords[t.Text] || english && danish.EnglishStop[t.Text]) && !danish.Acronym(t.Raw) {
		return Concept{}, false
	}
	if i > 0 && measure(toks[i-1].Text, t.Text) {
		return Concept{}, false
	}
	b := newConceptBuilder(p, t.Raw)
	b.c.proper = i > 0 && danish.StartsUpper(t.Raw)
	b.word(t, english)
	if t.Hyphen {
		b.c.Verb, b.c.Weight = false, 1 // what is joined by a hyphen is a noun
	}
	if t.Light {
		b.c.Weight = p.Params.General
	}
	// "Hvilke tre mål": a text that lists things seldom counts them.
	if _, counted := danish.NumberOf(t); counted && i > 0 && (toks[i-1].Text == "hvilke" || toks[i-1].Text == "which") {
		b.c.Weight = p.Params.General
	}
	return b.done(), true
}

// IDF is the inverse document frequency of BM25 (Robertson and Spärck Jones),
// never negative.
func (p *Parser) IDF(df int) float64 {
	if df == 0 {
		return 0
	}
	n := float64(p.Count)
	return math.Log(1 + (n-float64(df)+0.5)/(float64(df)+0.5))
}
