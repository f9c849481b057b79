package api

import (
	"context"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/problem"
	"github.com/digitaskforce/taskforce/store"
)

// rateTime is how long feedback may take to be kept, so that a database that is
// started again costs no feedback.
const rateTime = 4 * time.Second

// maxComment is how long a comment may be, in characters.
const maxComment = 1000

var answerID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// Rating is what POST /api/feedback takes.
type Rating struct {
	ID      string `json:"id" required:"true" pattern:"^[A-Za-z0-9_-]{1,64}$" jsonschema:"Of the answer."`
	Vote    string `json:"vote" required:"true" enum:"up,down"`
	Reason  string `json:"reason,omitempty" enum:",wrong,incomplete,source,language,other"`
	Comment string `json:"comment,omitempty" maxLength:"1000"`
}

// Feedback answers POST /api/feedback. It says nothing of whether the answer
// is known: its question may wait in another service to be kept.
func (s *API) Feedback(c *fiber.Ctx) error {
	var r Rating
	if err := problem.ReadJSON(c, &r, "id"); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	if err := s.keepRating(r); err != nil {
		s.Log.Error("feedback is not kept", "request_id", core.RequestID(c), "error", err.Error())
		return problem.ErrNotKept
	}
	s.Metrics.Feedback.WithLabelValues(r.Vote, r.Reason).Inc()
	return c.SendStatus(fiber.StatusNoContent)
}

// keepRating hands feedback to the recorder and waits until it is kept.
func (s *API) keepRating(r Rating) error {
	if s.Config.Recorder == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(s.Base, rateTime)
	defer cancel()
	comment, _ := guard.Mask(danish.Clean(r.Comment))
	return s.Config.Recorder.Rated(ctx, store.Feedback{ID: r.ID, At: time.Now(), Vote: r.Vote, Reason: r.Reason, Comment: comment})
}

// check holds feedback to the words and limits of the contract.
func (r Rating) check() error {
	switch {
	case !answerID.MatchString(r.ID):
		return problem.ErrNoID
	case r.Vote != store.Up && r.Vote != store.Down:
		return problem.ErrVote
	case !slices.Contains(store.Reasons, r.Reason):
		return problem.ErrReason
	case utf8.RuneCountInString(r.Comment) > maxComment:
		return problem.Comment.With(problem.Number(maxComment))
	}
	return nil
}
