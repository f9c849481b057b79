package index

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
)

// BuildPassages makes an index in memory of passages that were cut elsewhere,
// such as a corpus for measuring; opt.Dir and opt.Size say nothing. Their IDs
// may be any texts that differ. Passages that follow each other with the same
// Document are those of one document.
func BuildPassages(ctx context.Context, passages []documents.Passage, opt Options) (*Index, error) {
	x := &Index{opt: opt.withDefaults()}
	x.opt.Dir = ""
	m := manifest{Version: version}
	for i, p := range passages {
		if i > 0 && passages[i-1].Document == p.Document {
			continue
		}
		m.Documents = append(m.Documents, documents.Info{ID: p.Document, Title: p.Title})
		m.Files = append(m.Files, "")
		m.First = append(m.First, i)
	}
	w, err := newWriter("")
	if err != nil {
		return nil, err
	}
	s, err := buildOf(ctx, m, passages, w, x.opt)
	if err != nil {
		return nil, err
	}
	x.current = s
	return x, nil
}
