package index

import (
	"context"
	"math"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/danish"
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
	// Reshapes gives those that it asks for the answer before in another form and
	// for nothing else, of the same.
	Reshapes(question string, alone, both []float32) float64
}

// leaner is the embedder as one that tells what questions lean on; nil where
// there are no vectors, or it does not tell.
func (s *Snapshot) leaner() Leaner {
	if s.semantic == nil || s.vectors.Load() == nil {
		return nil
	}
	l, _ := s.semantic.Embedder.(Leaner)
	return l
}

// leaning tells by meaning whether questions lean on those before them; nil where
// that cannot be told. The vectors are remembered: one of them or both are the
// search's.
func (s *Snapshot) leaning(ctx context.Context) query.Leaning {
	l := s.leaner()
	if l == nil {
		return nil
	}
	return func(question, before string) (leans, known bool) {
		odds := math.Inf(-1)
		err := s.semantic.within(ctx, func(ctx context.Context) error {
			alone, both, err := s.semantic.pair(ctx, question, before)
			if err == nil {
				odds = l.Leans(question, alone, both)
			}
			return err
		})
		return odds > 0, err == nil
	}
}

// Reshapes tells whether a question asks for the answer before in another form
// and for nothing else; known is false where that cannot be told by meaning.
func (s *Snapshot) Reshapes(ctx context.Context, question, before string) (reshapes, known bool) {
	l := s.leaner()
	if l == nil {
		return false, false
	}
	err := s.semantic.within(ctx, func(ctx context.Context) error {
		alone, both, err := s.semantic.pair(ctx, danish.Clean(question), query.Lately(before))
		if err == nil {
			reshapes = l.Reshapes(question, alone, both) > surely && l.Leans(question, alone, both) > 0
		}
		return err
	})
	return reshapes, err == nil
}

// surely is the bound of [Leaner.Reshapes]: whoever asks something new is not to
// get the answer before again (tools/leaning).
const surely = 2

// within computes in the time that a search has for a question's vector.
func (e *semantic) within(ctx context.Context, compute func(context.Context) error) error {
	done, ok := e.rest.Allow()
	if !ok {
		return errBusy
	}
	defer done(breaker.Unknown)
	ctx, end := e.waiting(ctx)
	defer end()
	return compute(ctx)
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
		return e.vectorOf(ctx, q.Spelt)
	}
	if q.Said == "" {
		return e.vectorOf(ctx, q.Before+" "+q.Spelt)
	}
	alone, both, err := e.pair(ctx, q.Spelt, q.Before)
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
		return q.Spelt
	case q.Said == "":
		return q.Before + " " + q.Spelt
	}
	return q.Before + "\x00" + q.Spelt
}
