package danish

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Classes of terms, written as a prefix so that all of them live in one field.
const (
	PartMark = "~" // a word inside a compound
	RootMark = "^" // what words of one origin share
)

// Term is one entry of the index for a word of a text.
type Term struct {
	Text string // with its class mark
	Pos  int    // number of the word in the text, from 0
	Hash uint32
}

// Lexicon turns text into terms: it knows the words of the language, those of
// a corpus, and the synonyms of a field. It is safe for use by several goroutines.
type Lexicon struct {
	lex      compounds
	Synonyms *Synonyms
	cache    sync.Map // folded word -> analysed
	kept     atomic.Int64
}

// analysed is what a folded word becomes: its terms, the stem first, and the
// stems of its parts where it is a compound.
type analysed struct{ terms, parts []string }

// NewLexicon makes a Lexicon. corpus tells whether the corpus holds a stem, so
// that compounds are cut into its words too; nil knows none. synonyms may be nil.
func NewLexicon(corpus func(stem string) bool, synonyms *Synonyms) *Lexicon {
	return &Lexicon{lex: compounds{stems: commonWords().all, corpus: corpus}, Synonyms: synonyms}
}

// terms analyses the words of a text: for each word its stem, its root,
// and the stems of its parts. Function words are left out but count as
// positions.
func (a *Lexicon) terms(toks []Token) []Term {
	out := make([]Term, 0, len(toks)*2)
	pos := -1
	for i, t := range toks {
		if !t.Hyphen {
			pos++
		}
		for _, s := range a.wordTerms(t) {
			out = append(out, Term{Text: s, Pos: pos, Hash: TermHash(s)})
		}
		if i+1 < len(toks) {
			if s := Scaled(t, toks[i+1].Text); s != "" {
				out = append(out, Term{Text: s, Pos: pos, Hash: TermHash(s)})
			}
		}
	}
	return out
}

// wordTerms are the terms of one token, most exact first.
func (a *Lexicon) wordTerms(t Token) []string {
	if t.Number {
		return []string{t.Text}
	}
	if StopWords[t.Text] && !Acronym(t.Raw) {
		return nil
	}
	return a.word(t.Text).terms
}

// word analyses a folded word. What it becomes is kept, for words come again;
// that of the first maxKept different ones, so that a service asked all kinds
// of things does not grow.
func (a *Lexicon) word(w string) analysed {
	if v, ok := a.cache.Load(w); ok {
		return v.(analysed)
	}
	keep := a.kept.Load() < maxKept
	if keep {
		w = strings.Clone(w) // a part of a text would keep all of it
	}
	s := Canonical(w)
	out := analysed{terms: []string{s}, parts: a.lex.split(w)}
	if r := Root(s); r != "" {
		out.terms = append(out.terms, RootMark+r)
	}
	for _, p := range out.parts {
		out.terms = append(out.terms, PartMark+p)
	}
	if keep {
		a.kept.Add(1)
		a.cache.Store(w, out)
	}
	return out
}

// maxKept is how many words a Lexicon remembers.
const maxKept = 200_000

// Stem is the stem of a folded word, remembered like its other terms.
func (a *Lexicon) Stem(w string) string { return a.word(w).terms[0] }

// Acronym tells whether a word is written as one ("IT", "AI"), so that it is
// no function word that happens to be spelt the same.
func Acronym(raw string) bool {
	return len(raw) >= 2 && len(raw) <= 5 && raw == strings.ToUpper(raw) && raw != strings.ToLower(raw)
}

// Canonical is the stem of a folded word, with the field's short forms
// written out.
func Canonical(word string) string {
	if to, ok := shortForms[word]; ok {
		word = to
	}
	return stem(word)
}

// shortForms are abbreviations that stand for one word wherever they occur.
var shortForms = pairsOf("short-forms.txt")

// StopWords are function words: they carry no meaning of their own in a search.
var StopWords = setOf("stop-words.txt")

// WithGroups analyses a text and adds a term for each phrase of several words
// that belongs to a synonym group.
func (a *Lexicon) WithGroups(text string) []Term {
	return a.GroupTerms(Tokenize(text))
}

func (a *Lexicon) GroupTerms(toks []Token) []Term {
	out := a.terms(toks)
	if a.Synonyms == nil {
		return out
	}
	stems := make([]string, 0, len(toks))
	for _, t := range toks {
		if !t.Hyphen {
			stems = append(stems, a.Stem(t.Text))
		}
	}
	for i := range stems {
		if g, n := a.Synonyms.Match(stems, i); n > 1 {
			out = append(out, Term{Text: g, Pos: i, Hash: TermHash(g)})
		}
	}
	return out
}

// Knows tells whether a stem is that of a Danish word, or one of the corpus.
func (a *Lexicon) Knows(stem string) bool { return a.lex.knows(stem) }

// Split gives the stems of the words that a folded compound is made of, in
// order; nil where the word is none.
func (a *Lexicon) Split(word string) []string { return a.word(word).parts }
