package verify

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

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
	spans := map[string]string{}
	for joined := false; i+n < len(r.words); n++ {
		w := r.words[i+n]
		v, isValue := refValue(w, k.kind)
		switch gap := r.between(i + n - 1); {
		case isValue && len(values) == 0 && strings.Trim(gap, " .:\u00a0") == "":
			values = append(values, v)
		case isValue && len(values) > 0 && (joined || linked(gap)) && !r.subdivision(i+n):
			if first := values[len(values)-1]; dash(gap) {
				values = append(values, span(first, v)...)
				for _, one := range append(span(first, v), first) {
					spans[one] = first + "-" + v
				}
			} else {
				values = append(values, v)
			}
			joined = false
			continue
		case len(values) > 0 && (w.Text == "og" || w.Text == "eller" || w.Text == "and" || w.Text == "or" || w.Text == "til") && !joined && r.followed(i+n, k.kind):
			joined = true
			continue
		default:
			return r.refer(i, n, k.kind, k.rank, values, spans)
		}
	}
	return r.refer(i, n, k.kind, k.rank, values, spans)
}

// subdivisions come after their number: "2. afsnit".
var subdivisions = danish.WordSet(`afsnit led punktum pkt`)

func (r *factReader) subdivision(i int) bool {
	return i+1 < len(r.words) && subdivisions[r.words[i+1].Text] && strings.TrimSpace(r.between(i)) == "."
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
	return i+2 >= len(r.words) || measures[r.words[i+2].Stem] == ""
}

func linked(gap string) bool { return strings.TrimSpace(gap) == "," || dash(gap) }

func dash(gap string) bool {
	g := strings.TrimSpace(gap)
	return g == "-" || g == "–" || g == "‑"
}

// refValue is the value of a reference: a number, a Roman number or, for
// litra, one letter.
func refValue(w danish.Word, kind string) (string, bool) {
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
func (r *factReader) refer(i, n int, kind string, rank int, values []string, spans map[string]string) int {
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
			if len(one) < len(v) {
				spans[one] = v
			}
			own = append(own, fact{span: spans[one], kind: kind, value: one, above: above, law: law, at: i, to: i + n})
		}
	}
	r.out = append(r.out, own...)
	// Only the last value has parts: "artikel 6, stk. 1, litra e, og artikel 9".
	last := own[len(own)-1]
	last.at = i + n
	r.refs = append(r.refs, last)
	return n
}

// ordinal reads "det fjerde mål" as "mål 4".
func (r *factReader) ordinal(i int) int {
	w := r.words[i]
	value := map[string]string{"foerste": "1", "anden": "2", "andet": "2"}[w.Text]
	if w.Value != "" && !w.Digits && strings.HasSuffix(w.Text, "de") || w.Text == "tredje" || w.Text == "sjette" || w.Text == "femte" {
		value = w.Value
	}
	if value == "" || i+1 >= len(r.words) || i == 0 || r.words[i-1].Text != "det" && r.words[i-1].Text != "den" {
		return 0
	}
	k, ok := referenceKinds[r.words[i+1].Text]
	if !ok || i+2 < len(r.words) && r.words[i+2].Value != "" || strings.TrimSpace(r.between(i)) != "" {
		return 0
	}
	r.out = append(r.out, fact{kind: k.kind, value: value, at: i, to: i + 2})
	return 2
}

// law is the word before an article or a § where it names a law.
func (r *factReader) law(i, rank int) *danish.Word {
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
