package answer

import (
	"context"
	"strings"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

// reading is a snapshot whose passages come without the sentences that address
// an assistant: what somebody planted in a document to steer an answer is
// neither quoted, shown to a model nor evidence. A passage of which nothing else
// is left is not there.
type reading struct {
	*index.Snapshot
	eng *Engine
	raw bool // the question asks about such sentences
}

// Search is that of the snapshot.
func (r reading) Search(ctx context.Context, q *query.Query, limit int) ([]index.Hit, error) {
	hits, err := r.Snapshot.Search(ctx, q, limit)
	out := make([]index.Hit, 0, len(hits))
	for _, h := range hits {
		if r.clean(&h.Passage) {
			out = append(out, h)
		}
	}
	return out, err
}

// Passages are those of a document, see [index.Snapshot.Passages].
func (r reading) Passages(ctx context.Context, document string) ([]documents.Passage, error) {
	all, err := r.Snapshot.Passages(ctx, document)
	out := make([]documents.Passage, 0, len(all))
	for _, p := range all {
		if r.clean(&p) {
			out = append(out, p)
		}
	}
	return out, err
}

// clean takes what is planted out of a passage and tells whether anything is left.
func (r reading) clean(p *documents.Passage) bool {
	if r.raw {
		return true
	}
	if _, clean := r.eng.clean.Load(p.ID); clean {
		return true
	}
	text, changed := stated(p.Text)
	if !changed {
		if r.eng.cleaned.Add(1) < maxClean {
			r.eng.clean.Store(p.ID, true)
		}
		return true
	}
	p.Text = text
	return strings.TrimSpace(p.Body()) != ""
}

// maxClean is how many passages an Engine remembers to hold nothing planted: an
// ID is made of what the passage says, and looking costs a millisecond.
const maxClean = 50_000

// stated is a passage's text without the sentences that address an assistant,
// and what such a sentence introduces with a colon.
func stated(text string) (out string, changed bool) {
	lines := strings.Split(text, "\n")
	kept := lines[:0:0]
	introduced := false
	for _, line := range lines {
		body := documents.TrimItem(line)
		var left []string
		dropped := false
		for _, s := range danish.Sentences(body) {
			planted := introduced || guard.Addresses(s)
			introduced = planted && !introduced && strings.HasSuffix(s, ":")
			if dropped = dropped || planted; !planted {
				left = append(left, s)
			}
		}
		switch {
		case !dropped:
			kept = append(kept, line)
		case len(left) > 0:
			kept = append(kept, strings.TrimSuffix(line, body)+strings.Join(left, " "))
		}
		changed = changed || dropped
	}
	if !changed {
		return text, false
	}
	return strings.Join(kept, "\n"), true
}
