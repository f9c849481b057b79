package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Support says how far texts carry a claim.
type Support struct {
	Share   float64  // share of the claim's content words that the texts hold in some form, 0 to 1; 1 where it has none
	Words   int      // content words of the claim
	Numbers []string // numbers of the claim that the texts do not hold
	Names   []string // names of the claim that the texts do not hold
}

// Support compares a claim with the texts that it cites. Words count in any
// inflection, derivation or compound and by the synonyms of the field; numbers
// by value, whatever their spelling ("50 mio.", "50 millioner"); names by each
// of their words.
func (x *Index) Support(claim string, texts []string) Support {
	var out Support
	_ = x.with(func(s *state) error {
		out = s.support(claim, texts)
		return nil
	})
	return out
}

func (s *state) support(claim string, texts []string) Support {
	held := map[string]bool{}
	numbers := map[string]bool{}
	for _, text := range texts {
		for _, t := range s.analyzer.withGroups(text, s.synonyms) {
			held[trimMark(t.text)] = true
		}
		for _, n := range Numbers(text) {
			numbers[n] = true
		}
	}
	out := Support{}
	for _, n := range Numbers(claim) {
		if !numbers[n] {
			out.Numbers = append(out.Numbers, n)
		}
	}
	carried := 0
	for i, t := range tokenize(claim) {
		if t.number || t.hyphen || stopWords[t.text] && !acronym(t.raw) {
			continue
		}
		out.Words++
		ok := s.holds(held, t)
		if ok {
			carried++
		} else if i > 0 && nameLike(claim, t) {
			out.Names = append(out.Names, t.raw)
		}
	}
	out.Share = 1
	if out.Words > 0 {
		out.Share = float64(carried) / float64(out.Words)
	}
	return out
}

// holds tells whether the terms of a text hold a word in some form.
func (s *state) holds(held map[string]bool, t token) bool {
	stem := canonical(t.text)
	if held[stem] {
		return true
	}
	if r := root(stem); r != "" && held[r] {
		return true
	}
	if s.synonyms != nil {
		for _, g := range s.synonyms.of[stem] {
			if held[g] || slices.ContainsFunc(s.synonyms.members[g], func(m string) bool { return held[m] }) {
				return true
			}
		}
	}
	parts := s.analyzer.lex.split(t.text)
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !held[p] && (root(p) == "" || !held[root(p)]) })
}

// nameLike tells whether a token inside a claim is written as a name: with a
// capital that no sentence start explains.
func nameLike(claim string, t token) bool {
	r, _ := utf8.DecodeRuneInString(t.raw)
	if !unicode.IsUpper(r) {
		return false
	}
	before := strings.TrimRight(claim[:t.start], " \"»“”'(")
	return before != "" && !strings.HasSuffix(before, ".") && !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "-")
}

// Numbers gives the values of the numbers in a text, in digits or words, as
// canonical decimals with a comma; a scale word ("mio.") is taken into the
// value. Digits with letters ("5a") stay as they are.
func Numbers(text string) []string {
	var out []string
	toks := tokenize(text)
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		v, ok := numberOf(t)
		if !ok {
			if t.number {
				out = append(out, t.text)
			}
			continue
		}
		if i+1 < len(toks) {
			if s := scaled(t, toks[i+1].text); s != "" {
				out = append(out, s)
				i++
				continue
			}
		}
		out = append(out, strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1))
	}
	return out
}
