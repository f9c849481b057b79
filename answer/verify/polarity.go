package verify

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// negators turn what a clause says, folded.
var negators = danish.WordSet(`ikke ej ingen intet aldrig hverken naeppe not no never without none nor imod`)

// softeners after "ikke" keep it from turning the clause: "ikke kun".
var softeners = danish.WordSet(`kun bare alene blot mindst`)

// restrictors say that a thing is so and nothing else is.
var restrictors = danish.WordSet(`kun udelukkende alene eneste`)

// openings also leave room for a restrictor in the source: "først", "højst".
var openings = danish.WordSet(`kun udelukkende alene eneste bare blot foerst hoejst medmindre paanaer`)

// opposites are pairs of which a text that says one does not say the other.
var opposites = pairs(`tilladt/forbudt tillade/forbyde lovlig/forbudt lovlig/ulovlig maa/forbudt maa/forbyde kan/forbudt
	omfattet/undtaget gaelde/undtaget omfatte/undtage forbud/tilladelse fritage/omfatte
	mindst/hoejst minimum/maksimum tidligst/senest over/under mere/mindre flere/faerre flest/faerrest stoerre/mindre
	stoerst/mindst hoejest/lavest hoejere/lavere stige/falde oege/mindske oege/reducere vokse/falde laengst/kortest
	altid/sjaelden ofte/sjaelden altid/sjaeldent ofte/sjaeldent fritage/gaelde
	let/svaer let/svaert nem/svaert let/vanskelig nem/svaer nemmere/svaerere lettere/svaerere klar/uklar bedre/daarligere fordel/ulempe
	hurtig/langsom hurtigere/langsommere aaben/lukket offentlig/privat frivillig/obligatorisk frivillig/paakraevet frivillig/pligt frivillig/forpligtet
	national/international intern/ekstern sikker/usikker vedtage/forkaste billig/dyr
	billigere/dyrere begynde/slutte foer/efterat indenfor/udenfor styrke/svaekke fremme/haemme
	fordoble/halvere fordoble/mindre mangle/findes fortsaette/stoppe fortsaette/ophoere fortsaette/standse fortsaette/afslutte
	erstatte/supplere bevare/slette bevare/kassere gemme/slette kraeve/frarade lykkes/mislykkes inkludere/udelukke omfatte/udelukke
	inddrage/udelukke anbefale/fraraade tillade/forhindre muliggoere/forhindre vinde/tabe give/fratage udvide/indskraenke
	centralisere/decentralisere central/decentral manuel/automatisk midlertidig/permanent direkte/indirekte
	aaben/lukke positiv/negativ aktiv/passiv enig/uenig bekraefte/afkraefte godkende/afvise`)

// pairs reads "a/b": for the form of each word the forms it is opposed to.
func pairs(list string) map[string][]string {
	m := map[string][]string{}
	for _, p := range strings.Fields(list) {
		a, b, _ := strings.Cut(p, "/")
		a, b = formOf(a, danish.Stem(a)), formOf(b, danish.Stem(b))
		m[a], m[b] = append(m[a], b), append(m[b], a)
	}
	return m
}

// polarityWord tells whether a word is judged by its polarity and not as content.
func polarityWord(w danish.Word) bool {
	return negators[w.Text] || restrictors[w.Text] || w.Stop && opposites[formOf(w.Text, w.Stem)] != nil
}

// negated counts the negators of a clause: true where they turn it.
// "uden" turns it only where the other clause says the thing that is left out.
func (c clause) negated(other clause) bool {
	turned := false
	for i, w := range c.words {
		switch {
		case w.Text == "uden" && c.leavesOut(i, other), negators[w.Text] && !c.softened(i), lacks[w.Stem] && c.lacks(other):
			turned = !turned
		}
	}
	return turned
}

// softened tells whether "ikke" does not turn the clause: "ikke kun", "ikke
// mere end 20".
func (c clause) softened(i int) bool {
	if i+1 >= len(c.words) {
		return false
	}
	next := c.words[i+1].Text
	return softeners[next] || bounds[next] != 0 && i+2 < len(c.words) && c.words[i+2].Text == "end"
}

// lacking is the form of "mangle", which says what "uden" says.
var lacking = formOf("manglende", danish.Stem("manglende"))

// lacks tells whether a word such as "mangle" says what another clause says with "ikke".
func (c clause) lacks(other clause) bool {
	without := slices.ContainsFunc(other.words, func(w danish.Word) bool { return lacks[w.Stem] })
	return !without && !c.has(negators) && other.has(negators) && c.opposes(other) == 0
}

// lacks are the stems of words that say what others say with "ikke".
var lacks = danish.Stems(`mangle mangler manglede manglet sjælden sjældent bortfalde bortfalder undlade undlader undgå undgår ophøre ophører strande strander mislykkes`)

// absolutes leave no exception, hedges some.
var (
	absolutes = danish.WordSet(`altid`)
	hedges    = danish.WordSet(`normalt ofte typisk sjaeldent sommetider udgangspunkt hovedregel tilfaelde visse nogle undertiden kan kunne boer`)
	universal = danish.WordSet(`altid alle hver hvert enhver ethvert samtlige uanset ingen aldrig skal`)
)

