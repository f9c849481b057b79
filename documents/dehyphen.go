package documents

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mending of extracted text. Words cut at line ends or by stray spaces are put
// together again on the evidence of the document's own words, so no dictionary
// is needed and no two ordinary words are joined. Mending never drops, adds or
// moves a letter or a digit.

// vocabulary counts the words of one document as they stand inside lines,
// where no line end can have cut them. All keys are lower case.
type vocabulary struct {
	words map[string]int            // "løsninger"
	stems map[string]int            // words without their inflection
	pairs map[string]int            // two words with one space between: "i gang"
	cuts  map[string]int            // words that a line end cuts, as far as they can be told
	joins map[string]map[string]int // real hyphens: "intelligens" → "løsninger" → count
}

// newVocabulary learns the words of lines; lines is not changed.
func newVocabulary(lines []string) *vocabulary {
	v := &vocabulary{
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
func (v *vocabulary) learnCuts(lines []string) {
	for i := 1; i < len(lines); i++ {
		above, token := strings.TrimSpace(lines[i-1]), firstToken(strings.TrimSpace(lines[i]))
		if token == "" || !endsInHyphen(above) {
			continue
		}
		last, size := utf8.DecodeLastRuneInString(above)
		left := lastToken(above[:len(above)-size])
		if !endsInLetter(left) {
			continue
		}
		if last == softHyphen || (last != hardHyphen && v.decide(left, token, last == hyphen) == hyphenCut) {
			v.cuts[strings.ToLower(trimToWord(removeSoft(left+token)))]++
		}
	}
}

// learn counts the words of one line. previous is the word before it; afterCut
// says that the line's first word begins on the line before. It returns the
// same for the next line.
func (v *vocabulary) learn(line, previous string, afterCut bool) (last string, cut bool) {
	tokens := strings.Fields(line)
	if n := len(tokens); n > 1 && isHyphen([]rune(tokens[n-1])[0]) && len(tokens[n-1]) < 4 {
		tokens, cut = tokens[:n-2], true // "infor -": half a word
	} else if n > 0 && endsInHyphen(tokens[n-1]) {
		tokens, cut = tokens[:n-1], true
	}
	if afterCut && len(tokens) > 0 {
		tokens, previous = tokens[1:], ""
	}
	for _, token := range tokens {
		core := strings.ToLower(trimToWord(removeSoft(token)))
		v.learnWord(core)
		if previous != "" && isWord(core) {
			v.pairs[previous+" "+core]++
		}
		previous = ""
		if isWord(core) && endsInLetter(token) {
			previous = core
		}
	}
	if cut {
		previous = ""
	}
	return previous, cut
}

func (v *vocabulary) learnWord(core string) {
	parts := strings.FieldsFunc(core, isHyphen)
	if len(parts) > 6 {
		return // a rule or a code
	}
	for i, part := range parts {
		if !isWord(part) {
			continue
		}
		if len(parts) == 1 {
			v.words[part]++
			v.stems[stem(part)]++
		}
		if i > 0 {
			v.learnHyphen(strings.Join(parts[:i], "-"), strings.Join(parts[i:], "-"))
		}
	}
}

func (v *vocabulary) learnHyphen(left, right string) {
	if v.joins[left] == nil {
		v.joins[left] = map[string]int{}
	}
	v.joins[left][right]++
}

// join puts the lines of one paragraph together as running text.
func (v *vocabulary) join(lines []string) string {
	var text []byte
	for _, line := range lines {
		text = v.append(text, strings.Join(strings.Fields(line), " "))
	}
	return v.mend(strings.Map(func(r rune) rune {
		switch r {
		case softHyphen:
			return -1
		case hyphen, hardHyphen:
			return '-'
		}
		return r
	}, string(text)))
}

// append adds the next line to text, deciding what a hyphen between them means.
func (v *vocabulary) append(text []byte, line string) []byte {
	if len(text) == 0 || line == "" {
		return append(text, line...)
	}
	last, size := utf8.DecodeLastRune(text)
	body := text[:len(text)-size]
	switch {
	case last == softHyphen:
		return append(body, line...)
	case last == hardHyphen:
		return append(text, line...)
	case isHyphen(last):
		return v.appendCut(text, body, line, last == hyphen)
	}
	return append(append(text, ' '), line...)
}

// appendCut adds line to text, which is body and a hyphen.
func (v *vocabulary) appendCut(text, body []byte, line string, certain bool) []byte {
	spaced := append(text, ' ')
	left := tail(body)
	if strings.HasSuffix(left, " ") { // "infor - \n mationer", or a real dash
		if v.strayHyphen(lastWord(strings.TrimSpace(left)), firstWord(line)) {
			return append(bytes.TrimRight(body, " "), line...)
		}
		return append(spaced, line...)
	}
	if !endsInLetterOrDigit(left) {
		return append(spaced, line...)
	}
	switch v.decide(lastToken(left), firstToken(line), certain) {
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
func (v *vocabulary) decide(left, right string, certain bool) hyphenUse {
	core := strings.ToLower(trimToWord(right))
	if conjunctions[core] {
		return hyphenSuspended
	}
	first, _ := utf8.DecodeRuneInString(right)
	if !unicode.IsLower(first) && !(isUpperWord(left) && isUpperWord(right) && len(left) > 3) {
		if unicode.IsLetter(first) || unicode.IsDigit(first) {
			return hyphenKept
		}
		return hyphenSuspended
	}
	if certain {
		return hyphenCut
	}
	if endsInDigit(left) || (isUpperWord(left) && !isUpperWord(right)) {
		return hyphenKept
	}
	return v.weigh(strings.ToLower(trimToWord(left)), core)
}

// weigh lets the rest of the document decide, and takes a cut where it is silent.
func (v *vocabulary) weigh(left, right string) hyphenUse {
	tail := left[strings.LastIndex(left, "-")+1:]
	joined, hyphened := v.words[tail+right], v.joins[left][right]
	if joined > 0 || hyphened > 0 {
		if joined >= hyphened {
			return hyphenCut
		}
		return hyphenKept
	}
	if part, _, ok := strings.Cut(right, "-"); ok && ordinary[part] { // "tale-" and "til-tekst"
		return hyphenKept
	}
	if v.stems[stem(tail+right)] > 0 {
		return hyphenCut
	}
	if len(v.joins[left]) > 0 && v.words[left] > 0 {
		return hyphenKept
	}
	return hyphenCut
}

// strayHyphen reports whether "left -" at a line end is one word cut in two.
func (v *vocabulary) strayHyphen(left, right string) bool {
	left, right = strings.ToLower(left), strings.ToLower(right)
	if !isWord(left) || !isWord(right) {
		return false
	}
	if v.known(left + right) {
		return true
	}
	return v.words[left] == 0 && v.words[right] == 0
}

func (v *vocabulary) known(word string) bool {
	return v.words[word] > 0 || v.stems[stem(word)] > 0
}
