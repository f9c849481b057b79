package editorial

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/documents"
)

// Judge is the second key of a sentence: a model that decides on what the first
// key found. It is safe for use by several goroutines.
type Judge func(ctx context.Context, question string, v *verify.Verifier, found verify.Verdict) Ruling

// Ruling is what both keys together find of a sentence.
type Ruling struct {
	Reason string            // why it is doubted; "" where it is not
	Rests  []verify.Evidence // statements of the verifier's sources that a judge's verdict rests on
	Silent bool              // the judge was asked and gave no verdict, so the first key decides
}

// maxJudged is how many sentences of an answer are judged at a time.
const maxJudged = 4

// judgeAll asks a judge, nil for none, of all sentences.
func judgeAll(ctx context.Context, judge Judge, question string, all []held) {
	if judge == nil {
		return
	}
	var g errgroup.Group
	g.SetLimit(maxJudged)
	for i := range all {
		if h := &all[i]; h.err == nil {
			g.Go(func() error {
				h.judge(ctx, judge, question)
				return nil
			})
		}
	}
	_ = g.Wait() // none fails
}

// judge takes in what the judge says. What only it doubts is a doubt of meaning,
// which who approves may overrule as one of words.
func (h *held) judge(ctx context.Context, judge Judge, question string) {
	r := judge(ctx, question, h.v, h.found)
	if r.Reason != h.found.Reason {
		h.found.Reason, h.found.Key = r.Reason, verify.Words
	}
	h.silent = r.Silent
	for _, e := range r.Rests {
		for _, s := range h.v.Sources {
			if s.N == e.N {
				e.Text = asItStands([]documents.Passage{{Text: s.Text}}, e.Text)
			}
		}
		if e.Text != "" {
			h.judged = append(h.judged, e)
		}
	}
}
