package index

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
)

// engine holds a built index: the postings, the stored passages, and the
// records that ranking looks at. It never changes, and serves several
// goroutines. Passages go by their ordinals, their places in the library
// from 0. What needs the vocabulary alone cannot fail.
type engine interface {
	// frequency is the number of passages that hold a term.
	frequency(term string) int
	// near gives the terms within an edit distance of 1 or 2 that begin with prefix.
	near(term string, distance int, prefix string) []similar
	// candidates finds up to k passages that hold any of the terms, by the sum
	// of their weighted BM25 scores (Robertson and Zaragoza 2009, with Bleve's
	// k1 and b), best first. The terms come with those that matter most first.
	// Without terms there are none, but an engine that is down says so.
	candidates(ctx context.Context, terms []weighted, k int) ([]candidate, error)
	// records gives what ranking looks at, in the order of the ordinals.
	records(ctx context.Context, ordinals []int) ([]record, error)
	// passages gives the passages in the order of the ordinals.
	passages(ctx context.Context, ordinals []int) ([]documents.Passage, error)
	// find gives the ordinal of the passage with an ID, and whether there is one.
	find(ctx context.Context, id string) (int, bool, error)
	close() error
}

// builder takes passages into a new engine.
type builder interface {
	// begin starts an engine of so many passages.
	begin(ctx context.Context, passages int) error
	// add takes the next passage with what the analysis made of it.
	add(ctx context.Context, p documents.Passage, d analysed) error
	// finish completes the engine with its manifest. The builder is spent.
	finish(ctx context.Context, m manifest) (engine, error)
	// abandon frees what an unfinished builder holds.
	abandon(ctx context.Context)
}

// weighted is a term and the weight of its score.
type weighted struct {
	term   string
	weight float64
}

// candidate is a passage that holds some of the terms, with its BM25 score.
type candidate struct {
	ordinal int
	score   float64
	record  record
}

// similar is a term of the index near a misspelt one.
type similar struct {
	term     string
	distance int
	count    int
}

// run gives the ordinals from the first to before the last.
func run(from, to int) []int {
	out := make([]int, 0, to-from)
	for n := from; n < to; n++ {
		out = append(out, n)
	}
	return out
}
