package local

import (
	"container/heap"
	"context"
	"fmt"
	"math"

	"github.com/blevesearch/bleve/v2/search"
	api "github.com/blevesearch/bleve_index_api"

	"github.com/digitaskforce/taskforce/index/engine"
)

// scores adds up the scores of documents by Bleve's numbers.
type scores struct {
	of      []float32
	touched []uint32
}

func (s *scores) add(doc uint64, v float32) {
	if s.of[doc] == 0 {
		s.touched = append(s.touched, uint32(doc))
	}
	s.of[doc] += v
}

// clear makes the scores 0 again; the time it takes is that of the search.
func (s *scores) clear() {
	for _, d := range s.touched {
		s.of[d] = 0
	}
	s.touched = s.touched[:0]
}

// statistics are what scores are made by: those of the engine itself, or of all
// that its passages are searched with.
type statistics struct {
	count     int     // passages
	avgTerms  float64 // of a passage
	frequency func(term string) int
	dead      deadSet // passages that are left out, by Bleve's numbers
}

// deadSet is a bit for each of Bleve's numbers; nil holds none.
type deadSet []uint64

func (d deadSet) has(doc uint64) bool { return d != nil && d[doc/64]&(1<<(doc%64)) != 0 }

func (e *embedded) Candidates(ctx context.Context, terms []engine.Weighted, k int) ([]engine.Candidate, error) {
	return e.candidates(ctx, terms, k, statistics{count: e.count, avgTerms: e.avgTerms, frequency: e.Frequency})
}

// candidates reads the postings itself, term by term: Bleve's query
// layer, which walks all terms side by side, took four times as long, and its
// reader of a term's postings, which writes each document's number as bytes, half as long again.
func (e *embedded) candidates(ctx context.Context, terms []engine.Weighted, k int, by statistics) ([]engine.Candidate, error) {
	acc := e.scratch.Get().(*scores)
	defer func() {
		acc.clear()
		e.scratch.Put(acc)
	}()
	lists, err := newPostings(e.reader)
	if err != nil {
		return nil, err
	}
	for _, t := range terms {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := lists.addTerm(acc, t, by); err != nil {
			return nil, err
		}
	}
	top := best(acc, k)
	out := make([]engine.Candidate, len(top))
	for i := len(top) - 1; i >= 0; i-- {
		doc := heap.Pop(&top).(ranked)
		n, err := e.ordinal(doc.doc)
		if err != nil {
			return nil, err
		}
		out[i] = engine.Candidate{Ordinal: n, Score: float64(doc.score), Record: e.forward.record(n)}
	}
	return out, nil
}

// addTerm adds a term's BM25 score to each document that holds it.
func (p postings) addTerm(acc *scores, t engine.Weighted, by statistics) error {
	df := float64(by.frequency(t.Term))
	idf := math.Log(1 + (float64(by.count)-df+0.5)/(df+0.5))
	return p.each(t.Term, func(n uint64, tf, norm float64) error {
		if n >= uint64(len(acc.of)) { // a damaged file
			return fmt.Errorf("searching the index: document %d of %d", n, len(acc.of))
		}
		if by.dead.has(n) {
			return nil
		}
		length := 1 / (norm * norm)
		saturated := search.BM25_k1 * (1 - search.BM25_b + search.BM25_b*length/by.avgTerms)
		acc.add(n, float32(t.Weight*idf*tf*(search.BM25_k1+1)/(tf+saturated)))
		return nil
	})
}

// ranked is a document with its score.
type ranked struct {
	doc   uint32
	score float32
}

// lowest is a heap with the lowest score on top, and of equal scores the
// later document.
type lowest []ranked

func (h lowest) Len() int { return len(h) }
func (h lowest) Less(i, j int) bool {
	return h[i].score < h[j].score || h[i].score == h[j].score && h[i].doc > h[j].doc
}
func (h lowest) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *lowest) Push(v any)   { *h = append(*h, v.(ranked)) }
func (h *lowest) Pop() any {
	old := *h
	v := old[len(old)-1]
	*h = old[:len(old)-1]
	return v
}

// best gives the k documents with the highest scores, as a heap.
func best(acc *scores, k int) lowest {
	top := make(lowest, 0, min(k, len(acc.touched)))
	for _, d := range acc.touched {
		r := ranked{d, acc.of[d]}
		switch {
		case len(top) < k:
			top = append(top, r)
			if len(top) == k {
				heap.Init(&top)
			}
		case r.score > top[0].score || r.score == top[0].score && r.doc < top[0].doc:
			top[0] = r
			heap.Fix(&top, 0)
		}
	}
	if len(top) < k {
		heap.Init(&top)
	}
	return top
}

// ordinal is that of the passage with Bleve's number, remembered once it was
// looked up.
func (e *embedded) ordinal(doc uint32) (int, error) {
	if n := e.ordinals[doc].Load(); n > 0 {
		return int(n) - 1, nil
	}
	id, err := e.reader.ExternalID(api.NewIndexInternalID(nil, uint64(doc)))
	if err != nil {
		return 0, fmt.Errorf("reading the number of a passage: %w", err)
	}
	n, err := engine.OrdinalOf(id)
	if err != nil {
		return 0, fmt.Errorf("reading the number of a passage: %w", err)
	}
	e.ordinals[doc].Store(int32(n) + 1)
	return n, nil
}
