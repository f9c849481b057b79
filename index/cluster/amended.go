package cluster

import (
	"context"
	"errors"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
)

// A build may amend another, which was built whole: it is then an index of the
// passages that were added, and its manifest says which passages of the base are
// left. Both are searched at once, and scored by the frequencies of both.

// onto is what a build amends.
type onto struct {
	base   string // the index
	places *engine.Places
	dead   query // what of the base is no more; nil where nothing is
}

// amend lets an engine amend a base.
func (r *remote) amend(ctx context.Context, s *Cluster, base string, m engine.Manifest, changed *engine.Vocabulary) error {
	doc, err := s.describe(ctx, base)
	if errors.Is(err, opensearch.ErrMissing) {
		return engine.ErrNotBuilt
	}
	if err != nil {
		return unavailable(err)
	}
	words, err := s.words(ctx, base, doc)
	if err != nil {
		return err
	}
	r.Terms = engine.Amend(words, changed)
	r.onto = &onto{base: base, places: m.Layout.Places()}
	if dead := r.onto.places.Dead(doc.Manifest.Count); len(dead) > 0 {
		r.onto.dead = within(base, idsQuery(dead))
	}
	return nil
}

// openBase opens what the current build was built whole of: itself, or what it
// amends; errNotBuilt where there is none.
func (s *Cluster) openBase(ctx context.Context) (*remote, engine.Manifest, error) {
	doc, err := s.describe(ctx, s.alias())
	switch {
	case errors.Is(err, opensearch.ErrMissing):
		return nil, doc.Manifest, engine.ErrNotBuilt
	case err != nil:
		return nil, doc.Manifest, unavailable(err)
	case doc.Base != "":
		return s.openRemote(ctx, doc.Base, anyKey)
	}
	return s.openRemote(ctx, s.alias(), anyKey)
}

// within lets a query find what one index holds.
func within(index string, q query) query {
	return query{"bool": query{"filter": []query{{"term": query{"_index": index}}, q}}}
}

// alive leaves out of a search what is no more.
func (o *onto) alive(search query) query {
	if o.dead == nil {
		return search
	}
	out := query{}
	for k, v := range search {
		out[k] = v
	}
	out["query"] = query{"bool": query{"must": []any{search["query"]}, "must_not": []query{o.dead}}}
	return out
}
