package index

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
)

// Embedder turns texts into vectors that lie near each other when the texts
// mean the same.
type Embedder interface {
	// Query gives the vector of a question.
	Query(ctx context.Context, text string) ([]float32, error)
	// Passages gives one vector for each text, all of one length.
	Passages(ctx context.Context, texts []string) ([][]float32, error)
	// Model identifies the model and how it is asked; vectors are kept under it.
	Model() string
}

// meanings are the vectors that an index knows and how far they have come.
type meanings struct {
	*vectorWork
	done  atomic.Int64
	total atomic.Int64
}

// vectorWork is the computing of vectors, which an index shares with its trials.
type vectorWork struct {
	work  sync.Mutex         // held while vectors are computed; guards cache
	cache *local.VectorCache // nil until the first
}

// Embedded tells how many passages have a vector, of how many; 0 of 0 without
// an embedder or before [Index.Embed] has begun.
func (x *Index) Embedded() (done, total int) {
	return int(x.meanings.done.Load()), int(x.meanings.total.Load())
}

// Embed computes the vectors of all passages that are not known, and lets
// searches use each as it is there; what is there is kept in the shared index
// or the cache folder of the options, also where ctx ends. Passages without a
// vector rank by words. The index may be updated meanwhile, and then the
// vectors of what it holds now are computed. Nothing happens without an embedder.
func (x *Index) Embed(ctx context.Context, progress func(done, total int)) error {
	if x.opt.Embedder == nil {
		return nil
	}
	x.meanings.work.Lock()
	defer x.meanings.work.Unlock()
	for {
		s, err := x.Snapshot()
		if err != nil {
			return err
		}
		err = x.embed(ctx, s, func(done, total int) {
			x.meanings.done.Store(int64(done))
			x.meanings.total.Store(int64(total))
			if progress != nil {
				progress(done, total)
			}
		})
		s.Release()
		if err != nil || x.holds(s) {
			return err
		}
	}
}

// holds tells whether s is still what the index holds, or the index is closed.
func (x *Index) holds(s *Snapshot) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.current == s || x.current == nil
}

func (x *Index) embed(ctx context.Context, s *Snapshot, progress func(done, total int)) error {
	if x.opt.Shared != nil {
		x.opt.semantic.warmUp(ctx)
		how := engine.Embedding{Model: x.opt.Embedder.Model(), Passages: newPremade(x.opt).passages, Sentences: x.meansSentences(s), Progress: progress, Warn: x.opt.Warn}
		v, err := x.opt.Shared.Embed(ctx, s.engine, s.count, how)
		if err == nil {
			s.vectors.Store(&v)
			progress(s.count, s.count)
		}
		if !errors.Is(err, engine.ErrNoVectors) {
			return err
		}
		x.opt.Warn("OpenSearch mangler plugin'en opensearch-knn og kan ikke holde vektorerne; tjenesten beregner og holder dem selv")
	}
	w := &embedding{x: x, s: s, progress: progress}
	return w.run(ctx)
}

// embedding gives the passages of a snapshot their vectors.
type embedding struct {
	x        *Index
	s        *Snapshot
	progress func(done, total int)
	known    *local.Vectors // those that are used
	todo     []int          // ordinals of the other passages
	keys     []local.Keys   // of each of them
	wanted   map[engine.TextKey]bool
}

func (w *embedding) run(ctx context.Context) error {
	cache := w.x.meanings.cache
	if cache == nil {
		cache = local.OpenVectors(w.x.opt.VectorDir, w.x.opt.Embedder.Model())
		w.x.meanings.cache = cache
	}
	known, there := w.s.Vectors().(*local.Vectors)
	all := !there || !cache.Serves(known)
	if all {
		known = local.NoVectors(w.s.count)
	}
	w.known, w.todo = known, known.Missing()
	if err := w.read(ctx); err != nil {
		return err
	}
	cache.Take(w.x.opt.Vectors, w.wanted, nil)
	if all || cache.Stands(w.wanted) {
		if err := cache.Read(w.wanted); err != nil {
			return err
		}
	}
	w.publish(cache, 0, len(w.todo))
	w.x.opt.semantic.warmUp(ctx)
	err := w.compute(ctx, cache)
	w.publish(cache, 0, len(w.todo))
	kerr := cache.Save()
	if all {
		kerr = errors.Join(kerr, cache.Keep(w.wanted))
	}
	if kerr != nil {
		w.x.opt.Warn("vektorerne kunne ikke gemmes: %v", kerr)
	}
	return err
}

