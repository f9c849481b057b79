package index

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Classes of terms, written as a prefix so that all of them live in one field.
const (
	partMark = "~" // a word inside a compound
	rootMark = "^" // what words of one origin share
)

// term is one entry of the index for a word of a text.
type term struct {
	text string // with its class mark
	pos  int    // number of the word in the text, from 0
	hash uint32
}

// Lexicon turns text into terms: it knows the words of the language, those of
// a corpus, and the synonyms of a field. It is safe for use by several goroutines.
type Lexicon struct {
	lex      compounds
	synonyms *Synonyms
	cache    sync.Map // folded word -> []string, its terms
	kept     atomic.Int64
}

// NewLexicon makes a Lexicon. corpus tells whether the corpus holds a stem, so
// that compounds are cut into its words too; nil knows none. synonyms may be nil.
func NewLexicon(corpus func(stem string) bool, synonyms *Synonyms) *Lexicon {
	return &Lexicon{lex: compounds{stems: commonWords().all, corpus: corpus}, synonyms: synonyms}
}

// terms analyses the words of a text: for each word its stem, its root,
// and the stems of its parts. Function words are left out but count as
// positions.
func (a *Lexicon) terms(toks []token) []term {
	out := make([]term, 0, len(toks)*2)
	pos := -1
	for i, t := range toks {
		if !t.hyphen {
			pos++
		}
		for _, s := range a.wordTerms(t) {
			out = append(out, term{text: s, pos: pos, hash: termHash(s)})
		}
		if i+1 < len(toks) {
			if s := scaled(t, toks[i+1].text); s != "" {
				out = append(out, term{text: s, pos: pos, hash: termHash(s)})
			}
		}
	}
	return out
}

// wordTerms are the terms of one token, most exact first.
func (a *Lexicon) wordTerms(t token) []string {
	if t.number {
		return []string{t.text}
	}
	if stopWords[t.text] && !acronym(t.raw) {
		return nil
	}
	return a.word(t.text)
}

// word gives the terms of a folded word, its stem first. They are kept, for
// words come again; the first maxKept different ones, so that a service asked
// all kinds of things does not grow.
func (a *Lexicon) word(w string) []string {
	if v, ok := a.cache.Load(w); ok {
		return v.([]string)
	}
	keep := a.kept.Load() < maxKept
	if keep {
		w = strings.Clone(w) // a part of a text would keep all of it
	}
	s := canonical(w)
	out := []string{s}
	if r := root(s); r != "" {
		out = append(out, rootMark+r)
	}
	for _, p := range a.lex.split(w) {
		out = append(out, partMark+p)
	}
	if keep {
		a.kept.Add(1)
		a.cache.Store(w, out)
	}
	return out
}

// maxKept is how many words a Lexicon remembers.
const maxKept = 200_000

// stem is the stem of a folded word, remembered like its other terms.
func (a *Lexicon) stem(w string) string { return a.word(w)[0] }

// acronym tells whether a word is written as one ("IT", "AI"), so that it is
// no function word that happens to be spelt the same.
func acronym(raw string) bool {
	return len(raw) >= 2 && len(raw) <= 5 && raw == strings.ToUpper(raw) && raw != strings.ToLower(raw)
}

// canonical is the stem of a folded word, with the field's short forms
// written out.
func canonical(word string) string {
	if to, ok := shortForms[word]; ok {
		word = to
	}
	return stem(word)
}

// shortForms are abbreviations that stand for one word wherever they occur.
var shortForms = pairs(`pct procent mio million mia milliard millioner million milliarder milliard kr krone art artikel
	stk stykke nr nummer tlf telefon mdr maaned kap kapitel afd afdeling evt eventuel jf jaevnfoer maks maksimal
	min mindst forvent forventning komm kommune reg region dir direktoer adm administrativ`)

// stopWords are function words: they carry no meaning of their own in a search.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`ad af alle alt anden andet andre at blev blevet blive bliver bl.a bare begge da de dem den
		denne der deres det dette dig din dit dine disse dog du efter ej eller en end enten er et faar fik for fordi fra
		fx foer gennem gik goer har havde have ham han hans hen hende hendes her hos hun hvad hvem hver hvert hvilke
		hvilken hvilket hvis hvor hvordan hvorfor hvornaar i ift igen ikke imellem imod ind inden ja jeg jer jeres jo kan kun
		kunne lige man mange med meget mellem men mens mere mig min mit mine mod mon naar ned nej noget nogen nogle nok nu
		nogensinde ofte og ogsaa om omkring op os over paa pga rundt saa saadan saadanne samt selv selvom sig sin sine sit
		skal skulle som stadig thi til ud uden under undtagen var vaere vaeret ved vi via vil ville vor vores vores vaek
		bl altsaa hermed herunder heraf dermed derfor deraf derved dels enhver ethvert hvorved hvorved hvoraf hvormed
		hvorledes hvorvidt hvorhen naeste`) {
		set[w] = true
	}
	delete(set, "naeste")
	return set
}()

// withGroups analyses a text and adds a term for each phrase of several words
// that belongs to a synonym group.
func (a *Lexicon) withGroups(text string) []term {
	return a.groupTerms(tokenize(text))
}

func (a *Lexicon) groupTerms(toks []token) []term {
	out := a.terms(toks)
	if a.synonyms == nil {
		return out
	}
	stems := make([]string, 0, len(toks))
	for _, t := range toks {
		if !t.hyphen {
			stems = append(stems, a.stem(t.text))
		}
	}
	for i := range stems {
		if g, n := a.synonyms.match(stems, i); n > 1 {
			out = append(out, term{text: g, pos: i, hash: termHash(g)})
		}
	}
	return out
}
