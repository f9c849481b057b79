package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// letters are those of Danish words.
const letters = "abcdefghijklmnopqrstuvwxyzæøå"

const (
	shortest = 4   // letters of a word whose spelling is mended: shorter ones are near to too many
	longest  = 24  // longer ones have too many neighbours to look at
	everyday = 50  // passages that a function word counts as: people write it more than any other
	listed   = 0.5 // passages that a word counts as which only Danish knows
	// otherFirst is what a word counts for that begins with another letter: few people
	// misspell the first.
	otherFirst = 0.2
)

// spell gives a text in which each word that neither Danish nor the materials know
// stands as the known word does that is one letter away, and these words as they were
// written. A name, a short word and whatever has no such neighbour stay.
func (p *Parser) spell(text string) (read string, written map[string]string) {
	toks := danish.Tokenize(text)
	if danish.English(danish.Folded(toks)) {
		return text, nil
	}
	var out strings.Builder
	at := 0
	for i, t := range toks {
		if t.Start < at || t.Hyphen || !p.odd(t, i == 0 || sentenceEnds(text[:t.Start])) || !p.mayRespell() {
			continue
		}
		to := p.neighbour(strings.ToLower(t.Raw))
		if to == "" {
			continue
		}
		if written == nil {
			written = map[string]string{}
		}
		written[to] = t.Raw
		out.WriteString(text[at:t.Start] + to)
		at = t.Start + len(t.Raw)
	}
	return out.String() + text[at:], written
}

// sentenceEnds tells whether what follows a text begins a sentence.
func sentenceEnds(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || strings.ContainsAny(text[len(text)-1:], ".?!:")
}

// odd tells whether a token is a word that nothing is known of.
func (p *Parser) odd(t danish.Token, first bool) bool {
	n := utf8.RuneCountInString(t.Raw)
	if t.Number || n < shortest || n > longest || strings.ContainsFunc(t.Raw, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(t.Raw); unicode.IsUpper(r) && !first {
		return false // a name
	}
	return p.known(t.Text) == 0 && len(danish.Translations(t.Text)) == 0 && len(p.Lex.Split(t.Text)) == 0
}

// known is how many passages hold a folded word, listed where only Danish knows it, 0
// where nothing does.
func (p *Parser) known(word string) float64 {
	if danish.StopWords[word] {
		return everyday
	}
	stem := danish.Canonical(word)
	if n := p.Terms.Frequency(stem); n > 0 {
		return float64(n)
	}
	if danish.Common(stem) {
		return listed
	}
	return 0
}

// neighbour is the known word that is one letter away from a word in small letters:
// two that changed places, one less, one more or another; of several the one that
// most passages hold, of those the first in this order. "" is none.
func (p *Parser) neighbour(word string) string {
	best, most := "", 0.0
	first, _ := utf8.DecodeRuneInString(word)
	oneAway([]rune(word), func(to string) {
		n := p.known(danish.Fold(to))
		if r, _ := utf8.DecodeRuneInString(to); r != first {
			n *= otherFirst
		}
		if n > most {
			best, most = to, n
		}
	})
	return best
}

// oneAway tells all that is one letter away from a word.
func oneAway(word []rune, tell func(string)) {
	buf := make([]rune, 0, len(word)+1)
	put := func(parts ...[]rune) {
		buf = buf[:0]
		for _, p := range parts {
			buf = append(buf, p...)
		}
		tell(string(buf))
	}
	for i := range len(word) - 1 {
		if word[i] != word[i+1] {
			put(word[:i], word[i+1:i+2], word[i:i+1], word[i+2:])
		}
	}
	for i := range len(word) {
		put(word[:i], word[i+1:])
	}
	for i := range len(word) + 1 {
		for _, r := range letters {
			put(word[:i], []rune{r}, word[i:])
			if i < len(word) && word[i] != r {
				put(word[:i], []rune{r}, word[i+1:])
			}
		}
	}
}
