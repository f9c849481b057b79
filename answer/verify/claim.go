package verify

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// claim is a sentence of a model beside the sources that it cites.
type claim struct {
	v        *Verifier
	text     string
	item     bool // it is one of a list
	english  bool
	key      string
	words    []danish.Word
	facts    []fact
	all      []*support
	evidence []*statement // best first
}

// Bounds of the evidence of one sentence.
const (
	maxEvidence = 4
	nearBest    = 0.6 // of the weight that the best statement shows
)

// claim analyses a sentence: in its own language, which for a question in
// English may be Danish.
func (v *Verifier) claim(text string, numbers []int) *claim {
	c := &claim{v: v, text: text, key: danish.Letters(text), all: v.cited(numbers)}
	c.english = v.English && danish.LanguageOf(text) != danish.LangDanish
	said := text
	if c.english {
		said = danishNumbers(text)
	}
	c.words = v.Index.Words(said, c.english)
	c.facts = facts(said, c.words)
	c.tie()
	if c.english {
		c.facts = slices.DeleteFunc(c.facts, func(f fact) bool { return f.spelt && danishOnly[c.words[f.at].Text] })
	}
	return c
}

// tie finds the statements that carry the sentence: those that show most of
// its words, a word counting more the fewer statements hold it, and one for
// each fact that these lack.
func (c *claim) tie() {
	type ranked struct {
		u     *statement
		shown float64
	}
	var all []ranked
	for _, s := range c.all {
		for _, u := range s.units {
			all = append(all, ranked{u: u})
		}
	}
	holders := make([]int, 0, len(all))
	for _, w := range c.words {
		if !content(w) && w.Value == "" {
			continue
		}
		holders = holders[:0]
		for i := range all {
			if w.Near(all[i].u.own) || all[i].u.lead != nil && w.Near(all[i].u.lead.own) {
				holders = append(holders, i)
			}
		}
		for _, i := range holders {
			all[i].shown += 1 / float64(len(holders))
		}
	}
	all = slices.DeleteFunc(all, func(r ranked) bool { return r.u.head || r.shown == 0 })
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.shown, a.shown) })
	for _, r := range all {
		if len(c.evidence) < maxEvidence && r.shown >= nearBest*all[0].shown {
			c.evidence = append(c.evidence, r.u)
		}
	}
	for _, f := range c.facts {
		if !slices.ContainsFunc(c.evidence, func(u *statement) bool { return u.has(f) }) {
			if i := slices.IndexFunc(all, func(r ranked) bool { return r.u.has(f) }); i >= 0 {
				c.evidence = append(c.evidence, all[i].u)
			}
		}
	}
}

// proof is the evidence as the reader sees it.
func (c *claim) proof() []Evidence {
	var out []Evidence
	for _, u := range c.evidence {
		if e := (Evidence{u.n, u.text}); !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// verbatim tells whether the sentence is a statement of a source letter by
// letter, with or without what introduces it.
func (c *claim) verbatim() bool {
	for _, s := range c.all {
		for i, u := range s.units {
			if !u.head && u.key != "" && (u.key == c.key || u.lead != nil && u.lead.key+u.key == c.key) {
				c.evidence = []*statement{s.units[i]}
				return true
			}
		}
	}
	return false
}

func (c *claim) inQuote(w danish.Word) bool {
	for _, m := range danish.Quoted.FindAllStringIndex(c.text, -1) {
		if w.Start >= m[0] && w.End <= m[1] {
			return true
		}
	}
	return false
}

// danishOnly are number words of Danish that are other words in English.
var danishOnly = danish.WordSet(`to fire tres ti ni syv firs`)

var (
	englishGroup   = regexp.MustCompile(`(\d),(\d{3})\b`)
	englishDecimal = regexp.MustCompile(`(\d)\.(\d{1,2})\b`)
)

// danishNumbers writes the numbers of an English sentence in Danish notation.
func danishNumbers(s string) string {
	s = englishDecimal.ReplaceAllString(s, "$1\x00$2")
	s = englishGroup.ReplaceAllString(s, "$1.$2")
	return strings.ReplaceAll(s, "\x00", ",")
}
