package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
)

// clean removes the vectors of texts that neither the current build holds nor
// the one before, and those of other models that were made for neither. Only
// the holder of the lease may.
func (w *embedding) clean(ctx context.Context) error {
	if err := w.cleanTexts(ctx); err != nil {
		return unavailable(err)
	}
	builds, err := w.client.Aliases(ctx, w.builds())
	if err != nil {
		return unavailable(err)
	}
	all, err := w.client.Aliases(ctx, w.allVectors())
	if err != nil {
		return unavailable(err)
	}
	for index := range all {
		if err := w.cleanMarks(ctx, index, builds); err != nil {
			return unavailable(err)
		}
	}
	return unavailable(w.client.Refresh(ctx, w.at))
}

// cleanTexts goes through the vectors in the order of their keys.
func (w *embedding) cleanTexts(ctx context.Context) error {
	q := columns(step, query{"exists": query{"field": vectorKey}}, vectorKey)
	q["sort"] = []query{{vectorKey: "asc"}}
	for {
		hits, err := w.client.Search(ctx, w.at, q)
		if err != nil || len(hits) == 0 {
			return err
		}
		var keys []string
		for _, h := range hits {
			key, err := column(h, vectorKey)
			if err != nil {
				return err
			}
			keys = append(keys, key)
		}
		pieces := make([]string, len(keys))
		for i, k := range keys {
			pieces[i] = pieceOf(k)
		}
		used, err := w.used(ctx, slices.Compact(pieces)) // in order, as their keys
		if err != nil {
			return err
		}
		var old []string
		for _, k := range keys {
			if !used[pieceOf(k)] {
				old = append(old, k)
			}
		}
		if err := w.client.DeleteAll(ctx, w.at, old); err != nil {
			return err
		}
		q["search_after"] = hits[len(hits)-1].Sort
	}
}

// used tells which texts the current build holds or the one before.
func (w *embedding) used(ctx context.Context, keys []string) (map[string]bool, error) {
	used := map[string]bool{}
	for len(keys) > 0 { // each passage that is found names some of them
		hits, err := w.client.Search(ctx, w.alias()+","+w.former()+","+w.bases(),
			columns(step, query{"terms": query{sharedText: keys}}, sharedText), opensearch.IfThere)
		if err != nil {
			return nil, err
		}
		if len(hits) == 0 {
			break
		}
		for _, h := range hits {
			texts, err := columnOf(h, sharedText)
			if err != nil {
				return nil, err
			}
			for _, key := range texts {
				used[key] = true
			}
		}
		keys = slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return used[k] })
	}
	return used, nil
}

// cleanMarks removes what says that a build's vectors are complete where the
// build is gone, and all of the index where none is left.
func (w *embedding) cleanMarks(ctx context.Context, index string, builds map[string][]string) error {
	hits, err := w.client.Search(ctx, index, columns(step, query{"exists": query{"field": vectorsBuild}}, vectorsBuild))
	if err != nil {
		return err
	}
	var gone []string
	for _, h := range hits {
		build, err := column(h, vectorsBuild)
		if err != nil {
			return err
		}
		if _, there := builds[build]; !there {
			gone = append(gone, doneID(build))
		}
	}
	if len(gone) == len(hits) && index != w.at {
		if err := w.client.DeleteIndex(ctx, index); err != nil && !errors.Is(err, opensearch.ErrMissing) {
			return fmt.Errorf("%s: %w", index, err)
		}
		return nil
	}
	return w.client.DeleteAll(ctx, index, gone)
}
