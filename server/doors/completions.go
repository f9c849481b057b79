package server

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// isOpenAI tells whether a request's errors are to have OpenAI's form.
func isOpenAI(c *fiber.Ctx) bool { return strings.HasPrefix(c.Path(), "/v1/") }

func ofFault(f *openai.Fault) problem.Problem {
	status := fiber.StatusBadRequest
	if f.Code == "model_not_found" {
		status = fiber.StatusNotFound
	}
	return *problem.New(status, f.Message)
}

// completions answers POST /v1/chat/completions: the verified answer, with its
// sources as annotations and at the end of the text.
func (s *Server) completions(c *fiber.Ctx) error {
	var r openai.Request
	if err := problem.ReadJSON(c, &r, "messages"); err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	question, history, err := r.Conversation()
	if err != nil {
		return err
	}
	form := &completion{ // the id is the request's, so that a stream has it before its answer
		Writer: openai.Writer{English: danish.Language(question) == pages.LangEnglish, Address: s.linker(c)},
		chunks: openai.Chunks{ID: "chatcmpl-" + requestID(c), Created: time.Now().Unix()}, usage: r.WantsUsage(),
	}
	if text, ok := openai.Chore(question); ok {
		return s.chore(c, form, text, r.Streams())
	}
	if err := s.allow(c, s.asks); err != nil {
		return err
	}
	req := answer.Request{Question: question, History: s.kept(history)}
	if err := s.check(&req); err != nil {
		return err
	}
	if err := s.spend(c); err != nil {
		return err
	}
	if r.Streams() {
		return s.stream(c, req, form)
	}
	a, err := s.askWhole(s.visit(c), req)
	if err != nil {
		return err
	}
	for _, v := range a.Sentences {
		form.Sentence(v)
	}
	form.End(a)
	return c.JSON(form.whole(openai.Used(a)))
}

// kept are the latest turns of a conversation, cut to what is taken: clients of
// this form send all of it, however long.
func (s *Server) kept(history []answer.Turn) []answer.Turn {
	history = history[max(0, len(history)-s.cfg.MaxHistory):]
	for i, t := range history {
		history[i] = answer.Turn{Question: firstRunes(t.Question, s.cfg.MaxQuestion), Answer: firstRunes(t.Answer, maxAnswer)}
	}
	return history
}

// linker gives the addresses of sources, for a client elsewhere.
func (s *Server) linker(c *fiber.Ctx) func(answer.Source) string {
	base := s.baseURL(c)
	return func(v answer.Source) string { return base + pages.PassageURL(v.Document, v.ID) }
}

// chore answers what a client wants for itself, such as a title for the
// conversation, without a search.
func (s *Server) chore(c *fiber.Ctx, form *completion, text string, streams bool) error {
	a := &answer.Answer{Answer: text}
	if !streams {
		form.End(a)
		return c.JSON(form.whole(openai.Usage{}))
	}
	body, err := form.done(a)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	return c.SendString(body)
}

// completion is one answer in OpenAI's form; as a script, it is its stream.
type completion struct {
	openai.Writer
	chunks openai.Chunks
	usage  bool // the client wants the tokens used
	begun  bool
}

func (f *completion) whole(used openai.Usage) openai.Completion {
	return openai.NewCompletion(f.chunks.ID, f.chunks.Created, f.Text(), f.Annotations(), used)
}

func (f *completion) sources([]answer.Source) (string, error) { return f.write() }

func (f *completion) sentence(v answer.Sentence) (string, error) {
	return f.write(f.chunks.Content(f.Writer.Sentence(v)))
}

func (f *completion) done(a *answer.Answer) (string, error) {
	var last []any
	if rest := f.End(a); rest != "" {
		last = append(last, f.chunks.Content(rest))
	}
	last = append(last, f.chunks.End(f.Annotations()))
	if f.usage {
		last = append(last, f.chunks.Usage(openai.Used(a)))
	}
	text, err := f.write(last...)
	return text + "data: [DONE]\n\n", err
}

func (f *completion) failed(p problem.Problem) (string, error) {
	return data(openai.NewFailure(p.Status, p.Detail, p.RequestID, nil))
}

// write gives chunks as events, the role before the first.
func (f *completion) write(chunks ...any) (string, error) {
	if !f.begun {
		f.begun = true
		chunks = append([]any{f.chunks.Role()}, chunks...)
	}
	var b strings.Builder
	for _, v := range chunks {
		text, err := data(v)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// data is an event without a name.
func data(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("writing an event: %w", err)
	}
	return "data: " + string(text) + "\n\n", nil
}

// models answers GET /v1/models.
func (s *Server) models(c *fiber.Ctx) error {
	return c.JSON(openai.Models{Object: "list", Data: []openai.Entry{openai.TheModel()}})
}

// model answers GET /v1/models/{model}.
func (s *Server) model(c *fiber.Ctx) error {
	if err := (&openai.Request{Model: c.Params("model")}).Check(); err != nil {
		return err
	}
	return c.JSON(openai.TheModel())
}
