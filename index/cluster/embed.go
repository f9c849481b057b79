package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
)

// leaseVectors is the right to compute vectors.
const leaseVectors = "vectors"

// embedding computes the vectors of a build.
type embedding struct {
	*Cluster
	engine.Embedding
	passages *remote
	count    int
	at       string // the index of the vectors
	dims     int    // 0 while no vector is known
	claim    *claimant
	begun    bool
	recent   map[string][]float32 // vectors of texts that were computed just now
	ready    []opensearch.Doc     // with their vectors, not written yet
	written  time.Time            // when documents were written last
}

// Embed computes the vectors of all passages of an engine of ours that are not
// in the cluster, while no other service does, or errNoVectors.
func (s *Cluster) Embed(ctx context.Context, e engine.Engine, count int, how engine.Embedding) (engine.VectorStore, error) {
	passages, ours := e.(*remote)
	if !ours {
		return nil, fmt.Errorf("index: vectors of another engine than %T", e)
	}
	w := &embedding{Cluster: s, Embedding: how, passages: passages, count: count, at: s.vectorsOf(how.Model), claim: newClaimant()}
	err := s.insist(ctx, how.Warn, "vektorerne", func() (bool, error) { return w.begun, w.try(ctx) })
	if err != nil {
		return nil, err
	}
	return &remoteVectors{client: s.client, index: w.at, dims: w.dims, sentences: w.Embedding.Sentences, at: s.hosts + "/" + w.at}, nil
}

// try opens the vectors or computes them; errBusy where another service does.
func (w *embedding) try(ctx context.Context) error {
	if ok, err := w.done(ctx); ok || err != nil {
		return err
	}
	if err := w.ensureIndex(ctx, w.at, vectorSettings(w.shards(w.count))); err != nil {
		if refused := (*opensearch.Error)(nil); errors.As(err, &refused) && refused.Reason == "illegal_argument_exception" {
			return engine.ErrNoVectors
		}
		return unavailable(err)
	}
	l, err := w.acquire(ctx, leaseVectors, w.claim)
	if err != nil {
		return err
	}
	if l == nil {
		return errBusy
	}
	ctx, release := l.hold(ctx)
	defer release()
	err = w.under(ctx)
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return cause
	}
	return err
}

// done tells whether all vectors of the build are there, and reads their size.
func (w *embedding) done(ctx context.Context) (bool, error) {
	return w.doneOf(ctx, w.passages.index)
}

func (w *embedding) doneOf(ctx context.Context, build string) (bool, error) {
	var doc doneDoc
	_, err := w.client.Get(ctx, w.at, doneID(build), &doc)
	if errors.Is(err, opensearch.ErrMissing) {
		return false, nil
	}
	w.dims = doc.Dims
	return err == nil && (doc.Sentences || !w.Sentences), unavailable(err)
}

// under computes what is missing, with the lease.
func (w *embedding) under(ctx context.Context) error {
	if ok, err := w.done(ctx); ok || err != nil {
		return err // it was completed just now
	}
	w.begun = true
	var model modelDoc
	if _, err := w.client.Get(ctx, w.at, modelID, &model); err != nil && !errors.Is(err, opensearch.ErrMissing) {
		return unavailable(err)
	}
	w.dims = model.Dims
	todo, err := w.todo(ctx)
	if err != nil {
		return err
	}
	if err := w.embedAll(ctx, todo); err != nil {
		return err
	}
	if err := w.client.Refresh(ctx, w.at); err != nil {
		return unavailable(err)
	}
	done := opensearch.Doc{ID: doneID(w.passages.index), Source: doneDoc{w.passages.index, w.dims, w.Sentences}}
	if err := w.client.Bulk(ctx, w.at, []opensearch.Doc{done}); err != nil {
		return unavailable(err)
	}
	err = w.client.Refresh(ctx, w.at)
	if err == nil && len(todo) == w.count { // else it would cost more than the rest
		err = w.clean(ctx)
	}
	if err != nil {
		w.Warn("gamle vektorer til %s kunne ikke fjernes: %v", w.name, err)
	}
	return nil
}

// embedAll computes the vectors of passages that are not there, and writes what
// was computed where the rest fails, too.
func (w *embedding) embedAll(ctx context.Context, todo []int) error {
	w.ready, w.written = nil, time.Now()
	for from := 0; from < len(todo); from += step {
		w.Progress(w.count-len(todo)+from, w.count)
		if err := w.embed(ctx, todo[from:min(from+step, len(todo))]); err != nil {
			return errors.Join(err, w.flush(ctx))
		}
	}
	return w.flush(ctx)
}

// todo are the passages that may lack vectors: of a build that amends one whose
// vectors are there, those that were added.
func (w *embedding) todo(ctx context.Context) ([]int, error) {
	if o := w.passages.onto; o != nil {
		if there, err := w.doneOf(ctx, o.base); err != nil || there {
			return o.places.Added(), err
		}
	}
	return engine.Run(0, w.count), nil
}

// embed computes the vectors of passages that are not there.
func (w *embedding) embed(ctx context.Context, ordinals []int) error {
	passages, err := w.passages.Passages(ctx, ordinals)
	if err != nil {
		return err
	}
	all := w.wanted(passages)
	ids := make([]string, len(all))
	for i, d := range all {
		ids[i] = d.id
	}
	have, err := w.client.Have(ctx, w.at, ids)
	if err != nil {
		return unavailable(err)
	}
	var batch []wanted
	texts := 0
	for _, d := range all {
		if have[d.id] {
			continue
		}
		if texts > 0 && texts+len(d.texts) > engine.EmbedBatch {
			if err := w.write(ctx, batch); err != nil {
				return err
			}
			batch, texts = batch[:0], 0
		}
		batch, texts = append(batch, d), texts+len(d.texts)
	}
	return w.write(ctx, batch)
}
