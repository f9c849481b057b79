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

// analysed is what a folded word becomes: its terms, the stem first; the stems of
// its parts where it is a compound; whether it is a function word; and whether a
// phrase of synonyms begins with it.
type analysed struct {
	terms  []Term // at position 0
	parts  []string
	stop   bool
	begins bool
}

// NewLexicon makes a Lexicon. corpus tells whether the corpus holds a stem, so
// that compounds are cut into its words too; nil knows none. synonyms may be nil.
func NewLexicon(corpus func(stem string) bool, synonyms *Synonyms) *Lexicon {
	return &Lexicon{lex: compounds{stems: commonWords().all, corpus: corpus}, Synonyms: synonyms}
}

// AppendTerms analyses the words of a text: for each word its stem, its root, and
// the stems of its parts; for each phrase of several words that belongs to a
// synonym group a term of the group, behind those of the words. Function words
// are left out but count as positions.
func (a *Lexicon) AppendTerms(out []Term, toks []Token) []Term {
	words := make([]*analysed, 0, 32) // on the stack for most texts
	for i, t := range toks {
		w := a.word(t.Text)
		if !t.Hyphen {
			words = append(words, w)
		}
		pos := len(words) - 1
		switch {
		case t.Number:
			out = append(out, termOf(t.Text, pos))
		case !w.stop || Acronym(t.Raw):
			for _, term := range w.terms {
				term.Pos = pos
				out = append(out, term)
			}
		}
		if i+1 < len(toks) {
			if s := Scaled(t, toks[i+1].Text); s != "" {
				out = append(out, termOf(s, pos))
			}
		}
	}
	return a.appendGroups(out, words)
}

func termOf(text string, pos int) Term { return Term{Text: text, Pos: pos, Hash: TermHash(text)} }

// appendGroups adds the terms of the phrases that stand among words.
func (a *Lexicon) appendGroups(out []Term, words []*analysed) []Term {
	var stems []string
	for i, w := range words {
		if !w.begins {
			continue
		}
		if stems == nil {
			for _, w := range words {
				stems = append(stems, w.terms[0].Text)
			}
		}
		if g, n := a.Synonyms.Match(stems, i); n > 1 {
			out = append(out, termOf(g, i))
		}
	}
	return out
}

// word analyses a folded word. What it becomes is kept, for words come again;
// that of the first maxKept different ones, so that a service asked all kinds
// of things does not grow.
func (a *Lexicon) word(w string) *analysed {
	if v, ok := a.cache.Load(w); ok {
		return v.(*analysed)
	}
	keep := a.kept.Load() < maxKept
	if keep {
		w = strings.Clone(w) // a part of a text would keep all of it
	}
	s := Canonical(w)
	out := &analysed{terms: []Term{termOf(s, 0)}, parts: a.lex.split(w), stop: StopWords[w], begins: a.Synonyms.begins(s)}
	if r := Root(s); r != "" {
		out.terms = append(out.terms, termOf(RootMark+r, 0))
	}
	for _, p := range out.parts {
		out.terms = append(out.terms, termOf(PartMark+p, 0))
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
func (a *Lexicon) Stem(w string) string { return a.word(w).terms[0].Text }

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

// Terms analyses a text, see [Lexicon.AppendTerms].
func (a *Lexicon) Terms(text string) []Term { return a.AppendTerms(nil, Tokenize(text)) }

// Knows tells whether a stem is that of a Danish word, or one of the corpus.
func (a *Lexicon) Knows(stem string) bool { return a.lex.knows(stem) }

// Split gives the stems of the words that a folded compound is made of, in
// order; nil where the word is none.
func (a *Lexicon) Split(word string) []string { return a.word(word).parts }
