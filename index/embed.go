package index

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/documents"
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
	embedBatch   = 64               // passages between two saves of progress
	embedTimeout = 3 * time.Second  // for a question's vector; ranking goes on without it
	embedPause   = 30 * time.Second // after a failure, before the embedder is asked again
)

// semantic is the embedder of an index and how it is doing.
type semantic struct {
	Embedder
	downUntil atomic.Int64 // unix nanoseconds until which it is left alone
	warned    atomic.Bool
}

// Embed computes the vectors of all passages that are not known in the cache
// folder of the options, and lets searches use them. Until it is done, and
// where it fails, ranking is lexical. Nothing happens without an embedder.
func (x *Index) Embed(ctx context.Context, progress func(done, total int)) error {
	if x.opt.Embedder == nil {
		return nil
	}
	x.building.Lock()
	defer x.building.Unlock()
	texts, err := x.embedTexts()
	if err != nil {
		return err
	}
	cache, err := openVectors(x.opt.VectorDir, x.opt.Embedder.Name())
	if err != nil {
		return err
	}
	keys := make([]textKey, len(texts))
	for i, t := range texts {
		keys[i] = keyOf(t)
	}
	if err := x.embedMissing(ctx, cache, texts, keys, progress); err != nil {
		return errors.Join(err, cache.keep(keys))
	}
	if err := cache.keep(keys); err != nil {
		x.opt.Warn("vektorerne kunne ikke gemmes: %v", err)
	}
	v := &vectors{dims: cache.dims, flat: make([]float32, 0, len(keys)*cache.dims)}
	for _, k := range keys {
		v.flat = append(v.flat, cache.known[k]...)
	}
	return x.with(func(s *state) error {
		s.vectors.Store(v)
		return nil
	})
}

// embedTexts are the passages as they are embedded: title, headings and text.
func (x *Index) embedTexts() ([]string, error) {
	var out []string
	err := x.with(func(s *state) error {
		const step = 1000
		for from := 0; from < s.count; from += step {
			passages, err := s.engine.passages(context.Background(), run(from, min(from+step, s.count)))
			if err != nil {
				return err
			}
			for _, p := range passages {
				out = append(out, embedText(p))
			}
		}
		return nil
	})
	return out, err
}

func embedText(p documents.Passage) string {
	head := append([]string{p.Title}, p.Section...)
	return strings.Join(slices.Compact(head), " – ") + "\n" + p.Body()
}

func (x *Index) embedMissing(ctx context.Context, cache *vectorCache, texts []string, keys []textKey, progress func(done, total int)) error {
	var todo []int
	for i, k := range keys {
		if _, ok := cache.known[k]; !ok {
			todo = append(todo, i)
		}
	}
	for from := 0; from < len(todo); from += embedBatch {
		if progress != nil {
			progress(from, len(todo))
		}
		batch := todo[from:min(from+embedBatch, len(todo))]
		in := make([]string, len(batch))
		for i, n := range batch {
			in[i] = texts[n]
		}
		vecs, err := x.opt.Embedder.EmbedPassages(ctx, in)
		if err != nil {
			return fmt.Errorf("embedding passages: %w", err)
		}
		if len(vecs) != len(batch) {
			return fmt.Errorf("embedding passages: %d vectors for %d texts", len(vecs), len(batch))
		}
		for i, n := range batch {
			if cache.dims != 0 && len(vecs[i]) != cache.dims {
				return fmt.Errorf("embedding passages: vectors of %d and of %d numbers", cache.dims, len(vecs[i]))
			}
			normalize(vecs[i])
			cache.add(keys[n], vecs[i])
		}
	}
	return nil
}

// queryVector asks for a question's vector; nil where that fails or is of
// another length, which is told once.
func (s *state) queryVector(ctx context.Context, q *Query, dims int) []float32 {
	e := s.semantic
	if e == nil || time.Now().UnixNano() < e.downUntil.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, embedTimeout)
	defer cancel()
	v, err := e.EmbedQuery(ctx, q.standalone())
	if err == nil && len(v) != dims {
		err = fmt.Errorf("%d numbers, expected %d", len(v), dims)
	}
	if err != nil {
		e.downUntil.Store(time.Now().Add(embedPause).UnixNano())
		if !e.warned.Swap(true) {
			s.warn("indlejringsmodellen svarer ikke (%v); søgningen går på ordene alene, indtil den svarer igen", err)
		}
		return nil
	}
	e.warned.Store(false)
	normalize(v)
	return v
}

// standalone is the question with what it leans on.
func (q *Query) standalone() string {
	if q.FollowUp && q.Before != "" {
		return q.Before + " " + q.Text
	}
	return q.Text
}

// cosines gives the cosine of every passage with a vector.
func (v *vectors) cosines(q []float32) []float32 {
	n := len(v.flat) / max(1, v.dims)
	out := make([]float32, n)
	var group errgroup.Group
	step := max(4096, n/runtime.GOMAXPROCS(0)+1)
	for from := 0; from < n; from += step {
		group.Go(func() error {
			for i := from; i < min(from+step, n); i++ {
				out[i] = dot(q, v.of(i))
			}
			return nil
		})
	}
	_ = group.Wait() // no error is given
	return out
}
