package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/index"
)

// negators turn what a clause says, folded.
var negators = set(`ikke ej ingen intet aldrig hverken naeppe not no never without none nor imod`)

// softeners after "ikke" keep it from turning the clause: "ikke kun".
var softeners = set(`kun bare alene blot mindst`)

// restrictors say that a thing is so and nothing else is.
var restrictors = set(`kun udelukkende alene eneste`)

// openings also leave room for a restrictor in the source: "først", "højst".
var openings = set(`kun udelukkende alene eneste bare blot foerst hoejst medmindre paanaer`)

// opposites are pairs of which a text that says one does not say the other.
var opposites = pairs(`tilladt/forbudt tillade/forbyde lovlig/forbudt lovlig/ulovlig maa/forbudt maa/forbyde kan/forbudt
	omfattet/undtaget gaelde/undtaget omfatte/undtage forbud/tilladelse fritage/omfatte
	mindst/hoejst minimum/maksimum tidligst/senest over/under mere/mindre flere/faerre flest/faerrest stoerre/mindre
	stoerst/mindst hoejest/lavest hoejere/lavere stige/falde oege/mindske oege/reducere vokse/falde laengst/kortest
	altid/aldrig altid/sjaelden ofte/sjaelden altid/sjaeldent ofte/sjaeldent ofte/aldrig alle/ingen intet/alt
	let/svaer let/vanskelig nem/svaer nemmere/svaerere lettere/svaerere klar/uklar bedre/daarligere fordel/ulempe
	hurtig/langsom hurtigere/langsommere aaben/lukket offentlig/privat frivillig/obligatorisk frivillig/paakraevet
	national/international intern/ekstern sikker/usikker vedtage/forkaste billig/dyr
	billigere/dyrere begynde/slutte foer/efterat indenfor/udenfor styrke/svaekke fremme/haemme
	fordoble/halvere fordoble/mindre mangle/findes`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// pairs reads "a/b": for each word and its stem the words it is opposed to.
func pairs(list string) map[string][]string {
	m := map[string][]string{}
	for _, p := range strings.Fields(list) {
		a, b, _ := strings.Cut(p, "/")
		m[a], m[b] = append(m[a], b), append(m[b], a)
	}
	return m
}

// polarityWord tells whether a word is judged by its polarity and not as content.
func polarityWord(w index.Word) bool {
	return negators[w.Text] || restrictors[w.Text] || opposites[w.Text] != nil && w.Stop
}

// negated counts the negators of a clause: true where they turn it.
// "uden" turns it only where the other clause says the thing that is left out.
func (c clause) negated(other clause) bool {
	turned := false
	for i, w := range c.words {
		switch {
		case w.Text == "uden" && c.leavesOut(i, other), negators[w.Text] && !c.softened(i):
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

// leavesOut tells whether what "uden" at word i leaves out stands in the other
// clause without "uden".
func (c clause) leavesOut(i int, other clause) bool {
	if i+1 < len(c.words) && c.words[i+1].Text == "at" {
		return true
	}
	for j := i + 1; j < len(c.words) && j <= i+3; j++ {
		if !content(c.words[j]) {
			continue
		}
		return c.words[j].Near(other.held) && !other.hasForm("uden")
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
func (c clause) opposes(d clause) int {
	n := 0
	for i := range c.words {
		if opposed(c, i, d) {
			n++
		}
	}
	return n
}

func opposed(c clause, i int, d clause) bool {
	w := c.words[i]
	if w.Value != "" || d.hasForm(key(c, i)) {
		return false
	}
	for form := range opposites {
		if !sameForm(form, key(c, i)) {
			continue
		}
		for _, o := range opposites[form] {
			if d.hasForm(o) && !c.hasForm(o) {
				return true
			}
		}
	}
	return d.hasForm("u"+w.Text) && len(w.Text) > 3 || strings.HasPrefix(w.Text, "u") && len(w.Text) > 5 && d.hasForm(w.Text[1:])
}

// key is the form by which a word is looked up: "før" and "efter at" count
// only where they begin a clause, else they have other uses.
func key(c clause, i int) string {
	w := c.words[i].Text
	switch {
	case w == "efter" && i+1 < len(c.words) && c.words[i+1].Text == "at":
		return "efterat"
	case w == "inden" && i == 0:
		return "foer"
	}
	return w
}

func (c clause) hasForm(form string) bool {
	for i := range c.words {
		if sameForm(form, key(c, i)) {
			return true
		}
	}
	return false
}

// sameForm compares two folded words by their stems, comparatives by the word:
// the stems of "mindst" and "mindre" are one.
func sameForm(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) < 4 || len(b) < 4 {
		return false
	}
	if exact[a] || exact[b] {
		return a == b+"e" || b == a+"e"
	}
	return index.Stem(a) == index.Stem(b)
}

// sharesOpposable tells whether two clauses hold a word that has opposites.
func (c clause) sharesOpposable(d clause) bool {
	for i := range c.words {
		if k := key(c, i); opposable(k) && d.hasForm(k) {
			return true
		}
	}
	return false
}

// opposable tells whether a word has opposites.
func opposable(word string) bool {
	for form := range opposites {
		if sameForm(form, word) {
			return true
		}
	}
	return false
}

var exact = set(`mindst mindre mere flere flest hoejst hoejest hoejere lavest lavere alle intet over under efter efterat senest
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
