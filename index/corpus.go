package index

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
)

// BuildPassages makes an index in memory of passages that were cut elsewhere,
// such as a corpus for measuring; opt.Dir and opt.Size say nothing. Their IDs
// may be any texts that differ. Passages that follow each other with the same
// Document are those of one document.
func BuildPassages(ctx context.Context, passages []documents.Passage, opt Options) (*Index, error) {
	x := newIndex(opt)
	x.opt.Dir = ""
	m := engine.Manifest{Version: engine.Version}
	groups := runs(passages)
	for _, g := range groups {
		m.Documents = append(m.Documents, documents.Info{ID: g[0].Document, Title: g[0].Title})
		m.Files = append(m.Files, "")
	}
	w, err := local.NewWriter("")
	if err != nil {
		return nil, err
	}
	e, m, err := fillingOf(m, func(i int) ([]documents.Passage, error) { return groups[i], nil }, x.opt)(ctx, w)
	if err != nil {
		return nil, err
	}
	x.current = newSnapshot(e, m, x.opt)
	return x, nil
}

// runs are the runs of passages of one document.
func runs(passages []documents.Passage) [][]documents.Passage {
	var out [][]documents.Passage
	for from := 0; from < len(passages); {
		to := from + 1
		for to < len(passages) && passages[to].Document == passages[from].Document {
			to++
		}
		out = append(out, passages[from:to])
		from = to
	}
	return out
}
