package answer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/prompts"
)

// Bounds of a question that a model makes stand alone.
const (
	rewriteTime = 20 * time.Second
	maxRewrite  = 400 // characters; more is no question
)

// understand makes the question ready for search: with what it leans on, and
// where a model is there, as the model puts it. The model's words serve the
// search only; the reader's own question is answered.
func (w *work) understand(ctx context.Context) *query.Query {
	q := w.snap.Parse(ctx, guard.Unmarked(w.asked), turns(w.history()))
	if !q.FollowUp || w.chat == nil {
		return q
	}
	alone := w.rewrite(ctx)
	if alone == "" || guard.Attack(alone) {
		return q
	}
	again := w.snap.Parse(ctx, alone, nil)
	if !slices.ContainsFunc(again.Concepts, func(c query.Concept) bool { return c.Known && c.Weight >= 0.6 }) {
		return q // the model says nothing that the materials know
	}
	if again.English != q.English {
		return q // the reader's language is the answer's
	}
	again.FollowUp, again.Said = true, q.Said
	return again
}

// rewrite asks the model for the question as it stands alone; "" where that
// fails, for the carried words serve too.
func (w *work) rewrite(ctx context.Context) string {
	in := prompts.RewriteInput{Question: w.req.Question}
	for _, t := range w.req.History {
		in.History = append(in.History, prompts.Turn(t))
	}
	prompt, err := w.eng.cfg.Prompts.Rewrite(in)
	if err != nil {
		return ""
	}
	lines := w.lines(ctx, prompt, 1)
	if len(lines) == 0 || strings.HasSuffix(w.req.Question, "?") && !strings.HasSuffix(lines[0], "?") {
		return "" // a small model rambles
	}
	return lines[0]
}

// lines asks the model for at most n lines to search with: what is too short or
// too long for a question is left out, and no more is waited for. None where
// the call fails.
func (w *work) lines(ctx context.Context, prompt prompts.Prompt, n int) []string {
	ctx, cancel := context.WithTimeout(ctx, rewriteTime)
	defer cancel()
	var text strings.Builder
	usage, err := w.chat.Stream(ctx, messages(prompt), func(delta string) error {
		text.WriteString(delta)
		if text.Len() > n*4*maxRewrite || strings.Count(strings.TrimSpace(text.String()), "\n") >= n {
			return errEnough
		}
		return nil
	})
	w.used(usage)
	if err != nil && !errors.Is(err, errEnough) {
		return nil
	}
	var out []string
	for line := range strings.Lines(strings.TrimSpace(text.String())) {
		line = strings.Trim(danish.Clean(line), `"»«”`)
		if size := utf8.RuneCountInString(line); len(out) < n && size >= 3 && size <= maxRewrite {
			out = append(out, line)
		}
	}
	return out
}
