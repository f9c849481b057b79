package hyphens

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// mend puts together words that a stray space has cut: "identifi cere". It
// does so only when the whole word, or another form of it, stands elsewhere in
// the document and one of the parts is no word of the document by itself.
func (v *Vocabulary) mend(text string) string {
	if v.typed {
		return text
	}
	tokens := strings.Split(text, " ")
	out := tokens[:0:0]
	for _, token := range tokens {
		n := len(out)
		if n > 0 && v.cutBySpace(out[n-1], token) {
			out[n-1] += token
			continue
		}
		if n > 1 && out[n-1] == "-" && v.cutByHyphen(out[n-2], token) {
			out[n-2] += token
			out = out[:n-1]
			continue
		}
		out = append(out, token)
	}
	return strings.Join(out, " ")
}

// cutByHyphen reports whether "a - b" is one word: "infra - struktur".
func (v *Vocabulary) cutByHyphen(a, b string) bool {
	left, right := strings.ToLower(danish.TrimToWord(a)), strings.ToLower(danish.TrimToWord(b))
	first, _ := utf8.DecodeRuneInString(b)
	if !danish.EndsInLetter(a) || !unicode.IsLower(first) || !danish.IsWord(left) || !danish.IsWord(right) || danish.Ordinary[left] || danish.Ordinary[right] {
		return false
	}
	return v.words[left+right]+v.cuts[left+right] > 0 && (v.words[left] < 2 || v.words[right] < 2)
}

func (v *Vocabulary) cutBySpace(a, b string) bool {
	if !danish.EndsInLetter(a) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b)
	if !unicode.IsLower(first) {
		return false
	}
	left, right := strings.ToLower(danish.TrimToWord(a)), strings.ToLower(danish.TrimToWord(b))
	if !danish.IsWord(left) || !danish.IsWord(right) || utf8.RuneCountInString(left) < 2 || utf8.RuneCountInString(right) < 2 {
		return false
	}
	return v.evidence(left, right)
}

func (v *Vocabulary) evidence(left, right string) bool {
	whole, pair := v.words[left+right]+v.cuts[left+right], v.pairs[left+" "+right]
	aloneLeft := v.standing(left) - pair
	aloneRight := v.standing(right) - pair
	switch {
	case danish.Ordinary[right]: // "offent lige", but not "i gang" nor "bruger en"
		return !danish.Ordinary[left] && len(right) > 3 && aloneLeft <= 0 && whole > 1 && whole >= pair
	case danish.Ordinary[left] && utf8.RuneCountInString(right) < 4:
		return false
	case whole > 0 && whole >= pair:
		return aloneRight <= 0 || aloneLeft <= 0 && !danish.Ordinary[left]
	case pair <= 1 && v.knownForm(left, right):
		return aloneRight <= 0 && len(right) > 4
	}
	return false
}

// standing counts how often a word, or a longer one in another form, stands in
// the document by itself.
func (v *Vocabulary) standing(word string) int {
	return max(v.words[word], v.stems[base(word)])
}

// knownForm reports whether the document has another form of left+right. What
// the two share must reach well into right: endings alone, which nearly any word
// can be taken for, are no evidence ("betales senest" and "betales").
func (v *Vocabulary) knownForm(left, right string) bool {
	const shared = 4 // letters of right
	whole := base(left + right)
	return len(whole) >= len(danish.Fold(left))+shared && v.stems[whole] > 0
}

// base is what the forms of a word share: the word without its inflection where
// five letters or more are left, since shorter words share those by chance.
func base(word string) string {
	if short := danish.Uninflected(word); len(short) >= 5 {
		return short
	}
	return danish.Fold(word)
}
