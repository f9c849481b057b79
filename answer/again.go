package answer

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/prompts"
)

// maxWordings is how many searches of a model's wording are made.
const maxWordings = 3

// rankFloor is the constant of reciprocal rank fusion (Cormack, Clarke and
// Büttcher, SIGIR 2009): 60, so that the first places of a list differ little.
const rankFloor = 60

// again are passages that the model has not seen, found by searching in its own
// wordings of the question, the best first; none where it has no wordings or
// they find nothing else. It is one more call of the model.
func (w *work) again(ctx context.Context, given []documents.Passage) []documents.Passage {
	in := prompts.WordingsInput{Question: w.req.Question}
	for _, t := range w.req.History {
		in.History = append(in.History, prompts.Turn(t))
	}
	prompt, err := w.eng.cfg.Prompts.Wordings(in)
	if err != nil {
		return nil
	}
	score, found := map[string]float64{}, map[string]documents.Passage{}
	for _, wording := range w.lines(ctx, prompt, maxWordings) {
		for i, p := range w.search(ctx, wording) {
			score[p.ID] += 1 / float64(rankFloor+1+i)
			found[p.ID] = p
		}
	}
	for _, p := range given {
		delete(found, p.ID)
	}
	out := slices.SortedFunc(maps.Values(found), func(a, b documents.Passage) int {
		return cmp.Or(cmp.Compare(score[b.ID], score[a.ID]), cmp.Compare(a.ID, b.ID))
	})
	return w.within(out)
}

// search are the passages that a wording of a model finds; none where it is no
// question or the search fails.
func (w *work) search(ctx context.Context, wording string) []documents.Passage {
	if guard.Attack(wording) {
		return nil
	}
	searched := w.eng.cfg.Observe(ctx, StepSearch)
	ctx = index.Patient(ctx)
	hits, err := w.snap.Search(ctx, w.snap.Parse(ctx, wording, nil), extract.SearchDepth)
	searched(Outcome{Passages: len(hits), Failed: err != nil})
	var out []documents.Passage
	for _, h := range hits {
		out = append(out, h.Passage)
	}
	return out
}
