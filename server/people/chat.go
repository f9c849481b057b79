package people

import (
	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// chatPage shows the conversation: empty, or with the questions that a form
// without JavaScript has asked.
type chatPage struct {
	pages.Page
	Modules     []string // scripts that chat.js is made of
	Question    string   // what the field holds
	MaxQuestion int
	Documents   string // how many documents the answers are made of; "" while they are read
	Own         bool   // the materials are not the shipped ones
	Examples    []string
	Earlier     []answer.Turn   // before Turn, oldest first
	Turn        *pages.TurnView // nil before the first question
	History     []answer.Turn   // what the form sends along: Earlier and Turn
	Error       string          // why there is no answer
	Skeleton    pages.TurnView  // empty; the scripts fill copies of it
}

// chatModules are what chat.js imports, which the page asks for at once.
var chatModules = []string{"key.js", "words.js", "composer.js", "rows.js", "inline.js", "blocks.js", "source.js", "turn.js", "sse.js", "request.js", "store.js", "talks.js", "share.js", "feedback.js", "voice.js"}

// Chat answers GET /; the parameter q fills the field.
func (s *People) Chat(c *fiber.Ctx) error {
	return s.Pages.Render(c, "chat", s.newChatPage(c, c.Query("q")))
}

// ChatForm answers POST /, the form of a browser without JavaScript.
func (s *People) ChatForm(c *fiber.Ctx) error {
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	req := answer.Request{Question: c.FormValue("question"), History: formHistory(c), Language: pages.Language(c)}
	data := s.newChatPage(c, req.Question)
	data.Earlier, data.History = req.History, req.History
	if err := s.formAnswer(c, &data, req); err != nil {
		p := s.Explain(err, core.RequestID(c), data.Table)
		data.Error = p.Detail
		core.RetryLater(c, p)
		c.Status(p.Status)
	}
	return s.Pages.Render(c, "chat", data)
}

func (s *People) formAnswer(c *fiber.Ctx, data *chatPage, req answer.Request) error {
	if err := s.Check(&req); err != nil {
		return err
	}
	if err := s.Allow(c, s.Asks); err != nil {
		return err
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	a, err := s.AskWhole(s.Visit(c), req)
	if err != nil {
		return err
	}
	data.Turn, data.Question = pages.NewTurn(data.Table, a), ""
	data.Turn.Home, data.Turn.Site = data.Home, data.Site.Name
	if data.Turn.Contact == "" {
		data.Turn.Contact = data.Site.Contact
	}
	data.History = kept(append(data.History, answer.Turn{Question: a.Question, Answer: a.Answer}))
	return nil
}

// The form sends its conversation along in hidden fields, so that a follow-up
// works without JavaScript; it is bounded well below the size of a request.
const (
	formTurns  = 4    // turns that the form remembers
	formLength = 4000 // characters of an answer that it remembers
)

// formHistory reads the conversation that a form sent along.
func formHistory(c *fiber.Ctx) []answer.Turn {
	args := c.Request().PostArgs()
	questions, answers := args.PeekMulti("asked"), args.PeekMulti("answered")
	var out []answer.Turn
	for i := range min(len(questions), len(answers)) {
		out = append(out, answer.Turn{Question: danish.Legible(string(questions[i])), Answer: danish.Legible(string(answers[i]))})
	}
	return kept(out)
}

// kept are the last turns, each answer as far as the form remembers it.
func kept(history []answer.Turn) []answer.Turn {
	history = history[max(0, len(history)-formTurns):]
	for i := range history {
		history[i].Answer = core.FirstRunes(history[i].Answer, formLength)
	}
	return history
}

func (s *People) newChatPage(c *fiber.Ctx, question string) chatPage {
	t, view := s.Table(c), s.ViewOf(c)
	title := t.Say("ask.title")
	if s.Config.Own {
		title = t.Say("ask.title.own")
	}
	p := chatPage{Page: s.Page(c, title), MaxQuestion: s.Config.MaxQuestion, Own: s.Config.Own, Examples: view.Examples,
		Modules: append([]string{"text-" + t.Lang + ".js"}, chatModules...), Skeleton: pages.TurnView{Skeleton: true, Record: &pages.RecordView{}, Sources: []pages.SourceView{{}}, Nearest: []pages.SourceView{{}}}}
	p.Skeleton.Contact, p.Skeleton.Site = p.Site.Contact, p.Site.Name
	p.Question = core.FirstRunes(danish.Legible(question), s.Config.MaxQuestion)
	if view.Library.Ready() {
		p.Documents = t.Count(len(view.Library.Documents()), "documents")
	}
	return p
}
