package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/internal/breaker"
)

const (
	queryWait    = 3 * time.Second  // for a question's vector, where the options say nothing
	embedPause   = 30 * time.Second // after a failure, before the embedder is asked again
	maxQuestions = 512              // and other texts whose vectors are remembered
)

// waits is how many times as long as a question's vector took a search waits
// for one, at least.
const waits = 3

// errBusy says that a question's vector was not there in time.
var errBusy = errors.New("the question's vector was not there in time")

// semantic is the embedder of an index and how it is doing.
type semantic struct {
	Embedder
	wait    atomic.Int64  // nanoseconds
	bounded bool          // the wait is not a sign of failure
	turns   chan struct{} // of those who compute at once
	rest    *breaker.Breaker

	mu    sync.Mutex // guards known
	known map[string][]float32
}

func newSemantic(opt Options) *semantic {
	if opt.Embedder == nil {
		return nil
	}
	e := &semantic{Embedder: opt.Embedder, bounded: opt.QueryWait > 0, rest: breaker.New(embedPause, 1, nil), known: map[string][]float32{}}
	e.wait.Store(int64(cmp.Or(opt.QueryWait, queryWait)))
	if e.bounded {
		e.turns = make(chan struct{}, runtime.GOMAXPROCS(0))
	}
	return e
}

// warmUp makes the embedder ready, so that the first question does not wait for
// its numbers, and the wait no shorter than this machine needs for a question.
func (e *semantic) warmUp(ctx context.Context) {
	if !e.bounded {
		return
	}
	_, _ = e.Query(ctx, "")
	start := time.Now()
	if _, err := e.Query(ctx, typicalQuestion); err == nil {
		e.wait.Store(max(e.wait.Load(), waits*int64(time.Since(start))))
	}
}

// typicalQuestion is as long as questions usually are.
const typicalQuestion = "Hvornår skal en myndighed give borgeren besked om, at den bruger kunstig intelligens?"

// Scaled is an [Embedder] of which it is known how near questions come to texts
// on other things. Package meaning is one.
type Scaled interface {
	// Spread is the mean of the cosines of a question's vector with passages on
	// other things, and their standard deviation.
	Spread(q []float32) (mean, deviation float64)
	// Elsewhere is how near a question's vector comes to the nearest of questions on
	// other things, on the scale of what is asked of passages.
	Elsewhere(q []float32) float64
}

// Nearness tells how near a question came to the nearest of its hits in
// meaning: by how many standard deviations nearer than it comes to passages on
// other things. known is false where the search went by words, a hit has no
// vector yet, or the embedder is not [Scaled].
func (s *Snapshot) Nearness(q *query.Query, hits []Hit) (near float64, known bool) {
	scale, vector := s.scale(q)
	if vector == nil {
		return 0, false
	}
	best := 0.0
	for _, h := range hits {
		if h.Match.Semantic == 0 && h.Match.Meaning > 0 { // see fuse
			return 0, false
		}
		best = max(best, h.Match.Semantic)
	}
	if best == 0 {
		return 0, false
	}
	mean, deviation := scale.Spread(vector)
	return (best - mean) / max(deviation, 1e-3), true
}

// Elsewhere tells how near a question comes to the nearest of questions on other
// things, on the scale of [Hit.Answers]; 0 where that is not known.
func (s *Snapshot) Elsewhere(q *query.Query) float64 {
	scale, vector := s.scale(q)
	if vector == nil {
		return 0
	}
	return scale.Elsewhere(vector)
}

// apart is how far cosines must lie apart for the one passage to gain all that
// meaning gives over the other, in standard deviations of what passages on other
// things come to. In a small collection the nearest few lie further apart, in a
// large one hardly: there words order them.
const apart = 2

// apartFor is apart for the vector of a question, in cosines.
func (s *Snapshot) apartFor(q *query.Query) float64 {
	scale, vector := s.scale(q)
	if vector == nil {
		return 1e-6
	}
	_, deviation := scale.Spread(vector)
	return max(1e-6, apart*deviation)
}

// scale gives what is usual for the vector of a question, and the vector, which
// the search remembered; nil where there is none.
func (s *Snapshot) scale(q *query.Query) (Scaled, []float32) {
	if s.semantic == nil {
		return nil, nil
	}
	scale, ok := s.semantic.Embedder.(Scaled)
	if !ok {
		return nil, nil
	}
	return scale, s.semantic.remembered(keyOf(q))
}

