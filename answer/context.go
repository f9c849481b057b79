package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// tokensPerWord is how many tokens a Danish word takes in the models' usual
// vocabularies, roughly and rather too many than too few.
const tokensPerWord = 2

// passages are what the model is given: the best Config.Sources, or, where
// Config.Context is set, as many as it has room for: the best hit with the rest
// of its section, the other hits, then what stands beside the best.
func (w *work) passages(ctx context.Context) []documents.Passage {
	var hits []documents.Passage
	for _, h := range w.hits {
		hits = append(hits, h.Passage)
	}
	if w.eng.cfg.Context <= 0 || len(hits) == 0 {
		return w.within(hits)
	}
	section, beside := w.around(ctx, hits[0])
	return w.within(slices.Concat(hits[:1], section, hits[1:], beside))
}

// within are as many of the passages, from the first, as the model has room for.
func (w *work) within(passages []documents.Passage) []documents.Passage {
	if w.eng.cfg.Context <= 0 {
		return passages[:min(len(passages), w.eng.cfg.Sources)]
	}
	return fitting(passages, w.eng.cfg.Context)
}

// around are the other passages of a passage's section, and those right before
// and after it in its document; none where they cannot be read.
func (w *work) around(ctx context.Context, p documents.Passage) (section, beside []documents.Passage) {
	all, err := w.snap.Passages(ctx, p.Document)
	if err != nil {
		return nil, nil
	}
	at := slices.IndexFunc(all, func(o documents.Passage) bool { return o.ID == p.ID })
	for i, o := range all {
		switch {
		case i == at:
		case slices.Equal(o.Section, p.Section):
			section = append(section, o)
		case i == at-1 || i == at+1:
			beside = append(beside, o)
		}
	}
	return section, beside
}

// fitting are the passages, each once, that together take at most so many
// tokens; the first is always there.
func fitting(passages []documents.Passage, tokens int) []documents.Passage {
	var out []documents.Passage
	seen := map[string]bool{}
	for _, p := range passages {
		cost := tokensPerWord * len(strings.Fields(p.Text))
		if seen[p.ID] || len(out) > 0 && cost > tokens {
			continue
		}
		seen[p.ID] = true
		tokens -= cost
		out = append(out, p)
	}
	return out
}
