// Package verify checks a sentence beside the passages it cites: the first of
// the two keys of an answer. Start with [Verifier.Check].
package verify

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/digitaskforce/taskforce/danish"
)

// Citation finds the marks of a sentence that name its sources, such as "[1]".
var Citation = regexp.MustCompile(`\s*\[(?:[Kk]ilde\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]`)

// MaxClaim bounds a sentence that is checked, in bytes.
const MaxClaim = 2000

// Source is a passage that a sentence may cite.
type Source struct {
	N       int // its number in the answer
	Title   string
	Section []string
	Text    string // paragraphs, "- " items and rows ("Column: cell; …"), one a line
}

// Verifier checks sentences of a model against the sources it was given. It
// serves one answer and is safe for use by several goroutines.
type Verifier struct {
	Index    danish.Analyser
	Sources  []Source
	Question string
	English  bool   // the answer is in English
	Told     string // what the model was told, of which nothing reaches a reader

	mu       sync.Mutex
	analysed map[int]*support // by number of the source
	told     map[string]bool  // the letters of each sentence of Told
	toldKey  string           // the letters of Told
}

// Verdict is what became of a sentence.
type Verdict struct {
	Text    string // without citation marks
	Sources []int  // that it cites, in order, once each
	// Verbatim says that the sentence is a statement of a source letter by letter.
	Verbatim bool
	Reason   string // why the program alone withholds it; "" where it does not
	Key      Key    // of the check that withholds it
	Denies   bool   // the sentence denies something
	Evidence []Evidence
}

// Evidence is a statement of a source that carries a sentence.
type Evidence struct {
	N    int
	Text string // as it stands in the source
}

// Check verifies one sentence. Citations are the marks [n] in it; a sentence
// without any is checked against all sources.
func (v *Verifier) Check(sentence string) Verdict {
	v.mu.Lock()
	defer v.mu.Unlock()
	out := Verdict{Text: strings.TrimSpace(Citation.ReplaceAllString(sentence, "")), Sources: cited(sentence)}
	switch {
	case len(out.Text) > MaxClaim:
		out.Reason, out.Key = ReasonUncarried, Exact
		return out
	case slices.ContainsFunc(out.Sources, func(n int) bool { return v.source(n) == nil }):
		out.Reason, out.Key = ReasonSource, Exact
		return out
	}
	uncited := len(out.Sources) == 0
	c := v.claim(out.Text, out.Sources)
	out.Verbatim = c.verbatim()
	out.Reason, out.Key = c.judge()
	out.Evidence = c.proof()
	out.Denies = slices.ContainsFunc(c.words, func(w danish.Word) bool { return negators[w.Text] })
	switch {
	case uncited && out.Reason == "" && len(out.Evidence) > 0:
		out.Sources = []int{out.Evidence[0].N}
	case uncited && out.Key == Words && out.Reason != "":
		out.Reason = ReasonUncited
	}
	return out
}

// cited are the numbers of the sources that a sentence names, in order, once each.
func cited(sentence string) []int {
	var out []int
	for _, m := range Citation.FindAllStringSubmatch(sentence, -1) {
		for _, f := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ';' }) {
			if n, err := strconv.Atoi(strings.TrimSpace(f)); err == nil && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (v *Verifier) source(n int) *Source {
	for i := range v.Sources {
		if v.Sources[i].N == n {
			return &v.Sources[i]
		}
	}
	return nil
}

// support is the analysis of the n-th source, made once.
func (v *Verifier) support(n int) *support {
	if v.analysed == nil {
		v.analysed = map[int]*support{}
	}
	if v.analysed[n] == nil {
		v.analysed[n] = newSupport(v.Index, *v.source(n))
	}
	return v.analysed[n]
}

// Holds gives, for each text that a judge rests a sentence on, the statement
// that holds its words; false where one of them stands in none of the sources
// or in what a document says of itself only.
func (v *Verifier) Holds(words []string, numbers []int) ([]Evidence, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var out []Evidence
	for _, w := range words {
		for piece := range strings.SplitSeq(strings.ReplaceAll(w, "...", "…"), "…") { // what a copy leaves out
			if strings.TrimSpace(piece) == "" {
				continue
			}
			e, ok := v.standing(danish.Letters(piece), numbers)
			if !ok {
				return nil, false
			}
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	return out, len(out) > 0
}

// Figures tells whether one of the texts holds a number.
func (v *Verifier) Figures(texts []string) bool {
	return slices.ContainsFunc(texts, func(t string) bool { return len(facts(t, v.Index.Words(t, false))) > 0 })
}

// negators deny what the words around them say.
var negators = danish.WordSet(`ikke ingen intet aldrig hverken not no never nothing none neither`)

// standing finds the statement that holds the letters, or the first of the
// statements that hold them together.
func (v *Verifier) standing(letters string, numbers []int) (Evidence, bool) {
	if letters == "" {
		return Evidence{}, false
	}
	for _, s := range v.cited(numbers) {
		for _, u := range s.units {
			if strings.Contains(u.key, letters) {
				return Evidence{s.n, u.text}, true
			}
		}
	}
	for _, s := range v.cited(numbers) {
		if at := strings.Index(s.key, letters); at >= 0 {
			return Evidence{s.n, s.at(at)}, true
		}
	}
	return Evidence{}, false
}

// cited are the analysed sources of these numbers, all where there are none.
func (v *Verifier) cited(numbers []int) []*support {
	var out []*support
	for _, s := range v.Sources {
		if len(numbers) == 0 || slices.Contains(numbers, s.N) {
			out = append(out, v.support(s.N))
		}
	}
	return out
}
