package editorial

import (
	"context"
	"path"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// resolver finds the sections that answers cite; it reads a document once.
type resolver struct {
	ctx      context.Context
	m        Materials
	byName   map[string][]string // name in letters -> IDs of documents
	passages map[string][]documents.Passage
}

func newResolver(ctx context.Context, m Materials) *resolver {
	r := &resolver{ctx: ctx, m: m, byName: map[string][]string{}, passages: map[string][]documents.Passage{}}
	for _, d := range m.Documents() {
		base := path.Base(d.Path)
		for _, name := range []string{d.ID, strings.TrimSuffix(base, path.Ext(base))} {
			key := danish.Letters(name)
			if !slices.Contains(r.byName[key], d.ID) {
				r.byName[key] = append(r.byName[key], d.ID)
			}
		}
	}
	return r
}

// section gives the passages of the section that a cite names. The error is
// one Danish line.
func (r *resolver) section(c Cite) ([]documents.Passage, error) {
	ids := r.byName[danish.Letters(c.Document)]
	switch {
	case len(ids) == 0:
		return nil, documents.Faultf(nil, "dokumentet %q findes ikke; taskforce documents --json viser navnene", c.Document)
	case len(ids) > 1:
		return nil, documents.Faultf(nil, "flere dokumenter hedder %q; brug et ID: %s", c.Document, strings.Join(ids, ", "))
	}
	all, known := r.passages[ids[0]]
	if !known {
		var err error
		if all, err = r.m.Passages(r.ctx, ids[0]); err != nil {
			return nil, err
		}
		r.passages[ids[0]] = all
	}
	heading := danish.Letters(c.Section)
	var out []documents.Passage
	for _, p := range all {
		if slices.ContainsFunc(p.Section, func(h string) bool { return danish.Letters(h) == heading }) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, documents.Faultf(nil, "%s har ingen overskrift %q; taskforce documents show %s viser dem", c.Document, c.Section, ids[0])
	}
	return out, nil
}

// holding is the first of passages that holds a quote by its letters and digits.
func holding(passages []documents.Passage, quote string) (documents.Passage, bool) {
	key := danish.Letters(quote)
	for _, p := range passages {
		if key != "" && strings.Contains(danish.Letters(p.Text), key) {
			return p, true
		}
	}
	return documents.Passage{}, false
}