// hedged tells whether a statement leaves exceptions.
func (u *statement) hedged() bool {
	own := clause{words: u.words}
	return own.has(hedges) && !own.has(universal)
}

// leavesOut tells whether what "uden" at word i leaves out stands in the other
// clause without "uden".
func (c clause) leavesOut(i int, other clause) bool {
	if i+1 < len(c.words) && c.words[i+1].Text == "at" {
		return true
	}
	if i+1 < len(c.words) && c.words[i+1].Text == "for" { // "falder uden for loven"
		return !other.hasForm("uden") && !other.hasForm("udenfor")
	}
	for j := i + 1; j < len(c.words) && j <= i+3; j++ {
		if !content(c.words[j]) {
			continue
		}
		return c.words[j].Near(other.held) && !other.hasForm("uden") && !other.hasForm(lacking)
	}
	return false
}

// restricts tells whether a clause says that a thing is so and nothing else is.
func (c clause) restricts() bool {
	for i, w := range c.words {
		if restrictors[w.Text] && (i == 0 || !negators[c.words[i-1].Text]) && !c.hasForm("sted") && !c.hasForm(formOf("stedet", danish.Stem("stedet"))) {
			return true
		}
	}
	return false
}

func (c clause) has(words map[string]bool) bool {
	for _, w := range c.words {
		if words[w.Text] {
			return true
		}
	}
	return false
}

// opposes counts the words of c that stand opposite to words of d.
func (c clause) opposes(d clause) int { return len(c.opposedForms(d)) }

// opposedForms are the forms of c that stand opposite to forms of d.
func (c clause) opposedForms(d clause) []string {
	var out []string
	for _, f := range c.forms {
		if opposed(f, c, d) {
			out = append(out, f)
		}
	}
	return out
}

// opposed tells whether a form of clause c stands opposite to one of d: by the
// table, or by the prefix u-.
func opposed(form string, c, d clause) bool {
	if form == "" || d.hasAkin(form) {
		return false
	}
	for _, o := range opposites[form] {
		if d.hasForm(o) && !c.hasAkin(o) {
			return true
		}
	}
	return len(form) > 3 && d.hasForm("u"+form) || len(form) > 4 && form[0] == 'u' && d.hasForm(form[1:])
}

// formsOf gives the forms by which words are compared with opposites. "før"
// and "efter at" count only where they begin a clause, else they have other uses.
func formsOf(words []danish.Word) []string {
	out := make([]string, len(words))
	for i, w := range words {
		switch {
		case w.Value != "":
		case w.Text == "efter" && i+1 < len(words) && words[i+1].Text == "at":
			out[i] = "efterat"
		case w.Text == "inden" && i == 0:
			out[i] = "foer"
		default:
			out[i] = formOf(w.Text, w.Stem)
		}
	}
	return out
}

// formOf is the stem of a word, but the word itself where the stems of
// opposites are one: "mindst" and "mindre".
func formOf(word, stem string) string {
	if base := strings.TrimSuffix(word, "e"); exact[word] || exact[base] && base != word {
		if exact[word] {
			return word
		}
		return base
	}
	if len(word) < 4 {
		return word
	}
	return stem
}

// akin are forms of one origin whose stems differ.
var akin = map[string]string{danish.Stem("forbudt"): danish.Stem("forbud"), danish.Stem("forbyde"): danish.Stem("forbud"), danish.Stem("tilladt"): danish.Stem("tilladelse")}

// hasAkin tells whether a clause holds a form or one of its origin: "forbud"
// for "forbudt".
func (c clause) hasAkin(form string) bool {
	return c.hasForm(form) || akin[form] != "" && c.hasForm(akin[form])
}

func (c clause) hasForm(form string) bool { return slices.Contains(c.forms, form) }

var exact = danish.WordSet(`mindst mindre mere flere flest hoejst hoejest hoejere lavest lavere alle intet over under efter efterat senest
	tidligst stoerre stoerst bedre daarligere uden alt grund ingen`)

// modals by strength: 3 is a duty, 2 a recommendation, 1 a possibility.
var modals = map[string]int{
	"skal": 3, "skulle": 3, "pligt": 3, "forpligtet": 3, "kraeves": 3, "kraever": 3, "obligatorisk": 3,
	"boer": 2, "burde": 2, "anbefales": 2, "kan": 1, "kunne": 1,
}

// strength is the set of modal strengths in a clause, as bits.
func (c clause) strength() int {
	bits := 0
	for _, w := range c.words {
		if s := modals[w.Text]; s > 0 {
			bits |= 1 << s
		}
	}
	return bits
}

// strained tells whether a clause makes a duty of what the source recommends
// or allows, or the other way round.
func strained(claim, source clause) bool {
	c, s := claim.strength(), source.strength()
	const may, should, must = 1 << 1, 1 << 2, 1 << 3
	switch {
	case c == must:
		return s == should || s == may
	case c == may:
		return s == must
	case c == should:
		return s == must
	}
	return false
}