// publish lets searches use what is known of some of the passages to do, beside
// what they use already.
func (w *embedding) publish(cache *local.VectorCache, from, to int) {
	done := 0
	if v := cache.With(w.known, w.todo[from:to], w.keys[from:to]); v != nil {
		w.known = v
		var store engine.VectorStore = v
		w.s.vectors.Store(&store)
		done = v.Count()
	}
	w.progress(done, w.s.count)
}

// read finds the keys of the passages that have no vectors.
func (w *embedding) read(ctx context.Context) error {
	const step = 1000
	w.keys, w.wanted = make([]local.Keys, 0, len(w.todo)), make(map[engine.TextKey]bool, 2*len(w.todo))
	for from := 0; from < len(w.todo); from += step {
		passages, err := w.s.engine.Passages(ctx, w.todo[from:min(from+step, len(w.todo))])
		if err != nil {
			return err
		}
		for _, p := range passages {
			keys := local.Keys{Pieces: engine.KeysOf(engine.Pieces(p)), Sentences: engine.KeysOf(w.sentences(p)), Asked: engine.KeysOf(engine.Asked(p)), Vain: engine.KeysOf(engine.Vain(p))}
			for _, k := range keys.All() {
				w.wanted[k] = true
			}
			w.keys = append(w.keys, keys)
		}
	}
	return nil
}

// mostSentences is how many passages an index may have whose sentences have
// vectors too, of 400 bytes each (the shipped materials have four a passage): of
// a larger one, the sentences of an answer are chosen by their words.
const mostSentences = 50_000

// meansSentences tells whether sentences are embedded: by a model whose cosines
// have a scale, and of no more than mostSentences passages.
func (x *Index) meansSentences(s *Snapshot) bool {
	_, scaled := x.opt.Embedder.(Scaled)
	return scaled && s.count <= mostSentences
}

// sentences are the texts of a passage's sentences where they are embedded.
func (w *embedding) sentences(p documents.Passage) []string {
	if !w.x.meansSentences(w.s) {
		return nil
	}
	return engine.Sentences(p)
}

// batchTime is what computing some vectors may take before they are saved and
// searched; a batch grows while it takes less.
const batchTime = time.Second / 2

// compute computes what is missing, until the index holds something else.
func (w *embedding) compute(ctx context.Context, cache *local.VectorCache) error {
	size, published := 4, 0
	batch := map[engine.TextKey]string{}
	for i := range w.keys {
		keys := w.keys[i].All()
		if slices.ContainsFunc(keys, func(k engine.TextKey) bool { return !cache.Has(k) }) {
			passages, err := w.s.engine.Passages(ctx, []int{w.todo[i]})
			if err != nil {
				return err
			}
			for k, text := range slices.Concat(engine.Pieces(passages[0]), w.sentences(passages[0]), engine.Asked(passages[0]), engine.Vain(passages[0])) {
				if !cache.Has(keys[k]) {
					batch[keys[k]] = text
				}
			}
		}
		if len(batch) < size && (i < len(w.keys)-1 || len(batch) == 0) {
			continue
		}
		start := time.Now()
		if err := w.add(ctx, cache, batch); err != nil {
			return err
		}
		if time.Since(start) < batchTime {
			size = min(2*size, engine.EmbedBatch)
		}
		clear(batch)
		if !w.x.holds(w.s) {
			return nil
		}
		w.publish(cache, published, i+1)
		published = i + 1
	}
	return nil
}

// add computes the vectors of some texts.
func (w *embedding) add(ctx context.Context, cache *local.VectorCache, batch map[engine.TextKey]string) error {
	keys, texts := make([]engine.TextKey, 0, len(batch)), make([]string, 0, len(batch))
	for k, text := range batch {
		keys, texts = append(keys, k), append(texts, text)
	}
	vecs, err := engine.Embed(ctx, w.x.opt.Embedder, texts, cache.Dims())
	if err != nil {
		return err
	}
	for i, k := range keys {
		cache.Add(k, vecs[i])
	}
	if err := cache.Save(); err != nil {
		w.x.opt.Warn("vektorerne kunne ikke gemmes: %v", err)
	}
	return nil
}
