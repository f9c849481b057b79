// Package danish knows the language and nothing of this program: letters and
// invisible characters, words and numbers, sentences, dates. Start with
// [Sentences], [Normalise] and [Legible].
package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations are the Danish (and a few English) abbreviations that end in a
// full stop without ending a sentence, in lower case without the last stop.
var abbreviations = makeSet(`adr afd afs akt anm ang ank ansv apr art aug bd bek bem bilag bl.a bl betænkn
	ca cand d.d d.v.s dec dep direkt div dok dr dvs e.g e.kr eks ekskl el etc evt f f.eks f.o.m f.t feb ff fhv fig
	fk fl flg fmd fork forts fr fvl fx gl gr hhv hr i.e ift iht incl indb inkl instr int j.nr jan jf jfr jr jul jun
	kap kbh kgl kl kr lb.nr lejl lic litra m.a.o m.fl m.h.p m.h.t m.m m.v max maks mar mdr mht mia min mio mrk ms
	mv nat nov nr nuv o.a o.l o.lign o.s.v off okt omr op osv ovf p.a p.g.a p.t pag par pct pga pkt pr prof p ps
	ref reg resp s sag sek sept skr sml sp spm ss st stk str stud sv t.eks t.o.m tab tilsv tlf u.a udg ugtl
	undt v.hj.a v vedr vejl vol vs årg årh å adj lekt vicedir`)

func makeSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// Sentences cuts running text into sentences: trimmed, never empty, in order.
// A line break always ends a sentence, so list items and table rows stay
// apart. Danish abbreviations, ordinals ("2. februar") and references
// ("§ 19, stk. 2") do not end one.
func Sentences(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		for line = strings.TrimSpace(line); line != ""; {
			n := SentenceEnd(line)
			if n < 0 {
				n = len(line)
			}
			if s := strings.TrimSpace(line[:n]); s != "" {
				out = append(out, s)
			}
			line = strings.TrimSpace(line[n:])
		}
	}
	return out
}

// SentenceEnd returns the byte offset just after the first sentence in text,
// or -1 where no sentence is known to be complete: the end of text alone does
// not complete one, so that it serves a text that is still arriving.
func SentenceEnd(text string) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' {
			return i + size
		}
		if r == '.' || r == '!' || r == '?' || r == '…' {
			if end, ok := boundaryAt(text, i, size, r); ok {
				return end
			}
		}
		i += size
	}
	return -1
}

// boundaryAt tells whether the stop at text[i] ends a sentence, and where.
func boundaryAt(text string, i, size int, stop rune) (int, bool) {
	end := i + size
	for end < len(text) {
		r, n := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune(".!?…\"'”’»)]", r) {
			break
		}
		end += n
	}
	if end >= len(text) {
		return 0, false
	}
	next, n := utf8.DecodeRuneInString(text[end:])
	if !unicode.IsSpace(next) {
		return 0, false
	}
	if next == '\n' {
		return end + n, true
	}
	after := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	if after == "" {
		return 0, false
	}
	start, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(start) {
		return 0, false
	}
	if stop == '.' && abbreviated(text[:i], start) {
		return 0, false
	}
	return end, true
}

// abbreviated tells whether the word before a full stop is an abbreviation, an
// initial or a list number, given the first letter after it.
func abbreviated(before string, next rune) bool {
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' })+1:]
	word = strings.ToLower(strings.Trim(word, "([\"”»'"))
	if word == "" {
		return false
	}
	if number(word) {
		return len(before) == len(word)
	}
	if utf8.RuneCountInString(word) == 1 && unicode.IsUpper(next) {
		last, _ := utf8.DecodeLastRuneInString(before)
		return unicode.IsUpper(last)
	}
	if !abbreviations[word] {
		return false
	}
	// "m.v. Det" ends a sentence more often than not; "stk. 2" and "art. 5" never do.
	closing := word == "m.v" || word == "mv" || word == "osv" || word == "o.s.v" || word == "m.m" || word == "m.fl" || word == "etc" || word == "o.l" || word == "pct" || word == "kr" || word == "o.a"
	return !closing || !unicode.IsUpper(next)
}

func number(word string) bool {
	for _, r := range word {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
