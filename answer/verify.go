package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

// Reasons for withholding a sentence, as the reader may see them.
const (
	reasonSource    = "henviser til en kilde, der ikke findes"
	reasonUncited   = "har ingen kilde, og ingen af kilderne bærer den alene"
	reasonNumber    = "nævner et tal, der ikke står i kilden"
	reasonName      = "nævner et navn, der ikke står i kilden"
	reasonQuote     = "citerer noget, der ikke står ordret i kilden"
	reasonNegation  = "vender kildens mening om"
	reasonUncarried = "siger mere, end kilden bærer"
	reasonLeak      = "handler om tjenesten selv og ikke om materialet"
)

// Thresholds of verification, measured on labelled sentences.
const (
	minCarried = 0.6  // share of a sentence's content words that its sources hold
	minRepair  = 0.75 // share for giving a sentence without a citation its source
)

var (
	citation = regexp.MustCompile(`\s*\[(?:[Kk]ilde\s*)?(\d{1,3}(?:\s*,\s*\d{1,3})*)\]`)
	quoted   = regexp.MustCompile(`["“”»«„]([^"“”»«„]{3,})["“”»«„]`)
	negation = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(ikke|ingen|intet|aldrig|hverken|uden|undtagen|undlade|not|no|never|without|none)(?:$|[^\p{L}])`)
	leak     = regexp.MustCompile(`(?i)mine instruktioner|mine regler|system\s?prompt|my instructions|sprogmodel trænet|language model trained|jeg er en (?:ai|kunstig|sprogmodel)|as an ai`)
)

// verifier checks sentences of a model against the sources it was given.
type verifier struct {
	index   *index.Index
	sources []Source
	english bool // the answer is in English: words are not compared with the Danish sources
}

// verdict is what became of a sentence.
type verdict struct {
	text    string // without citation marks
	sources []int
	reason  string // "" where it passed
}

// check verifies one sentence. Citations are the marks [n] in it.
func (v *verifier) check(sentence string) verdict {
	out := verdict{text: strings.TrimSpace(citation.ReplaceAllString(sentence, ""))}
	out.sources = cited(sentence)
	if leak.MatchString(out.text) {
		out.reason = reasonLeak
		return out
	}
	if slices.ContainsFunc(out.sources, func(n int) bool { return v.source(n) == nil }) {
		out.reason = reasonSource
		return out
	}
	if len(out.sources) == 0 {
		n := v.repair(out.text)
		if n == 0 {
			out.reason = reasonUncited
			return out
		}
		out.sources = []int{n}
	}
	out.reason = v.judge(out.text, v.texts(out.sources))
	return out
}

// cited are the numbers of the sources that a sentence names, in order, once each.
func cited(sentence string) []int {
	var out []int
	for _, m := range citation.FindAllStringSubmatch(sentence, -1) {
		for _, f := range strings.Split(m[1], ",") {
			if n, err := strconv.Atoi(strings.TrimSpace(f)); err == nil && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (v *verifier) source(n int) *Source {
	for i := range v.sources {
		if v.sources[i].N == n {
			return &v.sources[i]
		}
	}
	return nil
}

// texts are the sources' texts with their headings and titles.
func (v *verifier) texts(numbers []int) []string {
	var out []string
	for _, n := range numbers {
		s := v.source(n)
		out = append(out, s.Title+"\n"+strings.Join(s.Section, "\n")+"\n"+s.Text)
	}
	return out
}

// judge gives the reason why the texts do not carry a sentence, "" where they do.
func (v *verifier) judge(sentence string, texts []string) string {
	sup := v.index.Support(sentence, texts)
	switch {
	case len(sup.Numbers) > 0:
		return reasonNumber
	case len(sup.Names) > 0:
		return reasonName
	case !quotesHold(sentence, texts):
		return reasonQuote
	case v.english:
		return ""
	case sup.Share < minCarried:
		return reasonUncarried
	case v.turned(sentence, texts):
		return reasonNegation
	}
	return ""
}

func quotesHold(sentence string, texts []string) bool {
	all := letters(strings.Join(texts, " "))
	for _, m := range quoted.FindAllStringSubmatch(sentence, -1) {
		if !strings.Contains(all, letters(m[1])) {
			return false
		}
	}
	return true
}

// turned tells whether a sentence denies what the nearest sentence of its
// sources says, or the other way round.
func (v *verifier) turned(sentence string, texts []string) bool {
	best, score := "", 0.0
	for _, t := range texts {
		for _, s := range documents.Sentences(t) {
			sup := v.index.Support(sentence, []string{s})
			if sup.Share > score {
				best, score = s, sup.Share
			}
		}
	}
	if score < 0.5 {
		return false
	}
	return negation.MatchString(sentence) != negation.MatchString(best)
}

// repair finds the one source that clearly carries a sentence without a
// citation, 0 where there is none.
func (v *verifier) repair(sentence string) int {
	best, share := 0, minRepair
	for _, s := range v.sources {
		texts := v.texts([]int{s.N})
		sup := v.index.Support(sentence, texts)
		if sup.Words > 1 && sup.Share > share && v.judge(sentence, texts) == "" {
			best, share = s.N, sup.Share
		}
	}
	return best
}
