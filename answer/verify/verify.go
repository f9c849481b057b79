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
	"github.com/digitaskforce/taskforce/documents"
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

// Verifier checks sentences against the sources they were written from. It
// serves one answer and is safe for use by several goroutines.
type Verifier struct {
	Index    danish.Analyser
	Sources  []Source
	Question string
	English  bool   // the question is in English
	Form     Form   // that answers the question
	Told     string // what the model was told, of which nothing reaches a reader
	// Editor says that a person wrote the sentences, who may say "vi", write a
	// few words alone, and choose the language.
	Editor bool

	mu       sync.Mutex
	analysed map[int]*support // by number of the source
}

// Form is what answers a question, as far as it tells whether a few words do.
type Form int

// Forms of an answer.
const (
	Statement Form = iota // words without a verb are none
	Name                  // of a person or a place
	List                  // words, but no piece of a heading
)

// Verdict is what became of a sentence.
type Verdict struct {
	Text    string // without citation marks and the sign of a list item
	Sources []int  // that it cites, in order, once each
	// Verbatim says that the sentence is a statement of a source letter by letter.
	Verbatim bool
	Reason   string // why the program alone withholds it; "" where it does not
	Check    string // the name of the check that withholds it
	Key      Key    // of that check
	Denies   bool   // the sentence denies something
	Declines bool   // the model would not answer
	Evidence []Evidence
}

// fails sets what withholds the sentence.
func (v *Verdict) fails(check, reason string, key Key) Verdict {
	v.Check, v.Reason, v.Key = check, reason, key
	return *v
}

// Evidence is a statement of a source that carries a sentence.
type Evidence struct {
	N    int
	Text string // as it stands in the source
}

// Read analyses the sources, so that the first sentence does not wait for it.
// [Verifier.Check] does without.
func (v *Verifier) Read() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cited(nil)
	toldBy(v.Told)
}

// Check verifies one sentence. Citations are the marks [n] in it; a sentence
// without any is checked against all sources. One that begins with "- " is an
// item of a list, which may be a few words.
func (v *Verifier) Check(sentence string) Verdict {
	v.mu.Lock()
	defer v.mu.Unlock()
	text := strings.TrimSpace(Citation.ReplaceAllString(sentence, ""))
	out := Verdict{Text: documents.TrimItem(text), Sources: cited(sentence)}
	switch {
	case len(out.Text) > MaxClaim:
		return out.fails("length", ReasonUncarried, Exact)
	case v.declines(out.Text):
		out.Declines = true
		return out.fails("declines", ReasonLeak, Exact)
	case v.otherTongue(out.Text):
		return out.fails("tongue", ReasonLanguage, Exact)
	case slices.ContainsFunc(out.Sources, func(n int) bool { return v.source(n) == nil }):
		return out.fails("source", ReasonSource, Exact)
	}
	uncited := len(out.Sources) == 0
	c := v.claim(out.Text, out.Sources)
	c.item = documents.IsItem(text)
	out.Verbatim = c.verbatim()
	out.fails(c.judge())
	out.Evidence = c.proof()
	out.Denies = slices.ContainsFunc(c.words, func(w danish.Word) bool { return negators[w.Text] })
	switch {
	case uncited && out.Reason == "" && len(out.Evidence) > 0:
		out.Sources = []int{out.Evidence[0].N}
	case uncited && len(out.Evidence) == 0 && out.Key == Words:
		out.fails("source", ReasonUncited, Words)
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
var negators = danish.Logic("deny", "deny-en")

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
