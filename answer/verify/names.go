package verify

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// namesHold tells whether the sources hold each name, where the rest of the
// claim stands.
func (c *claim) namesHold() bool {
	if c.otherTitle() {
		return false
	}
	for i := 0; i < len(c.words); i++ {
		if !c.name(i) {
			continue
		}
		last := i
		for last+1 < len(c.words) && c.text[c.words[last].End:c.words[last+1].Start] == " " && capital(c.words[last+1].Raw) {
			last++
		}
		group := c.words[i : last+1]
		if !c.placed(place{i, last + 1, func(u *statement, _ *clause) bool { return c.nameIn(group, u) }, nil, farOutside, nil}) {
			return false
		}
		i = last
	}
	return true
}

// titled are things of which one is told from another by what follows "om":
// "princippet om bæredygtighed".
var titled = danish.Stems(`princip princippet målsætning målsætningen dialogmøde dialogmødet lov loven bekendtgørelse bekendtgørelsen vejledning vejledningen
	kapitel kapitlet aftale aftalen`)

// otherTitle tells whether the claim names one of several things of a kind
// that the sources do not hold: "princippet om X".
func (c *claim) otherTitle() bool {
	for i := 0; i+2 < len(c.words); i++ {
		if !titled[c.words[i].Stem] || c.words[i+1].Text != "om" {
			continue
		}
		n := slices.IndexFunc(c.words[i+2:], content)
		if n >= 0 && n < 3 && !c.holds(c.words[i+2+n]) {
			return true
		}
	}
	return false
}

// nameIn tells whether a statement holds a name's words side by side, or its
// headings hold them.
func (c *claim) nameIn(name []danish.Word, u *statement) bool {
	for _, w := range name {
		if !c.sameName(w, u.around) {
			return false
		}
	}
	if len(name) < 2 {
		return true
	}
	own := slices.IndexFunc(name, func(w danish.Word) bool { return !c.sameName(w, u.own) })
	return own >= 0 || adjacent(name, u.words)
}

func (c *claim) sameName(w danish.Word, t danish.Terms) bool {
	if w.In(t) || strings.ContainsAny(w.Raw, "-‑") && acronymStart(w.Raw) && !office(w) && w.Near(t) {
		return true
	}
	if acronymStart(w.Raw) && !office(w) && !innerCapital(w.Raw) && w.Joins(t) {
		return true
	}
	return c.v.English && w.Common && w.Near(t)
}

// adjacent tells whether the words stand in one run, in any order, in a statement.
func adjacent(name, words []danish.Word) bool {
	for at := range words {
		run := danish.Terms{}
		run.Add(words[at:min(at+len(name)+1, len(words))])
		if !slices.ContainsFunc(name, func(w danish.Word) bool { return !w.In(run) }) {
			return true
		}
	}
	return false
}

func acronymStart(raw string) bool {
	first, _, _ := strings.Cut(strings.ReplaceAll(raw, "‑", "-"), "-")
	return acronym(first)
}

func acronym(raw string) bool { return len(raw) >= 2 && raw == strings.ToUpper(raw) }

// innerCapital tells whether a hyphenated word goes on with a capital:
// "Europa-Kommissionen".
func innerCapital(raw string) bool {
	_, rest, ok := strings.Cut(strings.ReplaceAll(raw, "‑", "-"), "-")
	return ok && capital(rest)
}

// name tells whether the i-th word is a name: written with a capital inside
// the sentence, or at its start where no Danish word explains it or it ends as
// authorities, laws and offices do.
func (c *claim) name(i int) bool {
	w := c.words[i]
	if w.Value != "" || w.Stop || c.inQuote(w) {
		return false
	}
	if office(w) || institutions[w.Stem] {
		return true
	}
	if !capital(w.Raw) || roman.MatchString(w.Raw) && i > 0 {
		return false
	}
	if c.startsSentence(i) {
		known := slices.ContainsFunc(c.all, func(s *support) bool { return s.names[w.Text] })
		full := i+1 < len(c.words) && capital(c.words[i+1].Raw) && c.text[w.End:c.words[i+1].Start] == " " &&
			(bearers[c.words[i+1].Stem] || slices.ContainsFunc(c.all, func(s *support) bool { return s.first[w.Text] }))
		return full || !w.Common || known && !strings.Contains(w.Raw, "-") || innerCapital(w.Raw) || acronym(w.Raw)
	}
	return !(c.v.English && w.Common)
}

// offices are what compounds end in that name one authority, law or office.
var offices = strings.Fields(`ministeriet ministerium ministeren minister styrelsen styrelse tilsynet raadet revisionen arkivet loven lovens
	forordningen forordningens direktivet retten rettens domstolen domstolens naevnet naevnets ombudsmanden udvalget universitet
	ministeriets ministerens styrelsens tilsynets raadets revisionens arkivets`)

// bearers are words that a name stands before: "Varde Kommune".
var bearers = danish.Stems(`kommune universitet fonden fond bank hospital amt stift havn lufthavn`)

// institutions are single words that name one.
var institutions = danish.Stems(`folketinget højesteret landsretten ombudsmanden kommissionen kongehuset politiet`)

// office tells whether a word is a compound that names one authority, law or office.
func office(w danish.Word) bool {
	for _, o := range offices {
		if strings.HasSuffix(w.Text, o) && len(w.Text) > len(o)+1 {
			return true
		}
	}
	return false
}

func capital(raw string) bool {
	r, _ := utf8.DecodeRuneInString(raw)
	return unicode.IsUpper(r)
}
