// Package verify checks a sentence beside the passages it cites. Start with
// [Verifier.Check].
package verify

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Reasons for withholding a sentence, as the reader may see them.
const (
	ReasonSource    = "henviser til en kilde, der ikke findes"
	ReasonUncited   = "har ingen kilde, og ingen af kilderne bærer den alene"
	ReasonNumber    = "nævner et tal, der ikke står i kilden"
	ReasonName      = "nævner et navn, der ikke står i kilden"
	ReasonQuote     = "citerer noget, der ikke står ordret i kilden"
	ReasonNegation  = "vender kildens mening om"
	ReasonUncarried = "siger mere, end kilden bærer"
	ReasonEcho      = "gentager et spørgsmål eller en overskrift"
	ReasonLanguage  = "er skrevet på et andet sprog end spørgsmålet"
	ReasonLeak      = "handler om tjenesten selv og ikke om materialet"
)

var (
	Citation = regexp.MustCompile(`\s*\[(?:[Kk]ilde\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]`)
	leak     = regexp.MustCompile(`(?i)mine (?:instruk\w+|regler)|system\s?-?prompt|my (?:instructions|rules)|sprogmodel trænet|language model trained|jeg er en (?:ai|kunstig|sprogmodel)|as an ai|nummererede uddrag|uddragene|</?\|?(?:uddrag|spørgsmål|samtale|im_|/?s>)`)
)

// Bounds of one sentence that is verified.
const (
	MaxClaim = 2000 // bytes
	maxFacts = 60
)

// Source is a passage that a sentence may cite.
type Source struct {
	N       int // its number in the answer
	Title   string
	Section []string
	Text    string
}

// corpus is what the checks ask of the index.
type corpus interface {
	danish.Analyser
	Spread(w danish.Word) int // passages that hold a word
	Count() int               // passages in all
}

// Verifier checks sentences of a model against the sources it was given. It
// serves one answer, from one goroutine.
type Verifier struct {
	Index   corpus
	Sources []Source
	English bool // the answer is in English: its words are not compared with the Danish sources

	analysed map[int]*support // by number of the source
}

// Verdict is what became of a sentence.
type Verdict struct {
	Text    string // without citation marks
	Sources []int
	Reason  string // "" where it passed
}

// Check verifies one sentence. Citations are the marks [n] in it.
func (v *Verifier) Check(sentence string) Verdict {
	out := Verdict{Text: strings.TrimSpace(Citation.ReplaceAllString(sentence, ""))}
	out.Sources = cited(sentence)
	switch {
	case leak.MatchString(out.Text):
		out.Reason = ReasonLeak
	case v.echo(out.Text):
		out.Reason = ReasonEcho
	case len(out.Text) > MaxClaim:
		out.Reason = ReasonUncarried
	case slices.ContainsFunc(out.Sources, func(n int) bool { return v.source(n) == nil }):
		out.Reason = ReasonSource
	case len(out.Sources) == 0:
		n := v.repair(out.Text)
		if n == 0 {
			out.Reason = ReasonUncited
			return out
		}
		out.Sources = []int{n}
	default:
		out.Reason = v.judge(out.Text, out.Sources)
	}
	return out
}

// echo tells whether a sentence is a question or only a heading of the
// sources: it answers nothing.
func (v *Verifier) echo(text string) bool {
	if strings.HasSuffix(text, "?") {
		return true
	}
	key := danish.Letters(text)
	return slices.ContainsFunc(v.Sources, func(s Source) bool {
		return key == danish.Letters(s.Title) || slices.ContainsFunc(s.Section, func(h string) bool { return key == danish.Letters(h) })
	})
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

// judge gives the reason why sources do not carry a sentence, "" where they do.
func (v *Verifier) judge(sentence string, numbers []int) string {
	supports := make([]*support, 0, len(numbers))
	for _, n := range numbers {
		supports = append(supports, v.support(n))
	}
	return v.claim(sentence, supports).judge()
}

// repair finds the one source that clearly carries a sentence without a
// citation, 0 where there is none.
func (v *Verifier) repair(sentence string) int {
	best, share := 0, minRepair
	for _, s := range v.Sources {
		c := v.claim(sentence, []*support{v.support(s.N)})
		if c.contents() > 1 && c.carried() > share && c.judge() == "" {
			best, share = s.N, c.carried()
		}
	}
	return best
}

// quotesHold tells whether the texts hold each quotation of a sentence, letter
// by letter but for case, spaces and signs.
func quotesHold(sentence string, texts []string) bool {
	all := danish.Letters(strings.Join(texts, " "))
	for _, m := range danish.Quoted.FindAllStringSubmatch(sentence, -1) {
		if !strings.Contains(all, danish.Letters(m[1])) {
			return false
		}
	}
	return true
}
