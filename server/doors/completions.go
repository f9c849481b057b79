package doors

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Completions answers POST /v1/chat/completions: the verified answer, with its
// sources as annotations and at the end of the text.
func (s *Doors) Completions(c *fiber.Ctx) error {
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
		chunks: openai.Chunks{ID: "chatcmpl-" + core.RequestID(c), Created: time.Now().Unix()}, usage: r.WantsUsage(),
	}
	if text, ok := openai.Chore(question); ok {
		return s.chore(c, form, text, r.Streams())
	}
	if err := s.Allow(c, s.Asks); err != nil {
		return err
	}
	req := answer.Request{Question: question, History: s.kept(history)}
	if err := s.Check(&req); err != nil {
		return err
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	if r.Streams() {
		return s.Stream(c, req, form)
	}
	a, err := s.AskWhole(s.Visit(c), req)
	if err != nil {
		return err
	}
	for _, v := range a.Sentences {
		form.Writer.Sentence(v)
	}
	form.End(a)
	return c.JSON(form.whole(openai.Used(a)))
}

// kept are the latest turns of a conversation, cut to what is taken: clients of
// this form send all of it, however long.
func (s *Doors) kept(history []answer.Turn) []answer.Turn {
	history = history[max(0, len(history)-s.Config.MaxHistory):]
	for i, t := range history {
		history[i] = answer.Turn{Question: core.FirstRunes(t.Question, s.Config.MaxQuestion), Answer: core.FirstRunes(t.Answer, core.MaxAnswer)}
	}
	return history
}

// linker gives the addresses of sources, for a client elsewhere.
func (s *Doors) linker(c *fiber.Ctx) func(answer.Source) string {
	base := s.BaseURL(c)
	return func(v answer.Source) string { return base + pages.PassageURL(v.Document, v.ID) }
}

// chore answers what a client wants for itself, such as a title for the
// conversation, without a search.
func (s *Doors) chore(c *fiber.Ctx, form *completion, text string, streams bool) error {
	a := &answer.Answer{Answer: text}
	if !streams {
		form.End(a)
		return c.JSON(form.whole(openai.Usage{}))
	}
	body, err := form.Done(a)
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

func (f *completion) Sources([]answer.Source) (string, error) { return f.write() }

func (f *completion) Sentence(v answer.Sentence) (string, error) {
	return f.write(f.chunks.Content(f.Writer.Sentence(v)))
}

func (f *completion) Done(a *answer.Answer) (string, error) {
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

func (f *completion) Failed(p problem.Problem) (string, error) {
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

// Models answers GET /v1/models.
func (s *Doors) Models(c *fiber.Ctx) error {
	return c.JSON(openai.Models{Object: "list", Data: []openai.Entry{openai.TheModel()}})
}

// Model answers GET /v1/models/{model}.
func (s *Doors) Model(c *fiber.Ctx) error {
	if err := (&openai.Request{Model: c.Params("model")}).Check(); err != nil {
		return err
	}
	return c.JSON(openai.TheModel())
}
