package index

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/internal/breaker"
)

// Leaner is an [Embedder] that tells whether a question leans on the one before
// it. Package meaning is one.
type Leaner interface {
	// Leans gives the logarithm of the odds that it does, of the question, its
	// vector and that of both questions as one text.
	Leans(question string, alone, both []float32) float64
}

// leaning tells by meaning whether questions lean on those before them; nil where
// there are no vectors, or the embedder does not tell. The vectors are
// remembered: one of them or both are the search's.
func (s *Snapshot) leaning(ctx context.Context) query.Leaning {
	e := s.semantic
	if e == nil || s.vectors.Load() == nil {
		return nil
	}
	l, ok := e.Embedder.(Leaner)
	if !ok {
		return nil
	}
	return func(question, before string) (leans, known bool) {
		done, ok := e.rest.Allow()
		if !ok {
			return false, false
		}
		defer done(breaker.Unknown)
		within, cancel := context.WithTimeout(ctx, time.Duration(e.wait.Load()))
		defer cancel()
		alone, both, err := e.pair(within, question, before)
		if err != nil {
			return false, false
		}
		return l.Leans(question, alone, both) > 0, true
	}
}

// pair are the vectors of a question and of the one before with it as one text.
func (e *semantic) pair(ctx context.Context, question, before string) (alone, both []float32, err error) {
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() (err error) {
		alone, err = e.vectorOf(ctx, question)
		return err
	})
	work.Go(func() (err error) {
		both, err = e.vectorOf(ctx, before+" "+question)
		return err
	})
	return alone, both, work.Wait()
}

// vectorOf gives the vector of a text as a question, of length 1, and remembers it.
func (e *semantic) vectorOf(ctx context.Context, text string) ([]float32, error) {
	if v := e.remembered(text); v != nil {
		return v, nil
	}
	leave, err := e.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	v, err := e.Query(ctx, text)
	if err != nil {
		return nil, err
	}
	engine.Normalize(v)
	e.remember(text, v)
	return v, nil
}

// read is the vector that a question is searched by. Of one that leans on a
// question that was answered, what it says itself counts as much as both
// together; with one that was not, it is one question.
func (e *semantic) read(ctx context.Context, q *query.Query) ([]float32, error) {
	if !q.FollowUp || q.Before == "" {
		return e.vectorOf(ctx, q.Text)
	}
	if q.Said == "" {
		return e.vectorOf(ctx, q.Before+" "+q.Text)
	}
	alone, both, err := e.pair(ctx, q.Text, q.Before)
	if err != nil || len(alone) != len(both) {
		return both, err
	}
	v := make([]float32, len(both))
	for i := range v {
		v[i] = alone[i] + both[i]
	}
	engine.Normalize(v)
	e.remember(keyOf(q), v)
	return v, nil
}

// keyOf is what the vector that a question is searched by is remembered by.
func keyOf(q *query.Query) string {
	switch {
	case !q.FollowUp || q.Before == "":
		return q.Text
	case q.Said == "":
		return q.Before + " " + q.Text
	}
	return q.Before + "\x00" + q.Text
}
