package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/index"
)

// fact is something in a text that must be right to the letter: a number with
// its unit, a date, or a reference such as "artikel 6, stk. 1, litra e".
type fact struct {
	kind   string      // "number", "date", or a kind of reference: "artikel", "stk", …
	value  string      // canonical; dates as "2.8.2026", with parts left out where not given
	unit   string      // of a number: the stem of a measure, "" where it has none
	bound  int         // of a number: 1 at least, -1 at most, 0 neither
	above  []string    // of a reference: the references it stands under, as "artikel=6"
	of     int         // word that the fact counts a share of ("20 pct. af X"), -1 where there is none
	at     int         // its first word in the text
	to     int         // the word after its last
	when   int         // of a date: 1 from it on, -1 until it, 2 in it, 0 not told
	law    *index.Word // of an article or a §: the law that stands before it, nil where none does
	noun   *index.Word // what a number without a unit counts, nil where no word follows it
	ranged bool        // one of a range: "litra a-h"
	spelt  bool        // a number in words
	approx bool        // a fraction in words: a source's per cent may be near it
}

// referenceKinds are the words that begin a reference, Danish and English,
// with their rank: a higher one stands under a lower one.
var referenceKinds = map[string]struct {
	kind string
	rank int
}{
	"artikel": {"artikel", 1}, "artiklen": {"artikel", 1}, "art": {"artikel", 1}, "artiklens": {"artikel", 1}, "artikler": {"artikel", 1},
	"article": {"artikel", 1}, "articles": {"artikel", 1}, "paragraf": {"§", 1}, "paragraffen": {"§", 1},
	"stk": {"stk", 2}, "stykke": {"stk", 2}, "paragraph": {"stk", 2}, "litra": {"litra", 3}, "nr": {"nr", 3}, "nummer": {"nr", 3},
	"kapitel": {"kapitel", 1}, "chapter": {"kapitel", 1}, "bilag": {"bilag", 1}, "annex": {"bilag", 1}, "punkt": {"punkt", 2},
	"betragtning": {"betragtning", 1}, "maal": {"mål", 1}, "maalsaetning": {"målsætning", 1}, "princip": {"princip", 1},
	"forudsaetning": {"forudsætning", 1}, "dialogmoede": {"dialogmøde", 1}, "storskalaprojekt": {"storskalaprojekt", 1},
}

var roman = regexp.MustCompile(`^[IVX]{1,5}$`)

// measures are the units of a number, by their stem.
var measures = stems(`procent krone kroner kr euro dollar pund yen time timer dag dage arbejdsdag arbejdsdage hverdag hverdage uge uger ugen
	måned måneder kvartal år året årsværk minut minutter sekund sekunder kilometer km meter ton percent crown crowns hour hours day days
	week weeks month months year years`)

// amounts are words that tell a size or a person's office: a sentence must not
// bring in one of its own.
var amounts = stems(`million millioner milliard milliarder tusindvis hundredvis dusinvis formand formænd næstformand direktør chef
	borgmester minister præsident professor rektor departementschef kontorchef generalsekretær`)

// months by their folded names.
var months = numbered(`januar februar marts april maj juni juli august september oktober november december`,
	`january february march april may june july august september october november december`)

func stems(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[index.Stem(w)] = true
	}
	return set
}

func numbered(lists ...string) map[string]int {
	m := map[string]int{}
	for _, l := range lists {
		for i, w := range strings.Fields(l) {
			m[w] = i + 1
		}
	}
	return m
}

// factReader finds the facts of a text.
type factReader struct {
	text  string
	words []index.Word
	refs  []fact
	out   []fact
}

