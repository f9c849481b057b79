package danish

import (
	"slices"
	"strconv"
	"strings"
)

// Word is a word or a number of a text, analysed so that it can be compared
// with other texts without the index.
type Word struct {
	Text  string // folded: lower case, æ as ae
	Raw   string // as it stands in the text
	Start int    // byte offsets in the text
	End   int
	// Value is that of a number in digits or words as a canonical decimal with
	// a comma; a scale word is taken in: "50 mio." is "50000000". "" for words.
	Value  string
	Digits bool   // a number that is written in digits
	Stop   bool   // a function word
	Common bool   // a word of the language, or made of such: no name by itself
	Verb   bool   // a form of a verb and of nothing else
	Stem   string // what its inflected forms share

	gives  []string   // terms that it gives a text
	same   []string   // each of these terms is the word itself or its synonym
	pieces []string   // of a hyphenated word, each a whole word as well
	first  string     // the first of them, "" where there are none
	any    []string   // each of these terms holds it
	all    [][]string // for each part of a compound, the terms that hold the part
}

// Terms is what a text holds, see [Terms.Add].
type Terms map[string]struct{}

// Add takes in the words of a text.
func (t Terms) Add(words []Word) {
	for _, w := range words {
		for _, g := range w.gives {
			t[g] = struct{}{}
		}
		for _, g := range append(slices.Clone(w.same), w.pieces...) {
			t[wholeMark+g] = struct{}{}
		}
	}
}

// wholeMark begins the term of a whole word, which its parts do not give.
const wholeMark = "!"

func (t Terms) has(term string) bool { _, ok := t[term]; return ok }

// In tells whether a text holds the word itself: in any inflection, or by a
// synonym of the field.
func (w Word) In(t Terms) bool {
	return slices.ContainsFunc(w.same, func(s string) bool { return t.has(wholeMark + s) })
}

// Near tells whether a text holds the word in some form: an inflection, a word
// of one origin, a synonym, or a compound's parts.
func (w Word) Near(t Terms) bool {
	if slices.ContainsFunc(w.any, t.has) {
		return true
	}
	return len(w.all) > 0 && !slices.ContainsFunc(w.all, func(part []string) bool { return !slices.ContainsFunc(part, t.has) })
}

// Same tells whether a text holds the word itself, a word of one origin, or
// the parts of a compound: more strictly than [Word.Near].
func (w Word) Same(t Terms) bool {
	if r := Root(w.Stem); w.In(t) || r != "" && t.has(r) {
		return true
	}
	return len(w.all) > 0 && !slices.ContainsFunc(w.all, func(part []string) bool { return !slices.ContainsFunc(part, t.has) })
}

// Words analyses a text for comparison: its words and numbers in order. In an
// English text words are held by their Danish translations too.
func (a *Lexicon) Words(text string, english bool) []Word {
	toks := Tokenize(text)
	var out []Word
	var stems []string
	for i := 0; i < len(toks); i++ {
		w := a.comparable(toks, i, english)
		for i+1 < len(toks) && toks[i+1].Hyphen {
			i++
			a.piece(&w, toks[i])
		}
		if i+1 < len(toks) {
			if v := Scaled(toks[i], toks[i+1].Text); v != "" {
				i++
				w.Value, w.End, w.gives, w.any = v, toks[i].end, []string{v}, []string{v}
				w.Raw = text[w.Start:w.End]
			}
		}
		out, stems = append(out, w), append(stems, w.Stem)
	}
	a.phrases(out, stems)
	return out
}

