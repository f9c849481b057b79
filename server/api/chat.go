package api

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Chat answers POST /api/chat, as JSON or as a stream of events.
func (s *API) Chat(c *fiber.Ctx) error {
	if err := s.Allow(c, s.Asks); err != nil {
		return err
	}
	var req answer.Request
	if err := problem.ReadJSON(c, &req, "question"); err != nil {
		return err
	}
	if err := s.Check(&req); err != nil {
		return err
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	if strings.Contains(c.Get(fiber.HeaderAccept), "text/event-stream") {
		return s.Stream(c, req, events{})
	}
	a, err := s.AskWhole(s.Visit(c), req)
	if err != nil {
		return err
	}
	return c.JSON(a)
}

// events are those of POST /api/chat.
type events struct{}

func (events) Sources(v []answer.Source) (string, error)  { return event("sources", core.List(v)) }
func (events) Sentence(v answer.Sentence) (string, error) { return event("sentence", v) }
func (events) Done(a *answer.Answer) (string, error)      { return event("done", a) }
func (events) Failed(p problem.Problem) (string, error)   { return event("error", p) }

// event is an event with v as JSON, which holds no line breaks.
func event(name string, v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("writing event %s: %w", name, err)
	}
	return "event: " + name + "\ndata: " + string(data) + "\n\n", nil
}
