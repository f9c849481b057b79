package core

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/store"
)

// Recorder keeps what was asked and how it went, where the operator wants that.
// It is used by several goroutines.
type Recorder interface {
	// Answered returns at once.
	Answered(store.Question)
	// Rated returns nil when the feedback is kept, and an error when ctx has ended before.
	Rated(ctx context.Context, f store.Feedback) error
	Stats() store.Stats
}

// keep hands an answer to the recorder, and gives it what opens its record.
func (s *Core) keep(v Visit, req answer.Request, a *answer.Answer) {
	if s.Config.Recorder == nil {
		return
	}
	q := recorded(v, req, a, time.Now())
	q.Making = making(a, s.Config.Version)
	if s.Config.Records != nil {
		a.Record = rand.Text()
		q.Token = a.Record
	}
	s.Config.Recorder.Answered(q)
}

// Record is what is kept of an answer to a question asked at a time with the
// key of an authority.
func Record(a *answer.Answer, at time.Time, authority string) store.Question {
	return recorded(Visit{Principal: access.Principal{Name: authority}, View: &View{}}, answer.Request{}, a, at)
}

// recorded is what is kept of an answer: nothing of who asked but the authority,
// and no private data that the masking finds.
func recorded(v Visit, req answer.Request, a *answer.Answer, at time.Time) store.Question {
	text, kinds := guard.Mask(a.Question)
	for _, k := range a.Masked {
		if !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	q := store.Question{
		ID: a.ID, At: at, Text: text, Language: danish.Language(text), FollowUp: len(req.History) > 0,
		Collection: v.View.Name, Authority: v.Name,
		Mode: a.Mode, Refusal: a.Refusal, Masked: kinds, Fallback: a.Fallback, Model: a.Model,
		Prompt: a.Usage.PromptTokens, Completion: a.Usage.CompletionTokens, Timings: store.Timings(a.Timings),
	}
	if a.Certainty == answer.CertaintyNearest {
		q.Refusal = store.Nearest
	}
	for _, src := range a.Sources {
		q.Sources = append(q.Sources, store.Source{ID: src.ID, Document: src.Document, Title: src.Title, Section: src.Section})
	}
	for _, w := range a.Withheld {
		masked, _ := guard.Mask(w.Text)
		q.Withheld = append(q.Withheld, store.Withheld{Text: masked, Reason: w.Reason})
	}
	return q
}
