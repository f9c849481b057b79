package index

import (
	"slices"
	"strings"
)

// conceptBuilder gathers the terms of a concept with their frequencies.
type conceptBuilder struct {
	p      *Parser
	c      Concept
	common int // passages that hold the commonest of the synonyms
}

func newConceptBuilder(p *Parser, word string) *conceptBuilder {
	return &conceptBuilder{p: p, c: Concept{Word: word, Weight: 1}}
}

func (b *conceptBuilder) exact(term string, weight float64) {
	b.c.exact = b.add(b.c.exact, term, weight)
}

func (b *conceptBuilder) part(term string, weight float64) {
	b.c.parts = b.add(b.c.parts, term, weight)
}

func (b *conceptBuilder) add(to []variant, term string, weight float64) []variant {
	if weight <= 0 {
		return to
	}
	for i := range to {
		if to[i].term == term {
			to[i].weight = max(to[i].weight, weight)
			return to
		}
	}
	df := b.p.terms.frequency(term)
	if df == 0 {
		return to
	}
	return append(to, variant{term: term, hash: termHash(term), weight: weight, df: df, idf: b.p.idf(df)})
}

// word adds everything that shows one word: itself, words of its origin, the
// word in compounds, synonyms, its own parts, and, where all that is unknown,
// another language's word or a near spelling.
func (b *conceptBuilder) word(t token, english bool) {
	if english {
		b.translate(t.text)
	}
	s := canonical(t.text)
	b.forms(s, 1)
	b.compound(t.text)
	if len(b.c.exact) == 0 && len(b.c.parts) == 0 {
		b.translate(t.text)
	}
	if len(b.c.exact) == 0 && !strings.HasPrefix(t.text, s+"ing") && !b.p.lex.lex.knows(s) {
		b.respell(t.text, s)
	}
	b.c.Verb = !b.c.proper && !english && verbal(s)
	if generalWords[s] && !b.c.proper {
		b.c.Weight = b.p.params.General
	} else if b.c.Verb {
		b.c.Weight = b.p.params.Verb
	}
}

// forms adds a stem, its synonyms, its root and its place inside compounds.
func (b *conceptBuilder) forms(s string, weight float64) {
	b.exact(s, weight)
	b.exact(partMark+s, weight*b.p.params.Part)
	b.exact(rootMark+s, weight*b.p.params.Root)
	if r := root(s); r != "" {
		b.exact(r, weight*b.p.params.Root)
		b.exact(rootMark+r, weight*b.p.params.Root)
	}
	for _, r := range related(s) {
		b.exact(r, weight*b.p.params.Related)
	}
	if syn := b.p.lex.synonyms; syn != nil {
		for _, g := range syn.of[s] {
			b.group(g, weight)
		}
		for _, n := range syn.wider[s] {
			b.exact(n, weight*b.p.params.Narrow)
		}
	}
}

// group adds a synonym group: its phrases, as one term, and its words.
func (b *conceptBuilder) group(g string, weight float64) {
	b.common = max(b.common, b.p.terms.frequency(g))
	b.exact(g, weight*b.p.params.Synonym)
	for _, m := range b.p.lex.synonyms.members[g] {
		b.exact(m, weight*b.p.params.Synonym)
		b.exact(partMark+m, weight*b.p.params.Synonym*b.p.params.Part)
	}
}

// compound adds the parts of a compound word, the last one weighing most.
func (b *conceptBuilder) compound(word string) {
	parts := b.p.lex.lex.split(word)
	for i, p := range parts {
		w := b.p.params.OtherPart
		if i == len(parts)-1 {
			w = b.p.params.LastPart
		}
		b.part(p, w)
		b.part(partMark+p, w*0.8)
		if r := root(p); r != "" {
			b.part(r, w*b.p.params.Root)
			b.part(rootMark+r, w*b.p.params.Root)
		}
	}
}

// translate adds the Danish words for an English, Swedish or Norwegian one.
func (b *conceptBuilder) translate(word string) {
	for i, da := range translations(word) {
		b.forms(canonical(fold(da)), b.p.params.Foreign*max(0.6, 1-0.1*float64(i)))
		b.compound(fold(da))
	}
}

// respell takes the nearest words of the materials for one they do not hold.
func (b *conceptBuilder) respell(word, s string) {
	if len(s) < 4 {
		return
	}
	distance := 1
	if len(s) >= 7 {
		distance = 2
	}
	var best []similar
	for _, prefix := range []string{s[:1]} {
		best = append(best, b.p.terms.near(s, distance, prefix)...)
	}
	best = slices.DeleteFunc(best, func(n similar) bool {
		return strings.ContainsAny(n.term[:1], partMark+rootMark+groupMark) || n.term == s
	})
	slices.SortFunc(best, func(a, c similar) int {
		if a.distance != c.distance {
			return a.distance - c.distance
		}
		return c.count - a.count
	})
	// A compound whose parts are known is a word, not a misspelling of one that
	// differs by two letters.
	if len(b.c.parts) > 0 && len(best) > 0 && best[0].distance > 1 {
		return
	}
	for i, n := range best {
		if i == 2 || n.distance > best[0].distance {
			break
		}
		if i == 0 {
			b.c.Fixed = n.term
		}
		w := b.p.params.Typo
		if n.distance > 1 {
			w *= 0.8
		}
		b.exact(n.term, w)
		b.exact(partMark+n.term, w*b.p.params.Part)
	}
}

// asCommon makes a word as common as its synonyms: where "AI" stands once and
// "kunstig intelligens" everywhere, it is no rare thing to ask about.
func (b *conceptBuilder) asCommon() {
	for i := range b.c.exact {
		v := &b.c.exact[i]
		if v.weight >= min(1, b.p.params.Synonym) && v.df < b.common {
			v.idf = b.p.idf(b.common)
		}
	}
}

// done completes the concept.
func (b *conceptBuilder) done() Concept {
	b.asCommon()
	for _, v := range append(slices.Clone(b.c.exact), b.c.parts...) {
		b.c.Known = true
		if v.weight >= 0.5 {
			b.c.Rare = max(b.c.Rare, v.idf)
		}
	}
	return b.c
}
