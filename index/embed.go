package index

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/index/query"
)

// Embedder turns texts into vectors that lie near each other when the texts
// mean the same.
type Embedder interface {
	// EmbedQuery gives the vector of a question.
	EmbedQuery(ctx context.Context, text string) ([]float32, error)
	// EmbedPassages gives one vector for each text, all of one length.
	EmbedPassages(ctx context.Context, texts []string) ([][]float32, error)
	// Name identifies the model and how it is asked; vectors are kept under it.
	Name() string
}

const (
	embedTimeout = 3 * time.Second  // for a question's vector; ranking goes on without it
	embedPause   = 30 * time.Second // after a failure, before the embedder is asked again
)

// semantic is the embedder of an index and how it is doing.
type semantic struct {
	Embedder
	downUntil atomic.Int64 // unix nanoseconds until which it is left alone
	warned    atomic.Bool
}

// Embed computes the vectors of all passages that are not known in the shared
// index or the cache folder of the options, and lets searches use them. Until
// it is done, and where it fails, ranking is lexical. Nothing happens without
// an embedder.
func (x *Index) Embed(ctx context.Context, progress func(done, total int)) error {
	if x.opt.Embedder == nil {
		return nil
	}
	x.building.Lock()
	defer x.building.Unlock()
	if x.opt.Shared != nil {
		err := x.embedShared(ctx, progress)
		if !errors.Is(err, engine.ErrNoVectors) {
			return err
		}
		x.opt.Warn("OpenSearch mangler plugin'en opensearch-knn og kan ikke holde vektorerne; tjenesten beregner og holder dem selv")
	}
	texts, err := x.embedTexts(ctx)
	if err != nil {
		return err
	}
	cache, err := local.OpenVectors(x.opt.VectorDir, x.opt.Embedder.Name())
	if err != nil {
		return err
	}
	keys := make([]engine.TextKey, len(texts))
	for i, t := range texts {
		keys[i] = engine.KeyOf(t)
	}
	if err := x.embedMissing(ctx, cache, texts, keys, progress); err != nil {
		return errors.Join(err, cache.Keep(keys))
	}
	if err := cache.Keep(keys); err != nil {
		x.opt.Warn("vektorerne kunne ikke gemmes: %v", err)
	}
	v := &local.Vectors{Dims: cache.Dims, Flat: make([]float32, 0, len(keys)*cache.Dims)}
	for _, k := range keys {
		v.Flat = append(v.Flat, cache.Known[k]...)
	}
	return x.use(v)
}

// embedShared lets the shared index compute its vectors, or gives errNoVectors.
func (x *Index) embedShared(ctx context.Context, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	how := engine.Embedding{Model: x.opt.Embedder.Name(), Passages: x.opt.embedPassages, Progress: progress, Warn: x.opt.Warn}
	return x.with(func(s *Snapshot) error {
		v, err := x.opt.Shared.Embed(ctx, s.engine, s.count, how)
		if err == nil {
			s.vectors.Store(&v)
		}
		return err
	})
}

// use lets searches use vectors.
func (x *Index) use(v engine.VectorStore) error {
	return x.with(func(s *Snapshot) error {
		s.vectors.Store(&v)
		return nil
	})
}

// embedTexts are the passages as they are embedded: title, headings and text.
func (x *Index) embedTexts(ctx context.Context) ([]string, error) {
	var out []string
	err := x.with(func(s *Snapshot) error {
		const step = 1000
		for from := 0; from < s.count; from += step {
			passages, err := s.engine.Passages(ctx, engine.Run(from, min(from+step, s.count)))
			if err != nil {
				return err
			}
			for _, p := range passages {
				out = append(out, engine.EmbedText(p))
			}
		}
		return nil
	})
	return out, err
}

func (x *Index) embedMissing(ctx context.Context, cache *local.VectorCache, texts []string, keys []engine.TextKey, progress func(done, total int)) error {
	var todo []int
	for i, k := range keys {
		if _, ok := cache.Known[k]; !ok {
			todo = append(todo, i)
		}
	}
	for from := 0; from < len(todo); from += engine.EmbedBatch {
		if progress != nil {
			progress(from, len(todo))
		}
		batch := todo[from:min(from+engine.EmbedBatch, len(todo))]
		in := make([]string, len(batch))
		for i, n := range batch {
			in[i] = texts[n]
		}
		vecs, err := x.opt.embedPassages(ctx, in, cache.Dims)
		if err != nil {
			return err
		}
		for i, n := range batch {
			cache.Add(keys[n], vecs[i])
		}
	}
	return nil
}

// embedPassages gives the vectors of texts, each of length 1 and with so many
// numbers; with 0, as many as the first.
func (o Options) embedPassages(ctx context.Context, texts []string, dims int) ([][]float32, error) {
	vecs, err := o.Embedder.EmbedPassages(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("embedding passages: %w", err)
	}
	if len(vecs) != len(texts) {
		return nil, fmt.Errorf("embedding passages: %d vectors for %d texts", len(vecs), len(texts))
	}
	for _, v := range vecs {
		if dims == 0 {
			dims = len(v)
		}
		if len(v) != dims {
			return nil, fmt.Errorf("embedding passages: vectors of %d and of %d numbers", dims, len(v))
		}
		engine.Normalize(v)
	}
	return vecs, nil
}

// near gives the passages nearest to a question in meaning; none where the
// embedder or the vectors fail, which is told once and leaves them alone for a
// while.
func (s *Snapshot) near(ctx context.Context, v engine.VectorStore, q *query.Query) ([]engine.Candidate, error) {
	e := s.semantic
	if e == nil || time.Now().UnixNano() < e.downUntil.Load() {
		return nil, nil
	}
	qv, err := e.queryVector(ctx, q, v.Size())
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		s.leave(e, "indlejringsmodellen", err)
		return nil, nil
	}
	near, err := v.Nearest(ctx, s.engine, qv, semanticPool+1)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		s.leave(e, "OpenSearch med vektorerne", err)
		return nil, nil
	}
	e.warned.Store(false)
	return near, nil
}

// leave leaves the embedder alone for a while.
func (s *Snapshot) leave(e *semantic, what string, err error) {
	e.downUntil.Store(time.Now().Add(embedPause).UnixNano())
	if !e.warned.Swap(true) {
		s.warn("%s svarer ikke (%v); søgningen går på ordene alene, indtil den svarer igen", what, err)
	}
}

// queryVector asks for a question's vector, of length 1 and with dims numbers.
func (e *semantic) queryVector(ctx context.Context, q *query.Query, dims int) ([]float32, error) {
	ctx, cancel := context.WithTimeout(ctx, embedTimeout)
	defer cancel()
	v, err := e.EmbedQuery(ctx, q.Standalone())
	if err == nil && len(v) != dims {
		err = fmt.Errorf("%d numbers, expected %d", len(v), dims)
	}
	if err != nil {
		return nil, err
	}
	engine.Normalize(v)
	return v, nil
}
