package query

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
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
	b.c.Exact = b.add(b.c.Exact, term, weight)
}

func (b *conceptBuilder) part(term string, weight float64) {
	b.c.Parts = b.add(b.c.Parts, term, weight)
}

func (b *conceptBuilder) add(to []Variant, term string, weight float64) []Variant {
	if weight <= 0 {
		return to
	}
	for i := range to {
		if to[i].Term == term {
			to[i].Weight = max(to[i].Weight, weight)
			return to
		}
	}
	df := b.p.Terms.Frequency(term)
	if df == 0 {
		return to
	}
	return append(to, Variant{Term: term, Hash: danish.TermHash(term), Weight: weight, DF: df, IDF: b.p.IDF(df)})
}

// word adds everything that shows one word: itself, words of its origin, the
// word in compounds, synonyms, its own parts, and, where all that is unknown,
// another language's word or a near spelling.
func (b *conceptBuilder) word(t danish.Token, english bool) {
	if english {
		b.translate(t.Text)
	}
	s := danish.Canonical(t.Text)
	b.forms(s, 1)
	b.compound(t.Text)
	if len(b.c.Exact) == 0 && len(b.c.Parts) == 0 {
		b.translate(t.Text)
	}
	if len(b.c.Exact) == 0 && !strings.HasPrefix(t.Text, s+"ing") && !b.p.Lex.Knows(s) {
		b.respell(t.Text, s)
	}
	b.c.Verb = !b.c.proper && !english && danish.Verbal(s)
	if generalWords[s] && !b.c.proper {
		b.c.Weight = b.p.Params.General
	} else if b.c.Verb {
		b.c.Weight = b.p.Params.Verb
	}
}

// forms adds a stem, its synonyms, its root and its place inside compounds.
func (b *conceptBuilder) forms(s string, weight float64) {
	b.exact(s, weight)
	b.exact(danish.PartMark+s, weight*b.p.Params.Part)
	b.exact(danish.RootMark+s, weight*b.p.Params.Root)
	if r := danish.Root(s); r != "" {
		b.exact(r, weight*b.p.Params.Root)
		b.exact(danish.RootMark+r, weight*b.p.Params.Root)
	}
	for _, r := range danish.Related(s) {
		b.exact(r, weight*b.p.Params.Related)
	}
	if syn := b.p.Lex.Synonyms; syn != nil {
		for _, g := range syn.Of[s] {
			b.group(g, weight)
		}
		for _, n := range syn.Wider[s] {
			b.exact(n, weight*b.p.Params.Narrow)
		}
	}
}

// group adds a synonym group: its phrases, as one term, and its words.
func (b *conceptBuilder) group(g string, weight float64) {
	b.common = max(b.common, b.p.Terms.Frequency(g))
	b.exact(g, weight*b.p.Params.Synonym)
	for _, m := range b.p.Lex.Synonyms.Members[g] {
		b.exact(m, weight*b.p.Params.Synonym)
		b.exact(danish.PartMark+m, weight*b.p.Params.Synonym*b.p.Params.Part)
	}
}

// compound adds the parts of a compound word, the last one weighing most.
func (b *conceptBuilder) compound(word string) {
	parts := b.p.Lex.Split(word)
	for i, p := range parts {
		w := b.p.Params.OtherPart
		if i == len(parts)-1 {
			w = b.p.Params.LastPart
		}
		b.part(p, w)
		b.part(danish.PartMark+p, w*0.8)
		if r := danish.Root(p); r != "" {
			b.part(r, w*b.p.Params.Root)
			b.part(danish.RootMark+r, w*b.p.Params.Root)
		}
	}
}

// translate adds the Danish words for an English, Swedish or Norwegian one.
func (b *conceptBuilder) translate(word string) {
	for i, da := range danish.Translations(word) {
		b.forms(danish.Canonical(danish.Fold(da)), b.p.Params.Foreign*max(0.6, 1-0.1*float64(i)))
		b.compound(danish.Fold(da))
	}
}

// respell takes the nearest words of the materials for one they do not hold and
// [Parser.spell] left as it is: a name, or one that is two letters away.
func (b *conceptBuilder) respell(word, s string) {
	if len(s) < 4 || !b.p.mayRespell() {
		return
	}
	distance := 1
	if len(s) >= 7 {
		distance = 2
	}
	best := slices.DeleteFunc(b.p.Terms.Near(s, distance, s[:1]), func(n Similar) bool {
		return strings.ContainsAny(n.Term[:1], danish.PartMark+danish.RootMark+danish.GroupMark) || n.Term == s
	})
	slices.SortFunc(best, func(a, c Similar) int {
		if a.Distance != c.Distance {
			return a.Distance - c.Distance
		}
		return c.Count - a.Count
	})
	// A compound whose parts are known is a word, not a misspelling of one that
	// differs by two letters.
	if len(b.c.Parts) > 0 && len(best) > 0 && best[0].Distance > 1 {
		return
	}
	for i, n := range best {
		if i == 2 || n.Distance > best[0].Distance {
			break
		}
		if i == 0 {
			b.c.Fixed = n.Term
		}
		w := b.p.Params.Typo
		if n.Distance > 1 {
			w *= 0.8
		}
		b.exact(n.Term, w)
		b.exact(danish.PartMark+n.Term, w*b.p.Params.Part)
	}
}

// asCommon makes a word as common as its synonyms: where "AI" stands once and
// "kunstig intelligens" everywhere, it is no rare thing to ask about.
func (b *conceptBuilder) asCommon() {
	for i := range b.c.Exact {
		v := &b.c.Exact[i]
		if v.Weight >= min(1, b.p.Params.Synonym) && v.DF < b.common {
			v.IDF = b.p.IDF(b.common)
		}
	}
}

// done completes the concept.
func (b *conceptBuilder) done() Concept {
	b.asCommon()
	for _, v := range append(slices.Clone(b.c.Exact), b.c.Parts...) {
		b.c.Known = true
		if v.Weight >= 0.5 {
			b.c.Rare = max(b.c.Rare, v.IDF)
		}
	}
	return b.c
}
