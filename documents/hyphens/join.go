// Package hyphens puts words together again that lines have cut. Start with
// [New], which learns the words of a text, and [Vocabulary.Join].
package hyphens

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// Mending of extracted text. Words cut at line ends or by stray spaces are put
// together again on the evidence of the document's own words, so no dictionary
// is needed and no two ordinary words are joined. Mending never drops, adds or
// moves a letter or a digit.

// Vocabulary counts the words of one document as they stand inside lines,
// where no line end can have cut them. All keys are lower case.
type Vocabulary struct {
	words map[string]int            // "løsninger"
	stems map[string]int            // words without their inflection
	pairs map[string]int            // two words with one space between: "i gang"
	cuts  map[string]int            // words that a line end cuts, as far as they can be told
	joins map[string]map[string]int // real hyphens: "intelligens" → "løsninger" → count
	apart int                       // words that a hyphen with a space before it surely cuts, less the dashes that end lines
	typed bool                      // see Typed
}

// Typed says that the lines were typed and not pulled out of a page: words that
// stand apart in them stay apart.
func (v *Vocabulary) Typed() { v.typed = true }

// Cuts counts the words that line ends cut and that stand whole elsewhere: the
// sign of text that was pulled out of a page.
func (v *Vocabulary) Cuts() (n int) {
	for word, times := range v.cuts {
		if v.words[word] > 0 {
			n += times
		}
	}
	return n
}

// New learns the words of lines; lines is not changed.
func New(lines []string) *Vocabulary {
	v := &Vocabulary{
		words: map[string]int{}, stems: map[string]int{},
		pairs: map[string]int{}, cuts: map[string]int{}, joins: map[string]map[string]int{},
	}
	last, cut := "", false
	for _, line := range lines {
		last, cut = v.learn(line, last, cut)
	}
	v.learnCuts(lines)
	return v
}

// learnCuts counts the words that line ends cut, now that the others are known.
func (v *Vocabulary) learnCuts(lines []string) {
	for i := 1; i < len(lines); i++ {
		above, token := strings.TrimSpace(lines[i-1]), danish.FirstToken(strings.TrimSpace(lines[i]))
		if token == "" || !danish.EndsInHyphen(above) {
			continue
		}
		last, size := utf8.DecodeLastRuneInString(above)
		left := danish.LastToken(above[:len(above)-size])
		if left == "" {
			v.learnApart(danish.LastWord(strings.TrimSpace(above[:len(above)-size])), danish.TrimToWord(token))
		}
		if !danish.EndsInLetter(left) {
			continue
		}
		if last == danish.SoftHyphen || (last != danish.HardHyphen && v.decide(left, token, last == danish.Hyphen) == hyphenCut) {
			v.cuts[strings.ToLower(danish.TrimToWord(danish.RemoveSoft(left+token)))]++
		}
	}
}

// learnApart counts what "left -" at a line's end shows of all such line ends.
func (v *Vocabulary) learnApart(left, right string) {
	left, right = strings.ToLower(left), strings.ToLower(right)
	switch {
	case v.words[left+right] > 0 || v.knownForm(left, right):
		v.apart++
	case v.words[left] > 0 || v.words[right] > 0:
		v.apart--
	}
}

// learn counts the words of one line. previous is the word before it; afterCut
// says that the line's first word begins on the line before. It returns the
// same for the next line.
func (v *Vocabulary) learn(line, previous string, afterCut bool) (last string, cut bool) {
	tokens := strings.Fields(line)
	if n := len(tokens); n > 1 && danish.IsHyphen([]rune(tokens[n-1])[0]) && len(tokens[n-1]) < 4 {
		tokens, cut = tokens[:n-2], true // "infor -": half a word
	} else if n > 0 && danish.EndsInHyphen(tokens[n-1]) {
		tokens, cut = tokens[:n-1], true
	}
	if afterCut && len(tokens) > 0 {
		tokens, previous = tokens[1:], ""
	}
	for _, token := range tokens {
		core := strings.ToLower(danish.TrimToWord(danish.RemoveSoft(token)))
		v.learnWord(core)
		if previous != "" && danish.IsWord(core) {
			v.pairs[previous+" "+core]++
		}
		previous = ""
		if danish.IsWord(core) && danish.EndsInLetter(token) {
			previous = core
		}
	}
	if cut {
		previous = ""
	}
	return previous, cut
}

func (v *Vocabulary) learnWord(core string) {
	parts := strings.FieldsFunc(core, danish.IsHyphen)
	if len(parts) > 6 {
		return // a rule or a code
	}
	for i, part := range parts {
		if !danish.IsWord(part) {
			continue
		}
		if len(parts) == 1 {
			v.words[part]++
			v.stems[base(part)]++
		}
		if i > 0 {
			v.learnHyphen(strings.Join(parts[:i], "-"), strings.Join(parts[i:], "-"))
		}
	}
}

