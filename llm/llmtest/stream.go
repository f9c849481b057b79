package llmtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// stream writes server-sent events as a model's endpoint does.
type stream struct {
	w   http.ResponseWriter
	ctx context.Context
	err error
}

func (f *Fake) stream(w http.ResponseWriter, req *http.Request, r Request, step Step) {
	w.Header().Set("Content-Type", "text/event-stream")
	s := &stream{w: w, ctx: req.Context()}
	s.choice(map[string]any{"role": "assistant"}, "")
	s.wait(step.FirstDelay)
	for i, piece := range append(step.Reasoning[:len(step.Reasoning):len(step.Reasoning)], step.Pieces...) {
		if i > 0 {
			s.wait(step.Delay)
		}
		field := "content"
		if i < len(step.Reasoning) {
			field = "reasoning_content"
		}
		s.choice(map[string]any{field: piece}, "")
	}
	if step.Raw != "" {
		s.write(step.Raw)
	}
	s.end(r, step)
	if s.err != nil {
		f.countCancelled()
	}
}

func (s *stream) end(r Request, step Step) {
	switch step.End {
	case Done:
		s.finish(r, step)
	case Reset:
		reset(s.w)
	case Cut:
		if s.err == nil {
			panic(http.ErrAbortHandler)
		}
	case Stall:
		s.wait(time.Hour)
	case Endless:
		for s.err == nil {
			s.choice(map[string]any{"content": step.Pieces[len(step.Pieces)-1]}, "")
			s.wait(step.Delay)
		}
	}
}

func (s *stream) finish(r Request, step Step) {
	reason := step.Finish
	if reason == "" {
		reason = "stop"
	}
	if !step.NoFinish {
		s.choice(map[string]any{}, reason)
	}
	if r.StreamOptions.IncludeUsage && !step.NoUsage {
		s.event(map[string]any{"choices": []any{}, "usage": map[string]int{
			"prompt_tokens": len(words(r.System() + " " + r.User())), "completion_tokens": len(step.Pieces),
		}})
	}
	s.write("data: [DONE]\n\n")
}

func (s *stream) choice(delta map[string]any, finish string) {
	choice := map[string]any{"index": 0, "delta": delta, "finish_reason": nil}
	if finish != "" {
		choice["finish_reason"] = finish
	}
	s.event(map[string]any{"object": "chat.completion.chunk", "choices": []any{choice}})
}

func (s *stream) event(value any) {
	line, err := json.Marshal(value)
	if err != nil {
		s.err = err
		return
	}
	s.write(fmt.Sprintf("data: %s\n\n", line))
}

// write sends text at once; after an error it does nothing.
func (s *stream) write(text string) {
	if s.err == nil {
		_, s.err = fmt.Fprint(s.w, text)
	}
	if s.err == nil {
		s.err = http.NewResponseController(s.w).Flush()
	}
	if s.err == nil {
		s.err = s.ctx.Err()
	}
}

func (s *stream) wait(d time.Duration) {
	if s.err == nil && d > 0 && !pause(s.ctx, d) {
		s.err = s.ctx.Err()
	}
}
