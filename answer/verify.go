package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

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
	reasonEcho      = "gentager et spørgsmål eller en overskrift"
	reasonLanguage  = "er skrevet på et andet sprog end spørgsmålet"
	reasonLeak      = "handler om tjenesten selv og ikke om materialet"
)

var (
	citation = regexp.MustCompile(`\s*\[(?:[Kk]ilde\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]`)
	quoted   = regexp.MustCompile(`["“”»«„]([^"“”»«„]{3,})["“”»«„]`)
	leak     = regexp.MustCompile(`(?i)mine (?:instruk\w+|regler)|system\s?-?prompt|my (?:instructions|rules)|sprogmodel trænet|language model trained|jeg er en (?:ai|kunstig|sprogmodel)|as an ai|nummererede uddrag|uddragene|</?\|?(?:uddrag|spørgsmål|samtale|im_|/?s>)`)
)

// Bounds of one sentence that is verified.
const (
	maxClaim = 2000 // bytes
	maxFacts = 60
)

// verifier checks sentences of a model against the sources it was given. It
// serves one answer, from one goroutine.
type verifier struct {
	index   *index.Snapshot
	sources []Source
	english bool // the answer is in English: its words are not compared with the Danish sources

	analysed map[int]*support // by number of the source
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
	switch {
	case leak.MatchString(out.text):
		out.reason = reasonLeak
	case v.echo(out.text):
		out.reason = reasonEcho
	case len(out.text) > maxClaim:
		out.reason = reasonUncarried
	case slices.ContainsFunc(out.sources, func(n int) bool { return v.source(n) == nil }):
		out.reason = reasonSource
	case len(out.sources) == 0:
		n := v.repair(out.text)
		if n == 0 {
			out.reason = reasonUncited
			return out
		}
		out.sources = []int{n}
	default:
		out.reason = v.judge(out.text, out.sources)
	}
	return out
}

// echo tells whether a sentence is a question or only a heading of the
// sources: it answers nothing.
func (v *verifier) echo(text string) bool {
	if strings.HasSuffix(text, "?") {
		return true
	}
	key := letters(text)
	return slices.ContainsFunc(v.sources, func(s Source) bool {
		return key == letters(s.Title) || slices.ContainsFunc(s.Section, func(h string) bool { return key == letters(h) })
	})
}

// cited are the numbers of the sources that a sentence names, in order, once each.
func cited(sentence string) []int {
	var out []int
	for _, m := range citation.FindAllStringSubmatch(sentence, -1) {
		for _, f := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ';' }) {
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

// support is the analysis of the n-th source, made once.
func (v *verifier) support(n int) *support {
	if v.analysed == nil {
		v.analysed = map[int]*support{}
	}
	if v.analysed[n] == nil {
		v.analysed[n] = newSupport(v.index, *v.source(n))
	}
	return v.analysed[n]
}

// judge gives the reason why sources do not carry a sentence, "" where they do.
func (v *verifier) judge(sentence string, numbers []int) string {
	supports := make([]*support, 0, len(numbers))
	for _, n := range numbers {
		supports = append(supports, v.support(n))
	}
	return v.claim(sentence, supports).judge()
}

// repair finds the one source that clearly carries a sentence without a
// citation, 0 where there is none.
func (v *verifier) repair(sentence string) int {
	best, share := 0, minRepair
	for _, s := range v.sources {
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
	all := letters(strings.Join(texts, " "))
	for _, m := range quoted.FindAllStringSubmatch(sentence, -1) {
		if !strings.Contains(all, letters(m[1])) {
			return false
		}
	}
	return true
}
