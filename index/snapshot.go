package index

import (
	"slices"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/index/query"
)

// Snapshot is one built index. It never changes, and stays readable between
// [Index.Snapshot] and [Snapshot.Release], also while the index goes on to hold
// another: who answers a question reads one snapshot from beginning to end.
// It is safe for use by several goroutines.
type Snapshot struct {
	engine   engine.Engine
	base     baseOf // what was built whole: the snapshot's own, or what it amends; of a cluster's nothing is known
	lexicon  *danish.Lexicon
	parser   *query.Parser
	params   query.Params
	manifest engine.Manifest
	count    int
	warn     func(format string, a ...any)
	semantic *semantic                          // nil without an embedder
	byID     map[string]int                     // the documents' numbers
	editions bool                               // some document is an earlier edition of another
	shipped  bool                               // some document has no file
	vectors  atomic.Pointer[engine.VectorStore] // nil until they are computed
	readers  atomic.Int64                       // those who read it, and the index itself
	gone     func()                             // told when the engine's build is gone; nil where it cannot be
}

func newSnapshot(e engine.Engine, m engine.Manifest, opt Options) *Snapshot {
	s := &Snapshot{engine: e, manifest: m, count: m.Count, params: opt.Params, warn: opt.Warn}
	s.readers.Store(1)
	s.semantic = opt.semantic
	if !m.Amended() {
		s.base = baseOf{e, m}
	}
	s.shipped = slices.Contains(m.Files, "")
	s.editions = slices.ContainsFunc(m.Documents, func(d documents.Info) bool { return d.SupersededBy != "" })
	s.byID = make(map[string]int, len(m.Documents))
	for i, d := range slices.Backward(m.Documents) { // of two with one ID, the first
		s.byID[d.ID] = i
		s.manifest.Documents[i].File = m.Files[i]
	}
	s.lexicon = danish.NewLexicon(func(stem string) bool { return e.Frequency(stem) > 0 }, opt.Synonyms)
	s.parser = &query.Parser{Lex: s.lexicon, Terms: e, Count: m.Count, Params: opt.Params}
	return s
}

// Release gives the snapshot back; the last to do so frees what it holds.
func (s *Snapshot) Release() {
	if s.readers.Add(-1) > 0 {
		return
	}
	if err := s.engine.Close(); err != nil {
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

// carry takes over the vectors of the documents that another snapshot holds too,
// so that they are searched at once; [Index.Embed] finds the others.
func (s *Snapshot) carry(old *Snapshot) {
	v := old.Vectors()
	if v == nil || s.vectors.Load() != nil {
		return
	}
	if here, ok := v.(*local.Vectors); ok {
		v = here.Pick(s.placesIn(old))
	}
	s.vectors.Store(&v)
}

// placesIn gives for each passage its ordinal in another snapshot, -1 where its
// document is not the very same there.
func (s *Snapshot) placesIn(old *Snapshot) []int {
	out := make([]int, 0, s.count)
	for i, was := range sameDocuments(s.manifest.Documents, old.manifest.Documents) {
		from, to := s.manifest.Span(i)
		if was < 0 {
			out = append(out, slices.Repeat([]int{-1}, to-from)...)
			continue
		}
		first, _ := old.manifest.Span(was)
		out = append(out, engine.Run(first, first+to-from)...)
	}
	return out
}
