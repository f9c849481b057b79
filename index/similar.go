package index

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
)

// Similarity gives for each of some passages how near its nearest piece is to a
// query in meaning: the cosine, from -1 to 1, of which only the order and the
// distance between passages of one query tell something. Passages that have no
// vectors yet get 0. It is nil where there is no embedder, where the vectors
// lie in a shared index, or where the question's vector is not there in time.
// It costs no more than the search did, for the question's vector is known then.
func (s *Snapshot) Similarity(ctx context.Context, q *query.Query, passages []documents.Passage) []float64 {
	meant := s.ask(ctx, q)
	if meant == nil {
		return nil
	}
	known, here := (*s.vectors.Load()).(interface {
		Cosine(ordinal int, q []float32) float64
	})
	got := <-meant
	if !here || got.err != nil {
		return nil
	}
	out := make([]float64, len(passages))
	for i, p := range passages {
		if n, ok, err := s.engine.Find(ctx, p.ID); err == nil && ok && len(got.vector) == (*s.vectors.Load()).Size() {
			out[i] = known.Cosine(n, got.vector)
		}
	}
	return out
}

// SimilarTexts is Similarity for at most [MostSimilar] texts of any kind, such
// as sentences, in their order; the others get 0. Each costs about 10 ms the
// first time it is asked for, so whoever calls it bounds ctx and takes the best
// few only; where ctx ends, the rest get 0.
func (s *Snapshot) SimilarTexts(ctx context.Context, q *query.Query, texts []string) []float64 {
	meant := s.ask(ctx, q)
	if meant == nil {
		return nil
	}
	got := <-meant
	if got.err != nil {
		return nil
	}
	out := make([]float64, len(texts))
	for i, t := range texts[:min(MostSimilar, len(texts))] {
		v := s.semantic.remembered(passageKey + t)
		if v == nil {
			vecs, err := s.semantic.Passages(ctx, []string{t})
			if err != nil || len(vecs) != 1 {
				return out
			}
			v = vecs[0]
			engine.Normalize(v)
			s.semantic.remember(passageKey+t, v)
		}
		out[i] = dot(got.vector, v)
	}
	return out
}

// MostSimilar is how many texts are compared with a question at most.
const MostSimilar = 20

// passageKey tells texts of passages from questions among what is remembered.
const passageKey = "passage\x00"

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a[:min(len(a), len(b))] {
		sum += float64(x) * float64(b[i])
	}
	return sum
}
