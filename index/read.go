package index

import (
	"context"
	"errors"
	"fmt"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/index/rank"
)

// ErrNotFound says that there is no such document or passage.
var ErrNotFound = errors.New("index: not found")

// Parse makes a question ready for a search in the snapshot; see [query.Parser.Parse].
// Whether it leans on the history is told by meaning where there are vectors.
func (s *Snapshot) Parse(ctx context.Context, question string, history []query.Turn) *query.Query {
	return s.parser.Parse(question, history, s.leaning(ctx))
}

// Topics tells what a question is about; see [query.Parser.Topics].
func (s *Snapshot) Topics(question string) map[string]float64 { return s.parser.Topics(question) }

// Words analyses a text for comparison; see [danish.Lexicon.Words].
func (s *Snapshot) Words(text string, english bool) []danish.Word {
	return s.lexicon.Words(text, english)
}

// Spread is in how many passages a word stands.
func (s *Snapshot) Spread(w danish.Word) int { return s.engine.Frequency(w.Stem) }

// Count is the number of passages.
func (s *Snapshot) Count() int { return s.count }

// Documents describes the documents, in the order of the library. The caller
// changes nothing in it.
func (s *Snapshot) Documents() []documents.Info { return s.manifest.Documents }

// Failures are the files that could not be read.
func (s *Snapshot) Failures() []documents.Failure { return s.manifest.Unread() }

// Build names what the snapshot holds: another name for other contents.
func (s *Snapshot) Build() string { return s.manifest.Key }

// Shipped tells whether a document came with the program: it has no file.
func (s *Snapshot) Shipped() bool { return s.shipped }

// Model identifies the embedder; "" without one.
func (x *Index) Model() string {
	if x.opt.Embedder == nil {
		return ""
	}
	return x.opt.Embedder.Model()
}

// Meaning gives the vector of a question, of length 1, without a bound on the
// time it takes; nil without an embedder.
func (x *Index) Meaning(ctx context.Context, question string) ([]float32, error) {
	if x.opt.Embedder == nil {
		return nil, nil
	}
	v, err := x.opt.Embedder.Query(ctx, question)
	if err != nil {
		return nil, err
	}
	engine.Normalize(v)
	return v, nil
}

// Document describes the document with an ID, and whether there is one.
func (s *Snapshot) Document(id string) (documents.Info, bool) {
	i := s.number(id)
	if i < 0 {
		return documents.Info{}, false
	}
	return s.manifest.Documents[i], true
}

// Passages gives all passages of a document in reading order, or [ErrNotFound].
func (s *Snapshot) Passages(ctx context.Context, document string) ([]documents.Passage, error) {
	i := s.number(document)
	if i < 0 {
		return nil, fmt.Errorf("document %q: %w", document, ErrNotFound)
	}
	from, to := s.manifest.Span(i)
	return s.engine.Passages(ctx, engine.Run(from, to))
}

// Passage gives the passage with an ID, or [ErrNotFound].
func (s *Snapshot) Passage(ctx context.Context, id string) (documents.Passage, error) {
	n, ok, err := s.engine.Find(ctx, id)
	if err != nil {
		return documents.Passage{}, err
	}
	if !ok {
		return documents.Passage{}, fmt.Errorf("passage %q: %w", id, ErrNotFound)
	}
	found, err := s.engine.Passages(ctx, []int{n})
	if err != nil {
		return documents.Passage{}, err
	}
	return found[0], nil
}

// Compare tells how far each of the texts shows each concept of a query, from
// 0 (not at all) to 1 (by the word itself).
func (s *Snapshot) Compare(q *query.Query, texts []string) [][]float64 {
	return s.matcher(q).Compare(s.lexicon, texts)
}

// Importance is the weight of each concept of a query in judging whether a
// text answers it; see [Importance].
func (s *Snapshot) Importance(q *query.Query) []float64 { return rank.Importance(q, s.parser.IDF(1)) }

// Counted tells whether a number stands by a concept in a text.
func (s *Snapshot) Counted(q *query.Query, concept int, text string) bool {
	return s.matcher(q).Counted(s.lexicon, concept, text)
}

func (s *Snapshot) matcher(q *query.Query) *rank.Matcher {
	return rank.NewMatcher(q, s.params, s.manifest.AvgWords)
}

// Vectors are those of the passages, nil until they are computed.
func (s *Snapshot) Vectors() engine.VectorStore {
	if v := s.vectors.Load(); v != nil {
		return *v
	}
	return nil
}
