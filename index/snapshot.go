package index

import (
	"slices"
	"strings"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/documents"
)

// Snapshot is one built index. It never changes, and stays readable between
// [Index.Snapshot] and [Snapshot.Release], also while the index goes on to hold
// another: who answers a question reads one snapshot from beginning to end.
// It is safe for use by several goroutines.
type Snapshot struct {
	engine   engine
	lexicon  *Lexicon
	parser   *Parser
	params   Params
	manifest manifest
	count    int
	warn     func(format string, a ...any)
	semantic *semantic                   // nil without an embedder
	byID     map[string]int              // the documents' numbers
	shipped  bool                        // some document has no file
	vectors  atomic.Pointer[vectorStore] // nil until they are computed
	readers  atomic.Int64                // those who read it, and the index itself
	gone     func()                      // told when the engine's build is gone; nil where it cannot be
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

func newSnapshot(e engine, m manifest, opt Options) *Snapshot {
	s := &Snapshot{engine: e, manifest: m, count: m.Count, params: opt.Params, warn: opt.Warn}
	s.readers.Store(1)
	if opt.Embedder != nil {
		s.semantic = &semantic{Embedder: opt.Embedder}
	}
	s.shipped = slices.Contains(m.Files, "")
	s.byID = make(map[string]int, len(m.Documents))
	for i, d := range slices.Backward(m.Documents) { // of two with one ID, the first
		s.byID[d.ID] = i
		s.manifest.Documents[i].File = m.Files[i]
	}
	s.lexicon = NewLexicon(func(stem string) bool { return e.frequency(stem) > 0 }, opt.Synonyms)
	s.parser = &Parser{lex: s.lexicon, terms: e, count: m.Count, params: opt.Params}
	return s
}

// Release gives the snapshot back; the last to do so frees what it holds.
func (s *Snapshot) Release() {
	if s.readers.Add(-1) > 0 {
		return
	}
	if err := s.engine.close(); err != nil {
		s.warn("indekset kunne ikke lukkes: %v", err)
	}
}

// number finds a document by ID: its number, or -1.
func (s *Snapshot) number(id string) int {
	if i, ok := s.byID[id]; ok {
		return i
	}
	return -1
}

// span is the run of ordinals of the i-th document's passages.
func (s *Snapshot) span(i int) (from, to int) {
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
func analyse(lex *Lexicon, p documents.Passage) analysed {
	body := labelsOnce(p.Body())
	out := analysed{words: len(strings.Fields(body))}
	toks := tokenize(body)
	out.text = append(lex.groupTerms(toks), marks(toks)...)
	out.head = asks(p.Heading())
	depth := 0
	for i := len(p.Section) - 1; i >= 0; i-- {
		out.head = append(out.head, atDepth(lex.withGroups(p.Section[i]), depth)...)
		depth++
	}
	if len(p.Section) == 0 || p.Section[0] != p.Title {
		out.head = append(out.head, atDepth(lex.withGroups(p.Title), max(depth, 1))...)
	}
	return out
}

func atDepth(terms []term, depth int) []term {
	for i := range terms {
		terms[i].pos = depth
	}
	return terms
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
