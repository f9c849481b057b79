package documents

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mend puts together words that a stray space has cut: "identifi cere". It
// does so only when the whole word, or another form of it, stands elsewhere in
// the document and one of the parts is no word of the document by itself.
func (v *vocabulary) mend(text string) string {
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
func (v *vocabulary) cutByHyphen(a, b string) bool {
	left, right := strings.ToLower(trimToWord(a)), strings.ToLower(trimToWord(b))
	first, _ := utf8.DecodeRuneInString(b)
	if !endsInLetter(a) || !unicode.IsLower(first) || !isWord(left) || !isWord(right) || ordinary[left] || ordinary[right] {
		return false
	}
	return v.words[left+right]+v.cuts[left+right] > 0 && (v.words[left] < 2 || v.words[right] < 2)
}

func (v *vocabulary) cutBySpace(a, b string) bool {
	if !endsInLetter(a) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(b)
	if !unicode.IsLower(first) {
		return false
	}
	left, right := strings.ToLower(trimToWord(a)), strings.ToLower(trimToWord(b))
	if !isWord(left) || !isWord(right) || utf8.RuneCountInString(left) < 2 || utf8.RuneCountInString(right) < 2 {
		return false
	}
	return v.evidence(left, right)
}

func (v *vocabulary) evidence(left, right string) bool {
	whole, pair := v.words[left+right]+v.cuts[left+right], v.pairs[left+" "+right]
	aloneLeft := v.words[left] - pair
	aloneRight := v.words[right] - pair
	switch {
	case ordinary[right]: // "offent lige", but not "i gang" nor "bruger en"
		return !ordinary[left] && len(right) > 3 && aloneLeft <= 0 && whole > 1 && whole >= pair
	case ordinary[left] && utf8.RuneCountInString(right) < 4:
		return false
	case whole > 0 && whole >= pair:
		return aloneLeft <= 0 || aloneRight <= 0
	case pair <= 1 && v.stems[stem(left+right)] > 0:
		return aloneRight <= 0 && v.stems[stem(right)] <= 1 && len(right) > 4
	}
	return false
}
