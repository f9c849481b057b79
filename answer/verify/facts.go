package verify

import (
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// fact is something in a text that must be right to the letter: a number with
// its unit, a date, or a reference such as "artikel 6, stk. 1, litra e".
type fact struct {
	kind  string       // "number", "date", or a kind of reference: "artikel", "stk", …
	value string       // canonical; dates as "2.8.2026", with parts left out where not given
	unit  string       // of a number: the stem of a measure, "" where it has none
	above []string     // of a reference: the references it stands under, as "artikel=6"
	at    int          // its first word in the text
	to    int          // the word after its last
	law   *danish.Word // of an article or a §: the law that stands before it, nil where none does

	span   string // of one of a range: its first and last value
	spelt  bool   // a number in words
	approx bool   // a fraction in words: a source's per cent may be near it
}

// measures are the units of a number: the stem of each form, and the unit.
var measures = func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(`procent percent pct
		krone kroner kr crown crowns
		euro
		dollar dollars
		pund
		yen
		time timer hour hours
		døgn
		dag dage day days
		arbejdsdag arbejdsdage
		hverdag hverdage
		uge uger ugen ugers week weeks
		måned måneder måneds month months
		kvartal kvartaler
		halvår
		år året year years
		årsværk
		minut minutter
		sekund sekunder
		kilometer km
		meter
		ton`) {
		forms := strings.Fields(line)
		for _, f := range forms {
			m[danish.Stem(f)] = forms[0]
		}
	}
	return m
}()

// factReader finds the facts of a text.
type factReader struct {
	text  string
	words []danish.Word
	refs  []fact
	out   []fact
}

func facts(text string, words []danish.Word) []fact {
	r := &factReader{text: text, words: words}
	for i := 0; i < len(words); {
		n := r.date(i)
		if n == 0 {
			n = r.reference(i)
		}
		if n == 0 {
			n = r.ordinal(i)
		}
		if n == 0 {
			n = r.fraction(i)
		}
		if n == 0 {
			n = r.number(i)
		}
		i += max(n, 1)
	}
	for i := range r.out {
		if r.out[i].to <= r.out[i].at {
			r.out[i].to = r.out[i].at + 1
		}
	}
	return r.out
}

// between is the text between two neighbouring words.
func (r *factReader) between(i int) string {
	if i+1 >= len(r.words) {
		return "\n"
	}
	return r.text[r.words[i].End:r.words[i+1].Start]
}

// date reads "2. august 2026", "august 2026", "2. august" and "2.8.2026".
func (r *factReader) date(i int) int {
	w := r.words[i:]
	day, month, year := "", "", ""
	n := 0
	if w[0].Digits && len(w) > 2 && w[1].Digits && w[2].Digits && r.between(i) == "." && r.between(i+1) == "." {
		day, month, year, n = w[0].Value, w[1].Value, w[2].Value, 3
	} else {
		if w[0].Digits && len(w) > 1 && danish.Month(w[1].Text) > 0 {
			day, n = w[0].Value, 1
		}
		if n >= len(w) || danish.Month(w[n].Text) == 0 || n == 0 && w[0].Text == "may" {
			return 0
		}
		month = strconv.Itoa(danish.Month(w[n].Text))
		n++
		if n < len(w) && w[n].Digits && len(w[n].Value) <= 2 && day == "" { // "August 2, 2026"
			day = w[n].Value
			n++
		}
		if n < len(w) && isYear(w[n]) {
			year = w[n].Value
			n++
		}
	}
	r.out = append(r.out, fact{kind: "date", value: day + "." + month + "." + year, at: i, to: i + n})
	return n
}

func isYear(w danish.Word) bool {
	return w.Digits && len(w.Value) == 4 && (strings.HasPrefix(w.Value, "19") || strings.HasPrefix(w.Value, "20"))
}

