package danish

import "strings"

// endings are the inflectional endings of Danish nouns, adjectives and verbs in
// folded form, longest first: those of the Danish Snowball algorithm
// (snowballstem.org, algorithms/danish) but for -hed and -ende, which it takes
// from some forms of a word and not from others (anvende, anvender); root
// takes them.
var endings = byLast(listOf("endings.txt"))

// tails are the ends of words by their last letter, each list in its order: a
// word is stemmed for every piece that a compound might be made of.
type tails [256][]string

func byLast(list []string) *tails {
	var out tails
	for _, e := range list {
		last := e[len(e)-1]
		out[last] = append(out[last], e)
	}
	return &out
}

// of are those that may end a word, in their order.
func (t *tails) of(word string) []string {
	if word == "" {
		return nil
	}
	return t[word[len(word)-1]]
}

// irregular maps folded forms to the form whose stem they share. The last part
// of a compound is mapped too ("frigjort" by "gjort").
var irregular = pairsOf("irregular-forms.txt")

// irregularTails are the irregular forms that also end compounds and prefixed verbs.
var irregularTails = byLast(listOf("irregular-tails.txt"))

// stem reduces a folded word to the stem that its inflected forms share. It
// follows the Danish Snowball steps on folded letters, with irregular forms
// resolved first. A stem has at least three letters.
func stem(word string) string {
	if to, ok := irregular[word]; ok {
		word = to
	} else {
		word = irregularTail(word)
	}
	r1 := region(word)
	word = stripEnding(word, r1)
	word = stripConsonant(word, r1)
	word = stripDerived(word, r1)
	return contract(undouble(word, r1))
}

// Uninflected is a word in lower case, folded, without its inflection; what derives
// one word of another ("borgerlig" of "borger") stays, and so do irregular forms.
func Uninflected(word string) string {
	word = Fold(word)
	r1 := region(word)
	return stripConsonant(stripEnding(word, r1), r1)
}

// contract brings the two forms of words in -el and -er together, of which one
// drops the e: regel, regler; middel, midler; minister, ministre; sikker,
// sikre. Of -er nothing is left, since it is taken for an ending elsewhere.
func contract(word string) string {
	n := len(word)
	if n < 4 {
		return word
	}
	if word[n-1] == 'r' && !vowel(word[n-2]) && word[n-2] != 'r' {
		return undouble(word[:n-1], 3)
	}
	if n < 5 || !strings.HasSuffix(word, "el") || vowel(word[n-3]) {
		return word
	}
	return undouble(word[:n-2], 3) + "l"
}

func irregularTail(word string) string {
	for _, tail := range irregularTails.of(word) {
		if len(word) > len(tail)+1 && strings.HasSuffix(word, tail) {
			return word[:len(word)-len(tail)] + irregular[tail]
		}
	}
	return word
}

// region is where endings may be taken from: after the first consonant that
// follows a vowel, and never before the fourth letter.
func region(word string) int {
	for i := 1; i < len(word); i++ {
		if vowel(word[i-1]) && !vowel(word[i]) {
			return max(i+1, 3)
		}
	}
	return len(word)
}

func vowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

func stripEnding(word string, r1 int) string {
	for _, e := range endings.of(word) {
		if len(word)-len(e) >= r1 && strings.HasSuffix(word, e) {
			// The et of kvalitet is part of the word, not its article.
			if e == "et" && strings.HasSuffix(word, "itet") {
				return word
			}
			if e == "ets" && strings.HasSuffix(word, "itets") {
				return word[:len(word)-1]
			}
			return word[:len(word)-len(e)]
		}
	}
	// A genitive or passive s after a letter that may carry one.
	if n := len(word); n-1 >= r1 && word[n-1] == 's' && strings.IndexByte("abcdfghjklmnoprtvyz", word[n-2]) >= 0 {
		return word[:n-1]
	}
	return word
}

func stripConsonant(word string, r1 int) string {
	for _, e := range []string{"gd", "dt", "gt", "kt"} {
		if len(word)-2 >= r1-1 && strings.HasSuffix(word, e) && len(word) > 3 {
			return word[:len(word)-1]
		}
	}
	return word
}

func stripDerived(word string, r1 int) string {
	if strings.HasSuffix(word, "igst") {
		word = word[:len(word)-2]
	}
	for _, e := range []string{"elig", "els", "lig", "ig"} {
		if len(word)-len(e) >= r1 && strings.HasSuffix(word, e) {
			return stripConsonant(word[:len(word)-len(e)], r1)
		}
	}
	return word
}

func undouble(word string, r1 int) string {
	n := len(word)
	if n > 3 && n-1 >= r1-1 && word[n-1] == word[n-2] && !vowel(word[n-1]) {
		return word[:n-1]
	}
	return word
}

// derivations are the endings that make nouns and adjectives of verbs and the
// other way round. What is left is the root.
var derivations = byLast(listOf("derivations.txt"))

// Root reduces a stem further to what nouns, verbs and adjectives of one
// origin share ("udrulning" and "udrulle"); "" where nothing comes off or too
// little would be left.
func Root(stem string) string {
	for _, e := range derivations.of(stem) {
		if len(stem)-len(e) >= 4 && strings.HasSuffix(stem, e) {
			return contract(undouble(stem[:len(stem)-len(e)], 3))
		}
	}
	return ""
}