func facts(text string, words []index.Word) []fact {
	r := &factReader{text: text, words: words}
	for i := 0; i < len(words); {
		n := r.date(i)
		if n == 0 {
			n = r.reference(i)
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
		if w[0].Digits && len(w) > 1 && months[w[1].Text] > 0 {
			day, n = w[0].Value, 1
		}
		if n >= len(w) || months[w[n].Text] == 0 || n == 0 && w[0].Text == "may" {
			return 0
		}
		month = strconv.Itoa(months[w[n].Text])
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
	r.out = append(r.out, fact{kind: "date", value: day + "." + month + "." + year, at: i, to: i + n, of: -1, when: r.when(i)})
	return n
}

func isYear(w index.Word) bool {
	return w.Digits && len(w.Value) == 4 && (strings.HasPrefix(w.Value, "19") || strings.HasPrefix(w.Value, "20"))
}

// reference reads a kind of reference and its values: "artikel 13-15",
// "§§ 7 og 36", "litra a-c og litra e-f".
func (r *factReader) reference(i int) int {
	k, ok := referenceKinds[r.words[i].Text]
	if !ok {
		return 0
	}
	n := 1
	for i+n < len(r.words) && r.words[i+n].Text == r.words[i].Text && r.words[i].Raw == "§" {
		n++
	}
	var values []string
	for joined := false; i+n < len(r.words); n++ {
		w := r.words[i+n]
		v, isValue := refValue(w, k.kind)
		switch gap := r.between(i + n - 1); {
		case isValue && len(values) == 0 && strings.Trim(gap, " .:\u00a0") == "":
			values = append(values, v)
		case isValue && len(values) > 0 && (joined || linked(gap)) && !r.subdivision(i+n):
			if dash(gap) {
				v = strings.Join(span(values[len(values)-1], v), " ")
				values = append(values, strings.Fields(v)...)
			} else {
				values = append(values, v)
			}
			joined = false
			continue
		case len(values) > 0 && (w.Text == "og" || w.Text == "eller" || w.Text == "and" || w.Text == "or" || w.Text == "til") && !joined && r.followed(i+n, k.kind):
			joined = true
			continue
		default:
			return r.refer(i, n, k.kind, k.rank, values)
		}
	}
	return r.refer(i, n, k.kind, k.rank, values)
}

// subdivisions come after their number: "2. afsnit".
var subdivisions = set(`afsnit led punktum pkt`)

func (r *factReader) subdivision(i int) bool {
	return i+1 < len(r.words) && subdivisions[r.words[i+1].Text] && strings.TrimSpace(r.between(i)) == "."
}

// when reads "fra den", "siden", "senest den", "frem mod" before a date.
func (r *factReader) when(i int) int {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		switch r.words[j].Text {
		case "fra", "siden", "efter":
			return 1
		case "senest", "inden", "mod", "indtil", "foer":
			return -1
		case "i":
			if j > 0 && r.words[j-1].Text == "senest" {
				return -1
			}
			return 2
		case "den", "d", "allerede":
		default:
			return 0
		}
	}
	return 0
}

// followed tells whether the word after "og" is one more value of a reference
// and not a number with a unit of its own.
func (r *factReader) followed(i int, kind string) bool {
	if i+1 >= len(r.words) {
		return false
	}
	if _, ok := refValue(r.words[i+1], kind); !ok || strings.TrimSpace(r.between(i)) != "" {
		return false
	}
	return i+2 >= len(r.words) || !measures[r.words[i+2].Stem]
}

func linked(gap string) bool { return strings.TrimSpace(gap) == "," || dash(gap) }

func dash(gap string) bool {
	g := strings.TrimSpace(gap)
	return g == "-" || g == "–" || g == "‑"
}

// refValue is the value of a reference: a number, a Roman number or, for
// litra, one letter.
func refValue(w index.Word, kind string) (string, bool) {
	switch {
	case w.Digits:
		return strings.ToLower(w.Value), true
	case roman.MatchString(w.Raw):
		return w.Raw, true
	case kind == "litra" && len(w.Text) == 1:
		return w.Text, true
	case kind == "litra" && len(w.Raw) == 3 && w.Raw[1] == '-': // "a-c" is one word
		return w.Raw, true
	}
	return "", false
}

// span lists what a range from a to b covers without a: "13", "15" gives 14 and 15.
func span(a, b string) []string {
	x, err1 := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || y <= x || y-x > 60 {
		return []string{b}
	}
	var out []string
	for v := x + 1; v <= y; v++ {
		out = append(out, strconv.Itoa(v))
	}
	return out
}

// refer notes the values of a reference under those it stands under.
func (r *factReader) refer(i, n int, kind string, rank int, values []string) int {
	if len(values) == 0 {
		return 0
	}
	r.refs = slices.DeleteFunc(r.refs, func(f fact) bool {
		return referenceRank(f.kind) >= rank || i-f.at > 12
	})
	var above []string
	for _, f := range r.refs {
		above = append(above, f.kind+"="+f.value)
	}
	law := r.law(i, rank)
	var own []fact
	for _, v := range values {
		for _, one := range letterRange(v) {
			own = append(own, fact{ranged: len(values) > 2 || len(one) < len(v), kind: kind, value: one, above: above, law: law, at: i, to: i + n, of: -1})
		}
	}
	r.out = append(r.out, own...)
	// Only the last value has parts: "artikel 6, stk. 1, litra e, og artikel 9".
	last := own[len(own)-1]
	last.at = i + n
	r.refs = append(r.refs, last)
	return n
}

// law is the word before an article or a § where it names a law.
func (r *factReader) law(i, rank int) *index.Word {
	if rank != 1 || i == 0 || strings.TrimSpace(r.between(i-1)) != "" {
		return nil
	}
	w := &r.words[i-1]
	for _, end := range []string{"loven", "lovens", "forordningen", "forordningens", "direktivet", "direktivets", "bekendtgoerelsen", "bekendtgoerelsens"} {
		if strings.HasSuffix(w.Text, end) {
			return w
		}
	}
	if len(w.Raw) >= 3 && acronym(w.Raw) {
		return w
	}
	return nil
}

func referenceRank(kind string) int {
	for _, k := range referenceKinds {
		if k.kind == kind {
			return k.rank
		}
	}
	return 9
}

func letterRange(v string) []string {
	if len(v) != 3 || v[1] != '-' {
		return []string{v}
	}
	var out []string
	for c := v[0] | 0x20; c <= v[2]|0x20; c++ {
		out = append(out, string(rune(c)))
	}
	return out
}

// fraction reads "tre ud af fire", "halvdelen" and "en tredjedel" as per cent.
func (r *factReader) fraction(i int) int {
	w := r.words[i:]
	percent, n := 0.0, 0
	if len(w) > 3 && w[0].Value != "" && !w[0].Digits && (w[1].Text == "ud" && w[2].Text == "af" && w[3].Value != "") {
		a, _ := strconv.ParseFloat(w[0].Value, 64)
		b, _ := strconv.ParseFloat(w[3].Value, 64)
		if b > 0 {
			percent, n = 100*a/b, 4
		}
	}
	if n == 0 {
		return 0
	}
	r.out = append(r.out, fact{kind: "number", value: strconv.FormatFloat(percent, 'f', 0, 64), unit: index.Stem("procent"), at: i, to: i + n, of: -1, approx: true})
	return n
}

// number reads a number with its unit and bound.
func (r *factReader) number(i int) int {
	w := r.words[i]
	if w.Value == "" {
		return 0
	}
	f := fact{kind: "number", value: w.Value, at: i, of: -1, spelt: !w.Digits}
	if isYear(w) {
		r.out = append(r.out, fact{kind: "date", value: ".." + w.Value, at: i, of: -1, when: r.when(i)})
		return 1
	}
	f.bound = r.bound(i)
	if r.subdivision(i) {
		f.kind = r.words[i+1].Text
	}
	if next := i + 1; next < len(r.words) && measures[r.words[next].Stem] && !strings.ContainsAny(r.between(i), ";:()\n") {
		f.unit = r.words[next].Stem
		if next+1 < len(r.words) && r.words[next+1].Text == "af" {
			f.of = r.noun(next + 2)
		}
	} else if n := r.noun(i + 1); n >= 0 && !strings.ContainsAny(r.text[w.End:r.words[n].Start], ".,;:()\n") {
		f.noun = &r.words[n]
	}
	r.out = append(r.out, f)
	return 1
}

// noun is the first content word from i on, at most three words ahead.
func (r *factReader) noun(i int) int {
	for j := i; j < len(r.words) && j < i+3; j++ {
		if !r.words[j].Stop && r.words[j].Value == "" {
			return j
		}
	}
	return -1
}

var bounds = map[string]int{
	"mindst": 1, "minimum": 1, "over": 1, "mere": 1, "fler": 1, "flere": 1, "least": 1,
	"hoejst": -1, "maksimalt": -1, "maksimum": -1, "under": -1, "mindre": -1, "faerre": -1, "most": -1,
}

// bound reads "mindst 50", "ikke mere end 20", "over 40 pct.".
func (r *factReader) bound(i int) int {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if r.words[j].Value != "" || strings.ContainsAny(r.between(j), ".,;:") {
			return 0
		}
		b := bounds[r.words[j].Text]
		if b == 0 {
			continue
		}
		if j > 0 && r.words[j-1].Text == "ikke" {
			return -b
		}
		return b
	}
	return 0
}