// fractions are per cents in words.
var fractions = map[string]float64{"halvdelen": 50, "tredjedel": 33, "tredjedelen": 33, "fjerdedel": 25, "fjerdedelen": 25, "tredjedele": 33, "fjerdedele": 25}

// halfYears of a year, in months.
var halfYears = map[string]string{"halvt": "6", "halve": "6", "halvandet": "18"}

// fraction reads "tre ud af fire", "halvdelen" and "to tredjedele" as per cent.
func (r *factReader) fraction(i int) int {
	w := r.words[i:]
	if months := halfYears[w[0].Text]; months != "" && len(w) > 1 && measures[w[1].Stem] == "år" {
		r.out = append(r.out, fact{kind: "number", value: months, unit: "måned", at: i, to: i + 2})
		return 2
	}
	percent, n := 0.0, 0
	switch {
	case len(w) > 3 && w[0].Value != "" && !w[0].Digits && w[1].Text == "ud" && w[2].Text == "af" && w[3].Value != "":
		a, _ := strconv.ParseFloat(w[0].Value, 64)
		b, _ := strconv.ParseFloat(w[3].Value, 64)
		if b > 0 {
			percent, n = 100*a/b, 4
		}
	case len(w) > 1 && w[0].Value != "" && !w[0].Digits && fractions[w[1].Text] > 0:
		a, _ := strconv.ParseFloat(w[0].Value, 64)
		percent, n = a*fractions[w[1].Text], 2
	case fractions[w[0].Text] > 0:
		percent, n = fractions[w[0].Text], 1
	}
	if n == 0 {
		return 0
	}
	r.out = append(r.out, fact{kind: "number", value: strconv.FormatFloat(percent, 'f', 0, 64), unit: "procent", at: i, to: i + n, approx: true})
	return n
}

// number reads a number with its unit and bound.
func (r *factReader) number(i int) int {
	w := r.words[i]
	if w.Value == "" && !r.single(i) {
		return 0
	}
	f := fact{kind: "number", value: w.Value, at: i, spelt: !w.Digits}
	if f.value == "" {
		f.value = "1"
	}
	if isYear(w) {
		r.out = append(r.out, fact{kind: "date", value: ".." + w.Value, at: i})
		return 1
	}
	if r.subdivision(i) {
		f.kind = r.words[i+1].Text
	}
	if next := r.measure(i); next > 0 {
		f.unit = measures[r.words[next].Stem]
	}
	r.out = append(r.out, f)
	return 1
}

// singles are measures that "en" or "et" before them counts once.
var singles = danish.WordSet(`maaned uge dag time minut sekund kvartal krone million milliard procent arbejdsdag hverdag aarsvaerk`)

// single tells whether the i-th word is "en" or "et" that counts a measure:
// "en måned".
func (r *factReader) single(i int) bool {
	w := r.words[i].Text
	return (w == "en" || w == "et") && i+1 < len(r.words) && singles[r.words[i+1].Text] && strings.TrimSpace(r.between(i)) == ""
}

// abouts stand between a number and another without changing it.
var abouts = danish.WordSet(`ca cirka omtrent godt knap naesten omkring`)

// measure is the word of the unit of the number at word i, 0 where it has
// none: the next word, or that of the number that it is set off against ("fra
// fem til ti procent").
func (r *factReader) measure(i int) int {
	next := i + 1
	if next >= len(r.words) || strings.ContainsAny(r.between(i), ";:()\n") {
		return 0
	}
	if measures[r.words[next].Stem] != "" {
		return next
	}
	if t := r.words[next].Text; t != "til" && t != "og" && t != "eller" && !dash(r.between(i)) {
		return 0
	}
	for j := next; j+1 < len(r.words) && j < next+3; j++ {
		if r.words[j].Value != "" {
			if measures[r.words[j+1].Stem] != "" && strings.TrimSpace(r.between(j)) == "" {
				return j + 1
			}
			return 0
		}
		if j > next && !abouts[r.words[j].Text] {
			return 0
		}
	}
	return 0
}
