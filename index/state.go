package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/documents"
)

// state is one built index: it never changes, so that searches need no locks
// beyond the one that keeps it open.
type state struct {
	engine   engine
	analyzer *analyzer
	synonyms *Synonyms
	params   Params
	manifest manifest
	count    int
	warn     func(format string, a ...any)
	semantic *semantic                   // nil without an embedder
	byID     map[string]int              // the documents' numbers
	shipped  bool                        // some document has no file
	vectors  atomic.Pointer[vectorStore] // nil until they are computed
}

// manifest describes a built index; on disk it is the last file written.
type manifest struct {
	Version  int     `json:"version"`
	Key      string  `json:"key"` // hash of everything the index was made of
	Count    int     `json:"count"`
	Terms    int     `json:"terms"`     // of the vocabulary
	AvgWords float64 `json:"avg_words"` // of a passage
	AvgTerms float64 `json:"avg_terms"` // of a passage, as the engine counts them
	lists
}

// lists are what grows with the documents.
type lists struct {
	Documents []documents.Info    `json:"documents"`
	Files     []string            `json:"files"`    // the originals' paths on disk, as Documents
	First     []int               `json:"first"`    // ordinal of each document's first passage
	Failures  []documents.Failure `json:"failures"` // files that could not be read
}

// sound tells whether the lists go together.
func (l lists) sound() bool {
	return len(l.First) == len(l.Documents) && len(l.Files) == len(l.Documents)
}

func newState(e engine, m manifest, opt Options) *state {
	s := &state{engine: e, manifest: m, count: m.Count, params: opt.Params, synonyms: opt.Synonyms, warn: opt.Warn}
	if opt.Embedder != nil {
		s.semantic = &semantic{Embedder: opt.Embedder}
	}
	s.shipped = slices.Contains(m.Files, "")
	s.byID = make(map[string]int, len(m.Documents))
	for i, d := range slices.Backward(m.Documents) { // of two with one ID, the first
		s.byID[d.ID] = i
		s.manifest.Documents[i].File = m.Files[i]
	}
	s.analyzer = newAnalyzer(func(stem string) bool { return e.frequency(stem) > 0 })
	return s
}

func (s *state) close() error {
	return s.engine.close()
}

// document finds a document by ID: its number, or -1.
func (s *state) document(id string) int {
	if i, ok := s.byID[id]; ok {
		return i
	}
	return -1
}

// span is the run of ordinals of the i-th document's passages.
func (s *state) span(i int) (from, to int) {
	to = s.count
	if i+1 < len(s.manifest.First) {
		to = s.manifest.First[i+1]
	}
	return s.manifest.First[i], to
}

// analysed is what the index holds of one passage.
type analysed struct {
	words      int
	text, head []term
}

// analyse makes a passage's terms.
func (a *analyzer) analyse(p documents.Passage, syn *Synonyms) analysed {
	body := labelsOnce(p.Body())
	out := analysed{words: len(strings.Fields(body))}
	toks := tokenize(body)
	out.text = append(a.groupTerms(toks, syn), marks(toks)...)
	out.head = asks(p.Heading())
	depth := 0
	for i := len(p.Section) - 1; i >= 0; i-- {
		out.head = append(out.head, atDepth(a.withGroups(p.Section[i], syn), depth)...)
		depth++
	}
	if len(p.Section) == 0 || p.Section[0] != p.Title {
		out.head = append(out.head, atDepth(a.withGroups(p.Title, syn), max(depth, 1))...)
	}
	return out
}

func atDepth(terms []term, depth int) []term {
	for i := range terms {
		terms[i].pos = depth
	}
	return terms
}

// withGroups analyses a text and adds a term for each phrase of several words
// that belongs to a synonym group.
func (a *analyzer) withGroups(text string, syn *Synonyms) []term {
	return a.groupTerms(tokenize(text), syn)
}

func (a *analyzer) groupTerms(toks []token, syn *Synonyms) []term {
	out := a.terms(toks)
	if syn == nil {
		return out
	}
	stems := make([]string, 0, len(toks))
	for _, t := range toks {
		if !t.hyphen {
			stems = append(stems, a.stem(t.text))
		}
	}
	for i := range stems {
		if g, n := syn.match(stems, i); n > 1 {
			out = append(out, term{text: g, pos: i, hash: termHash(g)})
		}
	}
	return out
}

// terms is how many terms the engine takes.
func (d analysed) terms() int {
	n := 0
	for _, run := range [][]term{d.text, d.head} {
		for _, t := range run {
			if !strings.HasPrefix(t.text, markSign) {
				n++
			}
		}
	}
	return n
}

// joined writes the terms as the engine takes them: each once for every time
// it occurs, of the text and of the headings.
func (d analysed) joined() string {
	var b strings.Builder
	for _, run := range [][]term{d.text, d.head} {
		for _, t := range run {
			if strings.HasPrefix(t.text, markSign) {
				continue
			}
			b.WriteString(t.text)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
