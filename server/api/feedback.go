package server

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
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

// rateTime is how long feedback may take to be kept, so that a database that is
// started again costs no feedback.
const rateTime = 4 * time.Second

// maxComment is how long a comment may be, in characters.
const maxComment = 1000

var answerID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// rating is what POST /api/feedback takes.
type rating struct {
	ID      string `json:"id" required:"true" pattern:"^[A-Za-z0-9_-]{1,64}$" description:"Of the answer."`
	Vote    string `json:"vote" required:"true" enum:"up,down"`
	Reason  string `json:"reason,omitempty" enum:",wrong,incomplete,source,language,other"`
	Comment string `json:"comment,omitempty" maxLength:"1000"`
}

// feedback answers POST /api/feedback. It says nothing of whether the answer
// is known: its question may wait in another service to be kept.
func (s *Server) feedback(c *fiber.Ctx) error {
	var r rating
	if err := problem.ReadJSON(c, &r, "id"); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := s.keepRating(r); err != nil {
		s.log.Error("feedback is not kept", "request_id", requestID(c), "error", err.Error())
		return problem.ErrNotKept
	}
	s.metrics.Feedback.WithLabelValues(r.Vote, r.Reason).Inc()
	return c.SendStatus(fiber.StatusNoContent)
}

// keepRating hands feedback to the recorder and waits until it is kept.
func (s *Server) keepRating(r rating) error {
	if s.cfg.Recorder == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.base, rateTime)
	defer cancel()
	comment, _ := guard.Mask(danish.Clean(r.Comment))
	return s.cfg.Recorder.Rated(ctx, store.Feedback{ID: r.ID, At: time.Now(), Vote: r.Vote, Reason: r.Reason, Comment: comment})
}

// check holds feedback to the words and limits of the contract.
func (r rating) check() error {
	switch {
	case !answerID.MatchString(r.ID):
		return problem.New(400, "Feltet id skal være svarets id.")
	case r.Vote != store.Up && r.Vote != store.Down:
		return problem.New(400, "Feltet vote skal være up eller down.")
	case !slices.Contains(store.Reasons, r.Reason):
		return problem.New(400, "Feltet reason skal være tomt eller en af wrong, incomplete, source, language og other.")
	case utf8.RuneCountInString(r.Comment) > maxComment:
		return problem.New(400, fmt.Sprintf("Kommentaren er for lang. Den må højst fylde %s tegn.", pages.DanishNumber(maxComment)))
	}
	return nil
}

// keep hands an answer to the recorder.
func (s *Server) keep(v visit, req answer.Request, a *answer.Answer) {
	if s.cfg.Recorder != nil {
		s.cfg.Recorder.Answered(recorded(v, req, a, time.Now()))
	}
}

// Record is what is kept of an answer to a question asked at a time with the
// key of an authority.
func Record(a *answer.Answer, at time.Time, authority string) store.Question {
	return recorded(visit{Principal: access.Principal{Name: authority}, view: &View{}}, answer.Request{}, a, at)
}

// recorded is what is kept of an answer: nothing of who asked but the authority,
// and no private data that the masking finds.
func recorded(v visit, req answer.Request, a *answer.Answer, at time.Time) store.Question {
	text, kinds := guard.Mask(a.Question)
	for _, k := range a.Masked {
		if !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	q := store.Question{
		ID: a.ID, At: at, Text: text, Language: danish.Language(text), FollowUp: len(req.History) > 0,
		Collection: v.view.Name, Authority: v.Name,
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