// comparable analyses one token without the pieces of a hyphenated one.
func (a *Lexicon) comparable(toks []Token, i int, english bool) Word {
	t := toks[i]
	w := Word{Text: t.Text, Raw: t.Raw, Start: t.Start, End: t.end, Digits: t.Number}
	if v, ok := valueOf(t); ok {
		w.Value, w.Stem = v, Canonical(t.Text)
		w.gives, w.any, w.same = []string{v, w.Stem}, []string{v}, []string{v}
		return w
	}
	if t.Number {
		w.Value, w.Stem = t.Text, Canonical(t.Text)
		w.gives, w.any, w.same = []string{t.Text}, []string{t.Text}, []string{t.Text}
		return w
	}
	known := a.word(t.Text)
	w.Stop = known.stop && !Acronym(t.Raw)
	w.Stem = known.terms[0].Text
	parts := known.parts
	w.Common, w.Verb = Common(w.Stem) || len(parts) > 1, Verbal(w.Stem)
	w.any, w.same, w.gives = []string{w.Stem}, []string{w.Stem}, []string{w.Stem}
	if full := unsyncopated(w.Stem); full != "" && Common(full) {
		w.Common = true
		w.any, w.same, w.gives = append(w.any, full), append(w.same, full), append(w.gives, full)
	}
	if base := positive(w.Stem); base != "" {
		w.any = append(w.any, base)
	}
	a.add(&w, english)
	for _, p := range parts {
		terms := []string{p}
		if r := Root(p); r != "" {
			terms = append(terms, r)
		}
		w.all, w.gives = append(w.all, terms), append(w.gives, terms...)
	}
	return w
}

// add gives a word the terms of its origin, its synonyms and translations.
func (a *Lexicon) add(w *Word, english bool) {
	if r := Root(w.Stem); r != "" {
		w.gives, w.any = append(w.gives, r), append(w.any, r)
	}
	w.any = append(w.any, Related(w.Stem)...)
	if a.Synonyms != nil {
		for _, g := range a.Synonyms.Of[w.Stem] {
			w.gives, w.same = append(w.gives, g), append(w.same, g)
			w.any = append(append(w.any, g), a.Synonyms.Members[g]...)
		}
		w.any = append(w.any, a.Synonyms.Wider[w.Stem]...)
	}
	if english {
		for _, da := range Translations(w.Text) {
			w.Common = true
			w.any = append(w.any, Canonical(Fold(da)))
		}
	}
}

// piece adds a piece of a hyphenated word: all pieces together hold it.
func (a *Lexicon) piece(w *Word, t Token) {
	p := a.comparable([]Token{t}, 0, false)
	if w.first == "" {
		w.first = p.Stem
	}
	w.gives, w.pieces = append(w.gives, p.gives...), append(w.pieces, p.same...)
	if !p.Stop {
		w.all = append(w.all, p.any)
	}
}

// phrases lets the words of a phrase of several words be held by its synonyms.
func (a *Lexicon) phrases(words []Word, stems []string) {
	if a.Synonyms == nil {
		return
	}
	for i := range words {
		g, n := a.Synonyms.Match(stems, i)
		if n < 2 {
			continue
		}
		for j := i; j < i+n; j++ {
			words[j].any = append(append(words[j].any, g), a.Synonyms.Members[g]...)
			words[j].gives, words[j].same = append(words[j].gives, g), append(words[j].same, g)
		}
	}
}

// unsyncopated puts back the e that a stem lost before an ending: "kapitl"
// (kapitlet) is "kapitel"; "" where none can be lost.
func unsyncopated(stem string) string {
	n := len(stem)
	if n < 4 || strings.IndexByte("lnr", stem[n-1]) < 0 || vowel(stem[n-2]) {
		return ""
	}
	return stem[:n-1] + "e" + stem[n-1:]
}

// positive is the stem of an adjective whose neuter or adverb a stem is
// ("effektivt"), or of a verb whose participle it is ("voksende"); "" where it
// is none.
func positive(stem string) string {
	if strings.HasSuffix(stem, "i") && Common(stem+"um") {
		return stem + "um" // "kommissoriet"
	}
	for _, e := range []string{"t", "end", "ed"} {
		if base := strings.TrimSuffix(stem, e); base != stem && len(base) >= 4 && Common(base) {
			return base
		}
	}
	return ""
}

// ordinals are those that count; "første" and "anden" have other uses.
var ordinals = func() map[string]int {
	m := map[string]int{}
	for i, w := range strings.Fields("tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte") {
		m[w] = i + 3
	}
	return m
}()

// valueOf is the canonical value of a number token or number word.
func valueOf(t Token) (string, bool) {
	v, ok := NumberOf(t)
	if n, is := ordinals[t.Text]; is {
		v, ok = float64(n), true
	}
	if !ok {
		return "", false
	}
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1), true
}

// Stem is the stem of a word in lower case, as in [Word.Stem].
func Stem(word string) string { return Canonical(Fold(word)) }
