// Package engine is what an index asks of whatever holds its passages, and what
// all of these share: postings, records, vocabulary, manifest. Start with [Engine].
package engine

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/index/rank"
)

// Errors of engines.
var (
	// ErrUnavailable says that an engine elsewhere does not answer as it should.
	ErrUnavailable = errors.New("index: the shared index is unavailable")
	// ErrLogin says that it refuses our user; it is ErrUnavailable too.
	ErrLogin = fmt.Errorf("%w: the user is refused", ErrUnavailable)

	ErrNotBuilt = errors.New("no index there")
	// errGone says that a build that was open is not there any more.
	ErrGone      = fmt.Errorf("%w: the build is gone", ErrUnavailable)
	ErrNoVectors = errors.New("index: the engine takes no vectors")
)

// Engine holds a built index: the postings, the stored passages, and the
// records that ranking looks at. It never changes, and serves several
// goroutines. Passages go by their ordinals, their places in the library
// from 0. What needs the vocabulary alone cannot fail.
type Engine interface {
	query.Vocabulary
	// candidates finds up to k passages that hold any of the terms, by the sum
	// of their weighted BM25 scores (Robertson and Zaragoza 2009, with Bleve's
	// k1 and b), best first. The terms come with those that matter most first.
	// Without terms there are none, but an engine that is down says so.
	Candidates(ctx context.Context, terms []Weighted, k int) ([]Candidate, error)
	// records gives what ranking looks at, in the order of the ordinals.
	Records(ctx context.Context, ordinals []int) ([]rank.Record, error)
	// passages gives the passages in the order of the ordinals.
	Passages(ctx context.Context, ordinals []int) ([]documents.Passage, error)
	// find gives the ordinal of the passage with an ID, and whether there is one.
	Find(ctx context.Context, id string) (int, bool, error)
	Close() error
}

// Fill fills a builder with all passages, and gives the finished engine.
type Fill func(ctx context.Context, b Builder) (Engine, Manifest, error)

// Making is how a build comes about.
type Making struct {
	Fill  Fill                                            // builds it whole
	Amend func(base Engine, about Manifest) (Fill, error) // amends a base; nil, or giving nil, builds it whole
	Whole bool                                            // a build that was amended will not do
	Warn  Warn
}

// Warn is told in Danish what an operator should know.
type Warn func(format string, a ...any)

// Embedding is how the vectors of passages are computed.
type Embedding struct {
	Model     string                                                                   // names it and how it is asked
	Passages  func(ctx context.Context, texts []string, dims int) ([][]float32, error) // each of length 1; dims 0 takes any size
	Sentences bool                                                                     // those of sentences are wanted too
	Progress  func(done, total int)
	Warn      Warn
}

// Builder takes passages into a new engine.
type Builder interface {
	// begin starts an engine of so many passages.
	Begin(ctx context.Context, passages int) error
	// add takes the next passage with what the analysis made of it.
	Add(ctx context.Context, p documents.Passage, d rank.Analysed) error
	// drop takes what a passage of the base that is no more said out of the
	// vocabulary, where the engine amends another. The layout leaves it out.
	Drop(d rank.Analysed)
	// finish completes the engine with its manifest. The builder is spent.
	Finish(ctx context.Context, m Manifest) (Engine, error)
	// abandon frees what an unfinished builder holds.
	Abandon(ctx context.Context)
}

// Terms are what a vocabulary knows, of an engine that was built whole or amended.
type Terms = query.Vocabulary

// Weighted is a term and the weight of its score.
type Weighted struct {
	Term   string
	Weight float64
}

// Candidate is a passage that holds some of the terms, with its BM25 score.
type Candidate struct {
	Ordinal int
	Score   float64
	Record  rank.Record
}

// Run gives the ordinals from the first to before the last.
func Run(from, to int) []int {
	out := make([]int, 0, to-from)
	for n := from; n < to; n++ {
		out = append(out, n)
	}
	return out
}

// OrdinalID is the ordinal of a passage as engines name it.
func OrdinalID(n int) string { return strconv.FormatInt(int64(n), 36) }

func OrdinalOf(id string) (int, error) {
	n, err := strconv.ParseInt(id, 36, 64)
	return int(n), err
}
