package materials

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/internal/raced"
)

// rule is a fact ready to be held against sentences.
type rule struct {
	Fact
	subject    []*regexp.Regexp
	otherwise  []*regexp.Regexp
	quantities *regexp.Regexp
	earlier    *regexp.Regexp
	moved      *regexp.Regexp
}

func (r rule) about(sentence string) bool {
	for _, s := range r.subject {
		if !s.MatchString(sentence) {
			return false
		}
	}
	return true
}

func rules(t *testing.T) []rule {
	t.Helper()
	all, err := readFacts(table)
	if err != nil {
		t.Fatal(err)
	}
	var found []rule
	for _, f := range all.Facts {
		kind, known := all.Kinds[f.Kind]
		if !known {
			t.Fatalf("%s: no kind is called %q", f.ID, f.Kind)
		}
		r := rule{Fact: f, quantities: regexp.MustCompile(kind), earlier: regexp.MustCompile(all.Earlier), moved: regexp.MustCompile(all.Moved)}
		for _, s := range f.Subject {
			r.subject = append(r.subject, regexp.MustCompile("(?i)"+s))
		}
		for _, c := range f.Otherwise {
			r.otherwise = append(r.otherwise, regexp.MustCompile("(?i)"+c.Pattern))
		}
		found = append(found, r)
	}
	return found
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?]\s+[A-ZÆØÅ»*]`)
	sourceLine  = regexp.MustCompile(`(?m)^Kilde: .*$`)
)

// sentences parts a body into sentences; a heading, a list item and a table row
// are at least one each. Lines that name a source are left out.
func sentences(body string) []string {
	var found []string
	for line := range strings.Lines(sourceLine.ReplaceAllString(body, "")) {
		for line = strings.TrimSpace(line); line != ""; {
			end := len(line)
			for _, at := range sentenceEnd.FindAllStringIndex(line, -1) {
				if !strings.HasSuffix(line[:at[0]+1], "jf.") {
					end = at[0] + 1
					break
				}
			}
			found = append(found, line[:end])
			line = strings.TrimSpace(line[end:])
		}
	}
	return found
}

// contradictions says what of a body contradicts the rules.
func contradictions(all []rule, body string) []string {
	var found []string
	for _, sentence := range sentences(body) {
		var named []rule
		for _, r := range all {
			if r.about(sentence) {
				named = append(named, r)
			}
		}
		for _, r := range named {
			if wrong := r.wrong(sentence, named); wrong != "" {
				found = append(found, fmt.Sprintf("%s (%s): %s: %s", r.ID, r.Value, wrong, sentence))
			}
		}
		for _, r := range all {
			for _, o := range r.otherwise {
				if o.MatchString(sentence) {
					found = append(found, fmt.Sprintf("%s: says otherwise: %s", r.ID, sentence))
				}
			}
		}
	}
	return found
}

// wrong tells why a sentence on the rule's subject contradicts the rule: it
// states a value that neither this rule nor another one on the sentence's
// subjects knows, or states values but not the rule's own.
func (r rule) wrong(sentence string, named []rule) string {
	stated := r.quantities.FindAllString(sentence, -1)
	if len(stated) == 0 {
		return ""
	}
	right := slices.Clone(r.Also)
	if r.earlier.MatchString(sentence) {
		right = append(right, r.Before...)
	}
	own, foreign := false, false
	for _, value := range stated {
		switch {
		case strings.EqualFold(value, r.Value):
			own = true
		case slices.Contains(right, value):
		case slices.ContainsFunc(named, func(n rule) bool {
			return n.Kind == r.Kind && (strings.EqualFold(value, n.Value) || slices.Contains(n.Also, value) ||
				n.earlier.MatchString(sentence) && slices.Contains(n.Before, value))
		}):
			foreign = true
		default:
			return "states " + value
		}
	}
	if !own && (foreign || r.moved.MatchString(sentence)) {
		return "does not state its value"
	}
	return ""
}

func TestFactsAgree(t *testing.T) {
	one(t)
	all := rules(t)
	each(t, func(t *testing.T, _ front, body string) {
		for _, c := range contradictions(all, body) {
			t.Error(c)
		}
	})
}

// one leaves out what compares texts in one goroutine where the race detector watches.
func one(t *testing.T) {
	t.Helper()
	if raced.Enabled {
		t.Skip("nothing runs beside it")
	}
}

// TestFactsStand finds a fact that a file of its list does not tell, and a
// source that no such file names.
func TestFactsStand(t *testing.T) {
	one(t)
	for _, r := range rules(t) {
		named := false
		for _, name := range r.Files {
			body := bodyOf(t, name)
			if len(telling(r, body)) == 0 {
				t.Errorf("%s: %s does not tell %q", r.ID, name, r.Value)
			}
			for _, line := range sourceLine.FindAllString(body, -1) {
				named = named || strings.Contains(line, "]("+r.Source+")")
			}
		}
		if !named {
			t.Errorf("%s: none of its files names the source %s", r.ID, r.Source)
		}
	}
}

// telling are the sentences of a body that tell the rule's value.
func telling(r rule, body string) []string {
	var found []string
	for _, s := range sentences(body) {
		if r.about(s) && strings.Contains(strings.ToLower(s), strings.ToLower(r.Value)) {
			found = append(found, s)
		}
	}
	return found
}

// TestAlteredFactsAreCaught alters each fact in each of its files, to a value of
// its kind and to each value that held earlier, and wants it noticed.
func TestAlteredFactsAreCaught(t *testing.T) {
	one(t)
	all := rules(t)
	altered := 0
	for _, r := range all {
		for _, name := range r.Files {
			body := bodyOf(t, name)
			for _, s := range telling(r, body) {
				for _, value := range append(alterations(t, r), r.Before...) {
					altered++
					changed := replaceFold(s, r.Value, value)
					if changed == s {
						t.Fatalf("%s: %s was not altered: %s", r.ID, name, s)
					}
					if len(contradictions(all, changed)) == 0 {
						t.Errorf("%s: nothing noticed %q for %q in %s: %s", r.ID, value, r.Value, name, s)
					}
				}
			}
		}
	}
	t.Logf("%d alterations", altered)
	if altered < 300 {
		t.Errorf("%d alterations were tried only", altered)
	}
}

// alterations are near misses of a value: its last number one higher, and, for
// a date, the same day of another month.
func alterations(t *testing.T, r rule) []string {
	t.Helper()
	var found []string
	number := regexp.MustCompile(`\d+`).FindAllStringIndex(r.Value, -1)
	if len(number) > 0 {
		at := number[len(number)-1]
		n, err := strconv.Atoi(r.Value[at[0]:at[1]])
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, fmt.Sprintf("%s%0*d%s", r.Value[:at[0]], at[1]-at[0], n+1, r.Value[at[1]:]))
	}
	for from, to := range map[string]string{"august": "december", "december": "august", "juli": "juni", "tre ": "fire ", "seks ": "tre ", "et år": "to år"} {
		if strings.Contains(r.Value, from) {
			found = append(found, strings.Replace(r.Value, from, to, 1))
		}
	}
	if len(found) == 0 {
		t.Errorf("%s: no alteration of %q is known", r.ID, r.Value)
	}
	return found
}

// replaceFold replaces every old in text, letter case aside.
func replaceFold(text, old, by string) string {
	return regexp.MustCompile("(?i)"+regexp.QuoteMeta(old)).ReplaceAllLiteralString(text, by)
}

// TestContradictionsMatch finds a pattern that would catch nothing.
func TestContradictionsMatch(t *testing.T) {
	for _, r := range rules(t) {
		for i, o := range r.otherwise {
			if !o.MatchString(r.Otherwise[i].Example) {
				t.Errorf("%s: %q does not match its example", r.ID, r.Otherwise[i].Pattern)
			}
		}
	}
}

func TestFactTable(t *testing.T) {
	decoder := yaml.NewDecoder(bytes.NewReader(table))
	decoder.KnownFields(true)
	if err := decoder.Decode(new(factTable)); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	for _, r := range rules(t) {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Meaning == "" || len(r.Subject) == 0 || len(r.Files) == 0 || r.Checked.IsZero() {
			t.Errorf("%s lacks meaning, subject, files or checked", r.ID)
		}
		if r.quantities.FindString(r.Value) != r.Value {
			t.Errorf("%s: %q is not of kind %s", r.ID, r.Value, r.Kind)
		}
		if !strings.HasPrefix(r.Source, "http") {
			t.Errorf("%s: source is %q", r.ID, r.Source)
		}
		if r.Kind == "dato" && !r.Due.IsZero() && danish(r.Due) != r.Value {
			t.Errorf("%s: due %s, but the value is %s", r.ID, danish(r.Due), r.Value)
		}
	}
}

var months = []string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}

func danish(day time.Time) string {
	return fmt.Sprintf("%d. %s %d", day.Day(), months[day.Month()-1], day.Year())
}

func TestRuleDates(t *testing.T) {
	dates, err := RuleDates()
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, d := range dates {
		days = append(days, d.Day.Format(time.DateOnly))
		for _, f := range d.Facts {
			if !f.Due.Equal(d.Day) {
				t.Errorf("%s stands under %s", f.ID, d.Day)
			}
		}
	}
	if !slices.IsSorted(days) || len(days) == 0 || len(slices.Compact(slices.Clone(days))) != len(days) {
		t.Errorf("the days are %q", days)
	}
	if !slices.Contains(days, "2027-12-02") {
		t.Errorf("the days %q lack that of bilag III", days)
	}
}

// bodyOf is the text of a shipped file after its front matter.
func bodyOf(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(Files, name)
	if err != nil {
		t.Fatal(err)
	}
	_, body, err := split(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return body
}
