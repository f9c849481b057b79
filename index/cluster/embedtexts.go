package cluster

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// wanted is a document of vectors: of one text, or of all that a passage is
// looked at closely by.
type wanted struct {
	id    string
	texts []string
	close bool
}

// wanted are the documents that hold the vectors of passages, each once.
func (w *embedding) wanted(passages []documents.Passage) []wanted {
	var out []wanted
	seen := map[string]bool{}
	add := func(d wanted) {
		if !seen[d.id] {
			seen[d.id] = true
			out = append(out, d)
		}
	}
	for _, p := range passages {
		for _, text := range searchedTexts(p) {
			add(wanted{id: textID(text), texts: []string{text}})
		}
		if l := lookedAt(p, w.Sentences); l.id() != "" {
			add(wanted{id: l.id(), texts: l.all(), close: true})
		}
	}
	return out
}

// Vectors are written when so many documents are ready, so that requests are few,
// or so long after those before: what is not written is lost where the service is
// killed.
const (
	writeAtOnce = 500
	writeAfter  = 2 * time.Second
)

// flush writes the documents that are ready.
func (w *embedding) flush(ctx context.Context) error {
	docs := w.ready
	w.ready, w.written = nil, time.Now()
	if len(docs) == 0 {
		return nil
	}
	return unavailable(w.client.Bulk(ctx, w.at, docs))
}

// write computes the vectors of some documents, and writes them with those that
// are ready.
func (w *embedding) write(ctx context.Context, all []wanted) error {
	if len(all) == 0 {
		return nil
	}
	docs := make([]opensearch.Doc, len(all))
	var texts []string
	for _, d := range all {
		texts = append(texts, d.texts...)
	}
	vecs, err := w.vectors(ctx, texts)
	if err != nil {
		return err
	}
	for i, d := range all {
		own := vecs[:len(d.texts)]
		vecs = vecs[len(d.texts):]
		docs[i].ID = d.id
		if d.close {
			docs[i].Source = closeDoc{d.id, packedRecords(own)}
			continue
		}
		rounded := meaning.NewPacked(w.dims, 1) // as a service that keeps its own vectors has them
		rounded.Append(own[0])
		docs[i].Source = vectorDoc{d.id, rounded.At(0)}
	}
	w.ready = append(w.ready, docs...)
	if len(w.ready) < writeAtOnce && time.Since(w.written) < writeAfter {
		return nil
	}
	return w.flush(ctx)
}

// mostRecent is how many vectors are remembered: a text of a passage may stand in
// more than one document, of that passage or of those beside it.
const mostRecent = 1000

// vectors gives those of texts, and computes what was not computed just now, a
// request for each EmbedBatch of them.
func (w *embedding) vectors(ctx context.Context, texts []string) ([][]float32, error) {
	if w.recent == nil || len(w.recent) > mostRecent {
		w.recent = map[string][]float32{}
	}
	todo := slices.Compact(slices.Sorted(slices.Values(texts)))
	todo = slices.DeleteFunc(todo, func(t string) bool { return w.recent[t] != nil })
	for some := range slices.Chunk(todo, engine.EmbedBatch) {
		vecs, err := w.Passages(ctx, some, w.dims)
		if err != nil {
			return nil, err
		}
		if w.dims == 0 {
			if err := w.describe(ctx, len(vecs[0])); err != nil {
				return nil, unavailable(err)
			}
		}
		for i, t := range some {
			w.recent[t] = vecs[i]
		}
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = w.recent[t]
	}
	return out, nil
}

// describe says how many numbers the vectors have.
func (w *embedding) describe(ctx context.Context, dims int) error {
	if err := w.client.AddFields(ctx, w.at, vectorMapping(dims)); err != nil {
		return fmt.Errorf("a field of %d numbers: %w", dims, err)
	}
	w.dims = dims
	return w.client.Bulk(ctx, w.at, []opensearch.Doc{{ID: modelID, Source: modelDoc{w.Model, dims}}})
}