// setMeant sets [Hit.Meant], [Hit.Answers] and [Hit.Vain], by the vector that the search
// remembered; not where the vectors fail, as in a search.
func (s *Snapshot) setMeant(ctx context.Context, q *query.Query, ordinals []int, hits []Hit) error {
	v := s.Vectors()
	_, vector := s.scale(q)
	if v == nil || vector == nil || len(vector) != v.Size() {
		return nil
	}
	done, ok := s.semantic.rest.Allow()
	if !ok {
		return nil
	}
	defer done(breaker.Unknown)
	passages := make([]documents.Passage, len(hits))
	for i, h := range hits {
		passages[i] = h.Passage
	}
	closely, err := v.Closely(ctx, ordinals, passages, vector)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		s.leave(done, vectorsThere, err)
		return nil
	}
	done(breaker.Worked)
	for i := range hits {
		hits[i].compare(closely[i])
	}
	return nil
}

// compare takes how near the texts of the passage come.
func (h *Hit) compare(c engine.Closeness) {
	if len(c.Sentences) == 0 {
		return
	}
	h.Meant, h.Answers = make([]float64, len(c.Sentences)), make([]float64, len(c.Sentences))
	for i, x := range c.Sentences {
		h.Meant[i] = float64(x)
	}
	for i, a := range h.Asked[:len(c.Asked)] {
		h.Answers[a.Sentence] = max(h.Answers[a.Sentence], float64(c.Asked[i]))
	}
	for _, x := range c.Vain {
		h.Vain = max(h.Vain, float64(x))
	}
}

// asking is a question's vector on its way; nil where none is asked for.
type asking struct {
	got  chan asked
	done func(breaker.Outcome) (changed bool)
}

type asked struct {
	vector []float32
	err    error
}

// ask begins to find the vector of a question where there are vectors to
// compare it with.
func (s *Snapshot) ask(ctx context.Context, q *query.Query) *asking {
	e := s.semantic
	if e == nil || s.params.Semantic <= 0 || s.vectors.Load() == nil {
		return nil
	}
	done, ok := e.rest.Allow()
	if !ok {
		return nil
	}
	out := &asking{make(chan asked, 1), done}
	if v := e.remembered(keyOf(q)); v != nil {
		out.got <- asked{vector: v}
		return out
	}
	go func() {
		v, err := e.vector(ctx, q)
		out.got <- asked{v, err}
	}()
	return out
}

// near gives the passages nearest to a question in meaning; none where the
// embedder or the vectors fail, which is told once and leaves them alone for a
// while.
func (s *Snapshot) near(ctx context.Context, a *asking, v engine.VectorStore) ([]engine.Candidate, error) {
	got := <-a.got
	if got.err == nil && len(got.vector) != v.Size() {
		got.err = fmt.Errorf("%d numbers, expected %d", len(got.vector), v.Size())
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(got.err, errBusy):
		return nil, nil
	case got.err != nil:
		s.leave(a.done, "indlejringsmodellen", got.err)
		return nil, nil
	}
	near, err := v.Nearest(ctx, s.engine, got.vector, semanticPool+1)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		s.leave(a.done, vectorsThere, err)
		return nil, nil
	}
	a.done(breaker.Worked)
	return near, nil
}

// vectorsThere names for the operator the vectors that are not in this process.
const vectorsThere = "OpenSearch med vektorerne"

// leave leaves the embedder alone for a while.
func (s *Snapshot) leave(done func(breaker.Outcome) bool, what string, err error) {
	if done(breaker.Failed) {
		s.warn("%s svarer ikke (%v); søgningen går på ordene alene, indtil den svarer igen", what, err)
	}
}

// enter waits for the turn to compute, which leave ends.
func (e *semantic) enter(ctx context.Context) (leave func(), err error) {
	if e.turns == nil {
		return func() {}, nil
	}
	select {
	case e.turns <- struct{}{}:
		return func() { <-e.turns }, nil
	case <-ctx.Done():
		return nil, errBusy
	}
}

// vector computes a question's vector, of length 1.
func (e *semantic) vector(ctx context.Context, q *query.Query) ([]float32, error) {
	within, end := e.waiting(ctx)
	defer end()
	v, err := e.read(within, q)
	switch {
	case err != nil && e.bounded && within.Err() != nil:
		return nil, errBusy
	case err != nil:
		return nil, err
	}
	return v, nil
}

func (e *semantic) remembered(text string) []float32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.known[text]
}

func (e *semantic) remember(text string, v []float32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.known) >= maxQuestions {
		clear(e.known)
	}
	e.known[text] = v
}
