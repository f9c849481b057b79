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
	q := w.snap.Parse(guard.Unmarked(w.asked), turns(w.history()))
	if !q.FollowUp || w.eng.cfg.Chat == nil {
		return q
	}
	alone := w.rewrite(ctx)
	if alone == "" || guard.Attack(alone) {
		return q
	}
	again := w.snap.Parse(alone, nil)
	if !slices.ContainsFunc(again.Concepts, func(c query.Concept) bool { return c.Known && c.Weight >= 0.6 }) {
		return q // the model says nothing that the materials know
	}
	if again.English != q.English {
		return q // the reader's language is the answer's
	}
	again.FollowUp, again.Before, again.Said = true, q.Before, q.Said
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
	ctx, cancel := context.WithTimeout(ctx, rewriteTime)
	defer cancel()
	var out strings.Builder
	_, err = w.eng.cfg.Chat.Stream(ctx, messages(prompt), func(text string) error {
		out.WriteString(text)
		if out.Len() > 4*maxRewrite || strings.Contains(strings.TrimSpace(out.String()), "\n") {
			return errEnough // only the first line counts
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
	line = strings.Trim(danish.Clean(line), `"»«”`)
	if n := utf8.RuneCountInString(line); n < 3 || n > maxRewrite {
		return ""
	}
	if strings.HasSuffix(w.req.Question, "?") && !strings.HasSuffix(line, "?") {
		return "" // a small model rambles
	}
	return line
}
