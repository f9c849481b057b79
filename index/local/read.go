package local

import (
	"context"
	"encoding/json"
	"fmt"

	api "github.com/blevesearch/bleve_index_api"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
)

// passage reads the stored passage with an ordinal.
func (e *embedded) passage(ordinal int) (documents.Passage, error) {
	var p documents.Passage
	doc, err := e.reader.Document(engine.OrdinalID(ordinal))
	if err != nil || doc == nil {
		return p, fmt.Errorf("reading passage %d: not in the index (%v)", ordinal, err)
	}
	doc.VisitFields(func(f api.Field) {
		if f.Name() == fieldPassage {
			var stored engine.Stored
			err = json.Unmarshal(f.Value(), &stored)
			p = stored.Whole()
		}
	})
	if err != nil {
		return p, fmt.Errorf("reading passage %d: %w", ordinal, err)
	}
	return p, nil
}

func (e *embedded) Passages(_ context.Context, ordinals []int) ([]documents.Passage, error) {
	out := make([]documents.Passage, len(ordinals))
	for i, n := range ordinals {
		var err error
		if out[i], err = e.passage(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (e *embedded) Records(_ context.Context, ordinals []int) ([]rank.Record, error) {
	out := make([]rank.Record, len(ordinals))
	for i, n := range ordinals {
		out[i] = e.forward.record(n)
	}
	return out, nil
}

func (e *embedded) Find(ctx context.Context, id string) (int, bool, error) {
	r, err := e.reader.TermFieldReader(ctx, []byte(id), fieldID, false, false, false)
	if err != nil {
		return 0, false, fmt.Errorf("looking up a passage: %w", err)
	}
	defer r.Close()
	doc, err := r.Next(nil)
	if err != nil || doc == nil {
		return 0, false, err
	}
	n, err := e.ordinal(uint32(doc.ID.Value()))
	return n, err == nil, err
}
