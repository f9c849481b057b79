// Package danish knows the language and nothing of this program: letters and
// invisible characters, words and numbers, sentences, dates. Start with
// [Sentences], [Normalise] and [Legible].
package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviationClass says when a word before a full stop is an abbreviation.
type abbreviationClass string

const (
	abbreviates abbreviationClass = "altid" // it never ends a sentence
	closes      abbreviationClass = "slut"  // it ends one before a capital
	numbers     abbreviationClass = "tal"   // it is one before a number alone
)

// abbreviations are those whose form does not show them.
var abbreviations = func() map[string]abbreviationClass {
	classes := map[string]abbreviationClass{}
	for class, word := range classesOf("forkortelser.txt") {
		classes[word] = abbreviationClass(class)
	}
	return classes
}()

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

// EndsSentence reports whether text ends in a final mark, with or without a
// closing quote or bracket.
func EndsSentence(text string) bool {
	text = strings.TrimRight(text, ` "'”’»)]*`+"\u201c")
	return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") ||
		strings.HasSuffix(text, "?") || strings.HasSuffix(text, "…")
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
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(/»[", r) })+1:]
	word = strings.Trim(word, "([\"”»'")
	if word == "" {
		return false
	}
	if number(word) {
		return len(before) == len(word)
	}
	small := strings.ToLower(word)
	first, _ := utf8.DecodeRuneInString(word)
	capital := unicode.IsUpper(first)
	class, known := abbreviations[small]
	known = known && !IsUpperWord(word) // KL is no time of day
	switch {
	case unicode.IsDigit(next):
		return known || stopped(word) || shortened(word) || utf8.RuneCountInString(word) == 1 && unicode.IsLetter(first)
	case capital && (utf8.RuneCountInString(word) == 1 || shortened(word)): // "C. Holm", "Sct. Knud"
		return unicode.IsUpper(next)
	case known:
		return class == abbreviates || class == closes && !unicode.IsUpper(next)
	}
	return stopped(word)
}

// Label tells whether a sentence says nothing but which one comes after it: a number,
// alone or after a mark or an abbreviation ("§ 11.", "Stk. 2.", "§ 65 b.").
func Label(sentence string) bool {
	text, ends := strings.CutSuffix(strings.TrimSpace(sentence), ".")
	if i := strings.LastIndexByte(text, ' '); i >= 0 && len(text)-i == 2 && IsWord(text[i+1:]) {
		text = text[:i]
	}
	before := strings.TrimRight(text, "0123456789")
	word, stop := strings.CutSuffix(strings.TrimSpace(before), ".")
	_, known := abbreviations[strings.ToLower(word)]
	return ends && before != text && (!strings.ContainsFunc(before, unicode.IsLetter) || stop && (known || shortened(word)))
}

// stopped tells words such as "f.eks", "H.C" and "j.nr": letters in short parts
// between stops. An address ends so too ("kl.dk"), by its top level.
func stopped(word string) bool {
	parts := strings.Split(word, ".")
	if len(parts) < 2 || topLevel[strings.ToLower(parts[len(parts)-1])] {
		return false
	}
	for _, part := range parts {
		if n := utf8.RuneCountInString(part); n == 0 || n > 4 || !IsWord(part) {
			return false
		}
	}
	return true
}

var topLevel = WordSet("dk eu com org net no se de uk gl fo io nu info gov int")

// shortened tells short words without a vowel, which are no Danish words:
// "md", "tlf", "Skt". Names in capitals ("KL", "PDF") are not meant.
func shortened(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= 2 && n <= 5 && IsWord(word) && !IsUpperWord(word) && !strings.ContainsAny(strings.ToLower(word), "aeiouyæøåéèäöü")
}

func number(word string) bool {
	for _, r := range word {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