func (v *Vocabulary) learnHyphen(left, right string) {
	if v.joins[left] == nil {
		v.joins[left] = map[string]int{}
	}
	v.joins[left][right]++
}

// Join puts the lines of one paragraph together as running text.
func (v *Vocabulary) Join(lines []string) string {
	var text []byte
	for _, line := range lines {
		text = v.append(text, strings.Join(strings.Fields(line), " "))
	}
	return v.mend(strings.Map(func(r rune) rune {
		switch r {
		case danish.SoftHyphen:
			return -1
		case danish.Hyphen, danish.HardHyphen:
			return '-'
		}
		return r
	}, string(text)))
}

// append adds the next line to text, deciding what a hyphen between them means.
func (v *Vocabulary) append(text []byte, line string) []byte {
	if len(text) == 0 || line == "" {
		return append(text, line...)
	}
	last, size := utf8.DecodeLastRune(text)
	body := text[:len(text)-size]
	switch {
	case last == danish.SoftHyphen:
		return append(body, line...)
	case last == danish.HardHyphen:
		return append(text, line...)
	case danish.IsHyphen(last):
		return v.appendCut(text, body, line, last == danish.Hyphen)
	}
	return append(append(text, ' '), line...)
}

// appendCut adds line to text, which is body and a hyphen.
func (v *Vocabulary) appendCut(text, body []byte, line string, certain bool) []byte {
	spaced := append(text, ' ')
	left := tail(body)
	if strings.HasSuffix(left, " ") { // "infor - \n mationer", or a real dash
		if v.strayHyphen(danish.LastWord(strings.TrimSpace(left)), danish.FirstWord(line)) {
			return append(bytes.TrimRight(body, " "), line...)
		}
		return append(spaced, line...)
	}
	if !danish.EndsInLetterOrDigit(left) {
		return append(spaced, line...)
	}
	switch v.decide(danish.LastToken(left), danish.FirstToken(line), certain) {
	case hyphenKept:
		return append(text, line...)
	case hyphenSuspended:
		return append(spaced, line...)
	}
	return append(body, line...)
}

// tail is enough of text's end to hold its last word.
func tail(text []byte) string {
	const most = 200
	return strings.ToValidUTF8(string(text[max(0, len(text)-most):]), "")
}

type hyphenUse int

const (
	hyphenCut       hyphenUse = iota // it only marks the line break
	hyphenKept                       // it belongs to the word: "intelligens-løsninger"
	hyphenSuspended                  // the word goes on elsewhere: "vand- og energiforbrug"
)

// decide says what the hyphen between left (at a line end) and right (at the
// next line's beginning) is. certain: the file says that it marks a cut.
func (v *Vocabulary) decide(left, right string, certain bool) hyphenUse {
	core := strings.ToLower(danish.TrimToWord(right))
	if danish.Conjunctions[core] {
		return hyphenSuspended
	}
	first, _ := utf8.DecodeRuneInString(right)
	if !unicode.IsLower(first) && !(danish.IsUpperWord(left) && danish.IsUpperWord(right) && len(left) > 3) {
		if unicode.IsLetter(first) || unicode.IsDigit(first) {
			return hyphenKept
		}
		return hyphenSuspended
	}
	if certain {
		return hyphenCut
	}
	if danish.EndsInDigit(left) || (danish.IsUpperWord(left) && !danish.IsUpperWord(right)) {
		return hyphenKept
	}
	return v.weigh(strings.ToLower(danish.TrimToWord(left)), core)
}

// weigh lets the rest of the document decide, and takes a cut where it is silent.
func (v *Vocabulary) weigh(left, right string) hyphenUse {
	tail := left[strings.LastIndex(left, "-")+1:]
	joined, hyphened := v.words[tail+right], v.joins[left][right]
	if joined > 0 || hyphened > 0 {
		if joined >= hyphened {
			return hyphenCut
		}
		return hyphenKept
	}
	if part, _, ok := strings.Cut(right, "-"); ok && danish.Ordinary[part] { // "tale-" and "til-tekst"
		return hyphenKept
	}
	if v.knownForm(tail, right) {
		return hyphenCut
	}
	if len(v.joins[left]) > 0 && v.words[left] > 0 {
		return hyphenKept
	}
	return hyphenCut
}

// strayHyphen reports whether "left -" at a line end is one word cut in two.
func (v *Vocabulary) strayHyphen(left, right string) bool {
	left, right = strings.ToLower(left), strings.ToLower(right)
	if !danish.IsWord(left) || !danish.IsWord(right) {
		return false
	}
	if v.words[left+right] > 0 || v.knownForm(left, right) {
		return true
	}
	return v.apart > 0 && v.words[left] == 0 && v.words[right] == 0
}
